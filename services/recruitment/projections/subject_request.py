"""Requests of people about their data: what was answered in each project, what is still open, and where data is left alone."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.recruitment.domain.subject_request import due_on
from services.recruitment.domain.subject_request_events import (
    AnswerKind,
    ProcessingRestricted,
    RefusalReason,
    RequestChannel,
    RequestKind,
    RestrictionLifted,
    SubjectRequestAnswered,
    SubjectRequestReceived,
    SubjectRequestRefused,
)
from services.recruitment.projections.caseload import Cases, columns
from services.recruitment.projections.merge import resolve_all, together_with
from services.recruitment.projections.reading import METADATA, first, rows
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotFound, Refused
from shared.kernel.ids import Code
from shared.projection.projection import Projection
from shared.store.database import Connection

SUBJECT_REQUEST = Table(
    "subject_request",
    METADATA,
    Column("request", Uuid, primary_key=True),
    Column("person", Uuid, nullable=False),
    Column("projects", JSONB, nullable=False),
    Column("kind", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("answers", JSONB, nullable=False),
    Column("restricted", JSONB, nullable=False),
)


class ProjectAnswer(View):
    """What became of the request in a project: `answer`, or `refused` with the duty that stood against it."""

    project: Code
    on: date
    answer: AnswerKind | None = None
    refused: RefusalReason | None = None
    basis: Code | None = None
    until: date | None = None


class RequestCard(View):
    """A request as it stands. `answers`: in the order they were given; `restricted`: where the data is left alone."""

    request: UUID
    person: UUID
    projects: tuple[Code, ...]
    kind: RequestKind
    channel: RequestChannel
    received_on: date
    due_on: date
    is_open: bool = True
    answers: tuple[ProjectAnswer, ...] = ()
    restricted: tuple[Code, ...] = ()


RequestFact = SubjectRequestReceived | SubjectRequestAnswered | SubjectRequestRefused | ProcessingRestricted | RestrictionLifted


def key(event: Event, meta: Meta) -> tuple[UUID] | None:
    return (event.request,) if isinstance(event, RequestFact) else None


def evolve(row: RequestCard | None, event: Event, meta: Meta) -> RequestCard | None:
    if isinstance(event, SubjectRequestReceived):
        return RequestCard(**dict(event), due_on=due_on(event.received_on))
    return row and row.model_copy(update=_changes(row, event, meta.effective_on))


def _changes(row: RequestCard, event: Event, on: date) -> dict[str, Any]:
    match event:
        case SubjectRequestAnswered():
            changes = _with(row, ProjectAnswer(project=event.project, on=on, answer=event.answer))
            gone = event.answer is AnswerKind.ERASED
            return changes | ({"restricted": _without(row, event.project)} if gone else {})
        case SubjectRequestRefused():
            duty = {"basis": event.basis, "until": event.until}
            return _with(row, ProjectAnswer(project=event.project, on=on, refused=event.reason, **duty))
        case ProcessingRestricted():
            return {"restricted": (*row.restricted, event.project)}
        case RestrictionLifted():
            return {"restricted": _without(row, event.project)}
        case _:
            return {}


def _with(row: RequestCard, answer: ProjectAnswer) -> dict[str, Any]:
    answers = (*row.answers, answer)
    return {"answers": answers, "is_open": not set(row.projects) <= {one.project for one in answers}}


def _without(row: RequestCard, project: Code) -> tuple[Code, ...]:
    return tuple(one for one in row.restricted if one != project)


REQUESTS = Projection(SUBJECT_REQUEST, RequestCard, key, evolve, of_one_stream=True)

PAGE = """
SELECT * FROM subject_request WHERE (is_open OR NOT $1) AND ($2::date IS NULL OR (due_on, request) > ($2, $3::uuid))
  AND ($4::text[] IS NULL OR projects ?| $4) AND ($5::text IS NULL OR kind = $5)
  AND (NOT $6 OR EXISTS (SELECT FROM jsonb_to_recordset(answers) AS said (project text, refused text)
                         WHERE refused IS NOT NULL AND ($4::text[] IS NULL OR project = ANY($4))))
  AND ($7::uuid[] IS NULL OR EXISTS (
      SELECT FROM unnest($7::uuid[], $8::text[]) AS reached (person, project)
      WHERE reached.person = subject_request.person AND projects ? reached.project
        AND ($4::text[] IS NULL OR reached.project = ANY($4))))
