"""Applications as they stand: one open application per person and project, kept by a unique index on this table."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, DateTime, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.recruitment.domain.appeal_events import AppealDecided, AssessmentAppealed
from services.recruitment.domain.application import (
    ApplicationAssessed,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CaseWorkerAssigned,
)
from services.recruitment.domain.call_events import ApplicantCalledToComplete
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
from services.recruitment.projections.reading import METADATA, first, rows
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.clock import LocalTime
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
    Column("case_worker", Uuid),
    Column("recruited_by", Text),
    Column("missing", JSONB, nullable=False),
    Column("complete_by", Date),
)
SET_RULES = {
    "one_open_application": Refused(
        "application_already_open", field="person", rule="a person has one open application in a project"
    )
}
"""What the unique index over open applications keeps."""


class ApplicationCard(View):
    """An application as it stands. `is_open` follows from `status`; `case_worker` is an account; `organisation` assessed it,
    a worker of `recruited_by` took it in; evidence of `missing` is owed until `complete_by`."""

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
    case_worker: UUID | None = None
    recruited_by: Code | None = None
    missing: tuple[Code, ...] = ()
    complete_by: date | None = None


def key(event: Event, meta: Meta) -> tuple[UUID] | None:
    match event:
        case (
            ApplicationSubmitted()
            | ApplicantCalledToComplete()
            | ApplicationAssessed()
            | AssessmentAppealed()
            | AppealDecided()
            | ApplicationWithdrawn()
            | CaseWorkerAssigned()
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
    if isinstance(event, CaseWorkerAssigned):
        return row.model_copy(update={"case_worker": event.case_worker})
    status = _status_after(row.status, event)
    changes = {"status": status, "is_open": status in OPEN, "missing": (), "complete_by": None}
    if isinstance(event, ApplicantCalledToComplete):
        changes |= {"missing": event.criteria, "complete_by": event.complete_by}
    if isinstance(event, ApplicationAssessed):
        changes |= {"organisation": event.organisation, "reasons": event.reasons}
    return row.model_copy(update=changes)


STATUS_AFTER: dict[type[Event], ApplicationStatus] = {
    ApplicantCalledToComplete: ApplicationStatus.INCOMPLETE,
    AssessmentAppealed: ApplicationStatus.APPEALED,
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
        case AppealDecided():
            return ApplicationStatus.ELIGIBLE if event.upheld else ApplicationStatus.REJECTED
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


async def people_of(db: Connection, applications: list[UUID]) -> dict[UUID, UUID]:
    """Whose these applications are."""
    query = "SELECT application, person FROM application_card WHERE application = ANY($1::uuid[])"
    return {row["application"]: row["person"] for row in await db.driver.fetch(query, applications)}


class Elsewhere(View):
    """An open application of the same person in another project."""

    application: UUID
    project: Code


ELSEWHERE = """
SELECT a.application, a.project FROM application_card a JOIN project_card p USING (project)
WHERE a.person = ANY($1::uuid[]) AND a.is_open AND a.project <> $2 AND p.ends_on >= $3
  AND ($4 OR p.recruitment ->> 'exclusive' = 'any_project')
ORDER BY a.applied_at LIMIT 1
"""


async def exclusive_elsewhere(
    db: Connection, ids: list[UUID], project: Code, on: date, exclusive: Exclusive
) -> Elsewhere | None:
    """An open application that excludes this one: either project allows no other (decision D16, `any_project`)."""
    alone = exclusive is Exclusive.ANY_PROJECT
    return await first(db, Elsewhere, ELSEWHERE, ids, project, on, alone)


async def finished_before(db: Connection, ids: list[UUID], project: Code) -> bool:
    """Did the person finish this project and so keep a place in it for good (decision D11a)?"""
    query = """SELECT true FROM participation_card WHERE person = ANY($1::uuid[]) AND project = $2
               AND ended_on IS NOT NULL AND NOT released"""
    return bool(await db.driver.fetchval(query, ids, project))


async def applied_in(db: Connection, ids: list[UUID], project: Code) -> bool:
    """Has somebody with these ids ever applied in the project?"""
    query = "SELECT true FROM application_card WHERE person = ANY($1::uuid[]) AND project = $2 LIMIT 1"
    return bool(await db.driver.fetchval(query, ids, project))


async def open_in(db: Connection, ids: list[UUID], project: Code) -> bool:
    """Has somebody with these ids an open application in the project?"""
    query = "SELECT true FROM application_card WHERE person = ANY($1::uuid[]) AND project = $2 AND is_open"
    return bool(await db.driver.fetchval(query, ids, project))


STANDS_IN = """
SELECT DISTINCT a.project FROM application_card a LEFT JOIN participation_card p ON p.participant = a.application
WHERE a.person = ANY($1::uuid[]) AND (a.is_open OR (p.ended_on IS NOT NULL AND NOT p.released))
"""


async def stands_in(db: Connection, ids: list[UUID]) -> set[Code]:
    """Projects in which somebody with these ids has an open application, or finished and keeps the place."""
    return {row["project"] for row in await db.driver.fetch(STANDS_IN, ids)}


PAGE = """
SELECT application, person, target_group, status, applied_at, organisation, complete_by FROM application_card
WHERE project = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR target_group = $3)
  AND ($6::uuid[] IS NULL OR person = ANY($6))
  AND ($4::uuid IS NULL OR (applied_at, application) >
       (SELECT applied_at, application FROM application_card WHERE application = $4))
ORDER BY applied_at, application LIMIT $5
"""


class ApplicationLine(View):
    """An application in a list: nothing that tells of somebody's situation. `complete_by`: evidence is owed until then."""

    application: UUID
    person: UUID
    target_group: Code
    status: ApplicationStatus
    applied_at: LocalTime
    organisation: Code | None
    complete_by: date | None


async def page(
    db: Connection,
    project: Code,
    status: ApplicationStatus | None,
    target_group: Code | None,
    after: UUID | None,
    limit: int,
    people: Collection[UUID] | None = None,
) -> list[ApplicationLine]:
    """Up to `limit` applications of a project, the earliest first, after the last one seen; `people`: only theirs."""
    return await rows(db, ApplicationLine, PAGE, project, status, target_group, after, limit, people)
