"""Outcomes as they stand: for each participant the last confirmed fact of each kind, with its date."""

from datetime import date
from uuid import UUID

from sqlalchemy import Column, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.recruitment.domain.effectiveness_facts import Exclusion, Job, PersonFacts, SocialEffect
from services.recruitment.domain.outcome_events import (
    EmploymentConfirmed,
    ExclusionRecorded,
    OutcomeFact,
    SituationAfterLeavingRecorded,
    SocialEffectConfirmed,
)
from services.recruitment.domain.outcome_words import AfterLeaving
from services.recruitment.projections.reading import METADATA, first, rows
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.projection.projection import Projection
from shared.store.database import Connection

OUTCOME_CARD = Table(
    "outcome_card",
    METADATA,
    Column("participant", Uuid, primary_key=True),
    Column("project", Text, nullable=False),
    Column("exclusions", JSONB, nullable=False),
    Column("situations", JSONB, nullable=False),
    Column("employment", JSONB),
    Column("social", JSONB),
)


class Situated(View):
    """The situation after leaving on a day."""

    on: date
    situations: tuple[AfterLeaving, ...]


class OutcomeCard(View):
    """What was confirmed. `situations`: what was in monitoring and what came after it, oldest first."""

    participant: UUID
    project: Code
    exclusions: tuple[Exclusion, ...] = ()
    situations: tuple[Situated, ...] = ()
    employment: Job | None = None
    social: SocialEffect | None = None


def key(event: Event, meta: Meta) -> tuple[UUID] | None:
    return (event.participant,) if isinstance(event, OutcomeFact) else None


def evolve(row: OutcomeCard | None, event: Event, meta: Meta) -> OutcomeCard | None:
    if not isinstance(event, OutcomeFact):
        return row
    card = row or OutcomeCard(participant=event.participant, project=event.project)
    return card.model_copy(update=_changes(card, event))


def _changes(card: OutcomeCard, event: OutcomeFact) -> dict[str, object]:
    match event:
        case ExclusionRecorded():
            others = tuple(one for one in card.exclusions if one.kind is not event.kind)
            return {"exclusions": (*others, Exclusion(kind=event.kind, on=event.on))}
        case SituationAfterLeavingRecorded():
            return {"situations": _situations(card, event)}
        case EmploymentConfirmed():
            return {"employment": _job(event)}
        case SocialEffectConfirmed():
            return {"social": SocialEffect(criteria=event.criteria, measured_on=event.on)}


def _situations(card: OutcomeCard, event: SituationAfterLeavingRecorded) -> tuple[Situated, ...]:
    """A correction takes the place of what was wrong; what follows a monitoring stands after it."""
    kept = card.situations[:-1] if event.reason is not None else card.situations
    return (*kept, Situated(on=event.on, situations=event.situations))


def _job(event: EmploymentConfirmed) -> Job:
    named = {name: getattr(event, name) for name in ("form", "contracted_on", "until", "part", "value", "startup_grant")}
    return Job(since=event.on, **named)


OUTCOMES = Projection(OUTCOME_CARD, OutcomeCard, key, evolve, of_one_stream=True)

FACTS = """
SELECT p.participant, p.started_on, p.age, p.ended_on, p.along_path, p.end_reason, p.vocational_supports,
       a.labour_status, a.in_education, a.disability_degree, a.disability_kinds,
       coalesce(o.exclusions, '[]') AS exclusions, o.employment, o.social
FROM participation_card p JOIN application_card a ON a.application = p.participant
LEFT JOIN outcome_card o ON o.participant = p.participant
"""
OF_PROJECT = f"{FACTS} WHERE p.project = $1 AND p.started_on <= $2 ORDER BY p.participant"
OF_ONE = f"{FACTS} WHERE p.participant = $1 AND p.started_on <= $2"


async def facts_of_project(db: Connection, project: Code, as_of: date) -> list[PersonFacts]:
    """Everybody whose participation had started by that day."""
    return await rows(db, PersonFacts, OF_PROJECT, project, as_of)


async def facts_of(db: Connection, participant: UUID, as_of: date) -> PersonFacts | None:
    """One participant's facts; None when participation had not started by that day."""
    return await first(db, PersonFacts, OF_ONE, participant, as_of)