ORDER BY due_on, request LIMIT $9
"""
ABOUT = """
SELECT * FROM subject_request WHERE person = ANY($1::uuid[]) AND kind = 'erasure' AND projects ? $2 ORDER BY request::text
"""


async def find_request(db: Connection, request: UUID) -> RequestCard:
    """The request as it stands. Raises `NotFound` (`unknown_subject_request`)."""
    found = await first(db, RequestCard, "SELECT * FROM subject_request WHERE request = $1", request)
    if found is None:
        raise NotFound("unknown_subject_request", field="request", rule="there is no such request")
    return found


class Wanted(View):
    """Which requests: those about one of these projects, if any are named; refused by one of them."""

    only_open: bool
    only_refused: bool
    kind: RequestKind | None
    projects: list[Code] | None


async def page(
    db: Connection, wanted: Wanted, *, cases: Cases | None, after: RequestCard | None, limit: int
) -> list[RequestCard]:
    """Requests by the day they are due, after one; only those of these people in these projects, if any are named."""
    last = (after.due_on, after.request) if after else (None, None)
    asked = (wanted.only_open, *last, wanted.projects, wanted.kind, wanted.only_refused)
    return await rows(db, RequestCard, PAGE, *asked, *columns(cases), limit)


async def for_erasure(db: Connection, people: Collection[UUID], project: Code) -> list[UUID]:
    """Requests of these people for erasure in a project, in the order of their streams."""
    return [card.request for card in await rows(db, RequestCard, ABOUT, list(people), project)]


async def restrictions_of(db: Connection, people: Collection[UUID]) -> set[Code]:
    """Projects in which the data of this human being (all ids) is left alone."""
    return {project for _, project in await restricted(db, people)}


RESTRICTED = (
    "SELECT person, jsonb_array_elements_text(restricted) AS project FROM subject_request WHERE person = ANY($1::uuid[])"
)
OPEN = "SELECT * FROM subject_request WHERE person = ANY($1::uuid[]) AND kind = $2 AND is_open"


async def restricted(db: Connection, people: Collection[UUID]) -> set[tuple[UUID, Code]]:
    """Who of these ids is left alone in which project."""
    return {(row["person"], row["project"]) for row in await db.driver.fetch(RESTRICTED, list(people))}


async def left_alone(db: Connection, humans: Collection[UUID]) -> set[tuple[UUID, Code]]:
    """Who of these human beings, each by the id that all of theirs stand for, is left alone in which project."""
    found = await restricted(db, await together_with(db, humans))
    of = await resolve_all(db, {person for person, _ in found})
    return {(of[person], project) for person, project in found}


async def check_unrestricted(db: Connection, people: Collection[UUID], project: Code, field: str) -> None:
    """May more be written of this human being (all ids) in a project? Raises `Refused` (`processing_restricted`)."""
    if project in await restrictions_of(db, people):
        raise _left_alone(field, "processing is restricted in the project: the restriction is lifted first")


async def check_correctable(db: Connection, people: Collection[UUID], projects: Collection[Code], field: str) -> None:
    """May this human being (all ids) be corrected, merged or unmerged, being known in these projects?

    Raises `Refused` (`processing_restricted`) where it is restricted and no request for rectification is open there.
    """
    if (await restrictions_of(db, people)).intersection(projects) - await _to_rectify(db, people):
        rule = "processing is restricted: the restriction is lifted, or the request for rectification is recorded first"
        raise _left_alone(field, rule)


async def _to_rectify(db: Connection, people: Collection[UUID]) -> set[Code]:
    cards = await rows(db, RequestCard, OPEN, list(people), RequestKind.RECTIFICATION)
    return {project for card in cards for project in set(card.projects) - {one.project for one in card.answers}}


def _left_alone(field: str, rule: str) -> Refused:
    return Refused("processing_restricted", field=field, rule=rule)
