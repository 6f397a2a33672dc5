"""Participants: contract, start and end of everybody who took a place."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Integer, Table, Text, Uuid

from services.recruitment.domain.participation_events import (
    ContractSigned,
    ParticipationEnded,
    ParticipationStartCorrected,
    ParticipationStarted,
    SupportReceived,
    SupportTakenBack,
)
from services.recruitment.domain.place_events import ParticipantRecruited, PlaceReleased, SexCorrected
from services.recruitment.domain.words import ApplicationStatus, EndReason, ServiceClass, Sex
from services.recruitment.projections.reading import METADATA, rows
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.projection.projection import Projection
from shared.store.database import Connection

PARTICIPATION_CARD = Table(
    "participation_card",
    METADATA,
    Column("participant", Uuid, primary_key=True),
    Column("project", Text, nullable=False),
    Column("target_group", Text, nullable=False),
    Column("person", Uuid, nullable=False),
    Column("sex", Text, nullable=False),
    Column("contract_signed_on", Date),
    Column("started_on", Date),
    Column("age", Integer),
    Column("ended_on", Date),
    Column("along_path", Boolean),
    Column("end_reason", Text),
    Column("released", Boolean, nullable=False),
    Column("vocational_supports", Integer, nullable=False),
)


class ParticipationCard(View):
    """A participant's way. `age`: completed years on the day of the start. `released`: the place went to the others.

    `vocational_supports`: sessions of vocational activation at which the participant was present.
    """

    participant: UUID
    project: Code
    target_group: Code
    person: UUID
    sex: Sex
    contract_signed_on: date | None = None
    started_on: date | None = None
    age: int | None = None
    ended_on: date | None = None
    along_path: bool | None = None
    end_reason: EndReason | None = None
    released: bool = False
    vocational_supports: int = 0


class Participant(View):
    """A participant in a list; `person` is whom to ask the registry for."""

    participant: UUID
    person: UUID
    target_group: Code
    status: ApplicationStatus
    contract_signed_on: date | None
    started_on: date | None
    ended_on: date | None


def key(event: Event, meta: Meta) -> tuple[UUID] | None:
    match event:
        case (
            ParticipantRecruited()
            | PlaceReleased()
            | SexCorrected()
            | ContractSigned()
            | ParticipationStarted()
            | ParticipationStartCorrected()
            | ParticipationEnded()
        ):
            return (event.participant,)
        case SupportReceived() | SupportTakenBack() if event.service_class is ServiceClass.VOCATIONAL:
            return (event.participant,)
        case _:
            return None


def evolve(row: ParticipationCard | None, event: Event, meta: Meta) -> ParticipationCard | None:
    if isinstance(event, ParticipantRecruited):
        return ParticipationCard(**event.model_dump())
    return row and row.model_copy(update=_changes(row, event))


def _changes(row: ParticipationCard, event: Event) -> dict[str, object]:
    match event:
        case PlaceReleased() | SexCorrected():
            return {"released": True} if isinstance(event, PlaceReleased) else {"sex": event.sex}
        case ContractSigned():
            return {"contract_signed_on": event.signed_on}
        case ParticipationStarted() | ParticipationStartCorrected():
            return {"started_on": event.on, "age": event.age}
        case ParticipationEnded():
            return {"ended_on": event.on, "along_path": event.along_path, "end_reason": event.reason}
        case SupportReceived() | SupportTakenBack():
            change = 1 if isinstance(event, SupportReceived) else -1
            return {"vocational_supports": row.vocational_supports + change}
        case _:
            return {}


PARTICIPATIONS = Projection(PARTICIPATION_CARD, ParticipationCard, key, evolve)

PAGE = """
SELECT p.participant, p.person, p.target_group, a.status, p.contract_signed_on, p.started_on, p.ended_on
FROM participation_card p JOIN application_card a ON a.application = p.participant
WHERE p.project = $1 AND ($2::uuid IS NULL OR p.participant > $2) AND ($4::uuid[] IS NULL OR p.person = ANY($4))
ORDER BY p.participant LIMIT $3
"""


async def page(
    db: Connection, project: Code, after: UUID | None, limit: int, people: Collection[UUID] | None = None
) -> list[Participant]:
    """Up to `limit` participants of a project, by id, after the last one seen; `people`: only these."""
    return await rows(db, Participant, PAGE, project, after, limit, people)


async def of_person(db: Connection, ids: list[UUID]) -> list[ParticipationCard]:
    """Every place that somebody with these ids ever took, in the order of the groups' streams."""
    query = "SELECT * FROM participation_card WHERE person = ANY($1::uuid[])"
    found = await rows(db, ParticipationCard, query, ids)
    return sorted(found, key=lambda card: (f"{card.project}/{card.target_group}", str(card.participant)))
