"""Applications as they stand: one open application per person and project, kept by a unique index on this table."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Column, DateTime, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.recruitment.domain.application import ApplicationAssessed, ApplicationSubmitted, ApplicationWithdrawn
from services.recruitment.domain.definition import Exclusive
from services.recruitment.domain.participation_events import (
    ParticipationEnded,
    ParticipationStartCorrected,
    ParticipationStarted,
)
from services.recruitment.domain.place_events import (
    CandidatePlacedOnReserveList,
    ParticipantRecruited,
    ReservePlaceExpired,
    ReservePlaceOffered,
    ReservePlaceRefused,
)
from services.recruitment.domain.words import OPEN, ApplicationStatus, DisabilityDegree, DisabilityKind, LabourStatus
from services.recruitment.projections.reading import METADATA, first
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotFound, Refused
from shared.kernel.ids import Code
from shared.projection.projection import Projection
from shared.store.database import Connection

APPLICATION_CARD = Table(
    "application_card",
    METADATA,
    Column("application", Uuid, primary_key=True),
    Column("project", Text, nullable=False),
    Column("target_group", Text, nullable=False),
    Column("person", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("applied_at", DateTime, nullable=False),
    Column("premises", JSONB, nullable=False),
    Column("disability_degree", Text, nullable=False),
    Column("disability_kinds", JSONB, nullable=False),
    Column("labour_status", Text, nullable=False),
    Column("no_same_support", Boolean, nullable=False),
    Column("in_education", Boolean, nullable=False),
    Column("organisation", Text),
    Column("reasons", JSONB, nullable=False),
)
SET_RULES = {
    "one_open_application": Refused(
        "application_already_open", field="person", rule="a person has one open application in a project"
    )
}
"""What the unique index over open applications keeps."""


class ApplicationCard(View):
    """An application as it stands. `is_open` follows from `status`."""

    application: UUID
    project: Code
    target_group: Code
    person: UUID
    status: ApplicationStatus
    is_open: bool
    applied_at: datetime
    premises: tuple[Code, ...]
    disability_degree: DisabilityDegree
    disability_kinds: tuple[DisabilityKind, ...]
    labour_status: LabourStatus
    no_same_support: bool
    in_education: bool = False
    organisation: Code | None = None
    reasons: tuple[Code, ...] = ()


def key(event: Event, meta: Meta) -> tuple[UUID] | None:
    match event:
        case (
            ApplicationSubmitted()
            | ApplicationAssessed()
            | ApplicationWithdrawn()
            | CandidatePlacedOnReserveList()
            | ReservePlaceOffered()
            | ReservePlaceRefused()
            | ReservePlaceExpired()
        ):
            return (event.application,)
        case ParticipantRecruited() | ParticipationStarted() | ParticipationStartCorrected() | ParticipationEnded():
            return (event.participant,)
        case _:
            return None


def evolve(row: ApplicationCard | None, event: Event, meta: Meta) -> ApplicationCard | None:
    if isinstance(event, ApplicationSubmitted):
        return ApplicationCard(**event.model_dump(exclude={"applied_on"}), status=ApplicationStatus.SUBMITTED, is_open=True)
    if row is None:
        return None
    status = _status_after(row.status, event)
    changes = {"status": status, "is_open": status in OPEN}
    if isinstance(event, ApplicationAssessed):
        changes |= {"organisation": event.organisation, "reasons": event.reasons}
    return row.model_copy(update=changes)


STATUS_AFTER: dict[type[Event], ApplicationStatus] = {
    ApplicationWithdrawn: ApplicationStatus.WITHDRAWN,
    CandidatePlacedOnReserveList: ApplicationStatus.WAITING,
    ReservePlaceOffered: ApplicationStatus.OFFERED,
    ReservePlaceRefused: ApplicationStatus.OFFER_REFUSED,
    ReservePlaceExpired: ApplicationStatus.OFFER_EXPIRED,
    ParticipantRecruited: ApplicationStatus.RECRUITED,
    ParticipationStarted: ApplicationStatus.PARTICIPATING,
    ParticipationEnded: ApplicationStatus.ENDED,
}


def _status_after(before: ApplicationStatus, event: Event) -> ApplicationStatus:
    match event:
        case ApplicationAssessed():
            return ApplicationStatus.ELIGIBLE if event.eligible else ApplicationStatus.REJECTED
        case ParticipationStartCorrected() if before is ApplicationStatus.ENDED:
            return before  # a start that is corrected after the end reopens nothing
        case ParticipationStartCorrected():
            return ApplicationStatus.RECRUITED if event.on is None else ApplicationStatus.PARTICIPATING
        case _:
            return STATUS_AFTER[type(event)]


APPLICATIONS = Projection(APPLICATION_CARD, ApplicationCard, key, evolve)


async def find_application(db: Connection, application: UUID) -> ApplicationCard:
    """The application as it stands. Raises `NotFound` (`unknown_application`)."""
    found = await first(db, ApplicationCard, "SELECT * FROM application_card WHERE application = $1", application)
    if found is None:
        raise NotFound("unknown_application", field="application", rule="there is no such application")
    return found


class Elsewhere(View):
    """An open application of the same person in another project."""

    application: UUID
    project: Code


ELSEWHERE = """
SELECT a.application, a.project FROM application_card a JOIN project_card p USING (project)
WHERE a.person = $1 AND a.is_open AND a.project <> $2 AND p.ends_on >= $3
  AND ($4 OR p.recruitment ->> 'exclusive' = 'any_project')
ORDER BY a.applied_at LIMIT 1
"""


async def exclusive_elsewhere(db: Connection, person: UUID, project: Code, on: date, exclusive: Exclusive) -> Elsewhere | None:
    """An open application that excludes this one: either project allows no other (decision D16, `any_project`)."""
    alone = exclusive is Exclusive.ANY_PROJECT
    return await first(db, Elsewhere, ELSEWHERE, person, project, on, alone)


async def finished_before(db: Connection, person: UUID, project: Code) -> bool:
    """Did the person finish this project and so keep a place in it for good (decision D11a)?"""
    query = """SELECT true FROM participation_card WHERE person = $1 AND project = $2
               AND ended_on IS NOT NULL AND NOT released"""
    return bool(await db.driver.fetchval(query, person, project))
