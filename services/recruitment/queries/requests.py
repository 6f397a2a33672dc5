"""Requests of people about their data: which wait, until when, and what was answered in each project."""

from collections.abc import Collection
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from services.recruitment.access_log import record
from services.recruitment.domain.person import PERSON, SEALED
from services.recruitment.domain.subject_request_events import RequestChannel, RequestKind
from services.recruitment.projections.caseload import Cases, cases_of, reach_of
from services.recruitment.projections.person import check_reach, ids_of, out_of_reach
from services.recruitment.projections.subject_request import ProjectAnswer, RequestCard, Wanted, find_request, page
from shared.http.operations import Look, Looking
from shared.http.scope import check_scope
from shared.kernel.command import View
from shared.kernel.errors import NotFound
from shared.kernel.ids import Code


class SubjectRequestView(View):
    """A request, as far as the caller's account reaches its projects.

    `days_left`: until the last day to answer, negative when it has passed; null when everything is answered.
    """

    request: UUID
    person: UUID
    kind: RequestKind
    channel: RequestChannel
    received_on: date
    due_on: date
    days_left: int | None
    overdue: bool
    open_in: list[Code] = Field(description="projects that have neither answered nor refused")
    answers: list[ProjectAnswer]
    restricted_in: list[Code] = Field(description="projects in which the data is kept and otherwise left alone")


class SubjectRequests(View):
    """A page of requests, the one that is due first comes first; `next` is the cursor of the following page."""

    items: list[SubjectRequestView]
    next: UUID | None


class SubjectIds(View):
    """Every id of one human being: of the person and of entries merged into it, and of their applications."""

    person: UUID
    people: list[UUID]
    applications: list[UUID]


async def subject_requests(
    look: Looking,
    only_open: Annotated[bool, Query(description="only those that some project has not answered")] = False,
    only_refused: Annotated[bool, Query(description="only those that some project has refused")] = False,
    kind: Annotated[RequestKind | None, Query(description="only of this kind")] = None,
    project: Annotated[Code | None, Query(description="only about this one")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> SubjectRequests:
    """Requests of people about their data, by the day they are due. Refused: `project_out_of_scope`."""
    if project is not None:
        check_scope(look.who, project)
    after, cases = await find_request(look.db, cursor) if cursor else None, await cases_of(look.db, look.who)
    projects = look.who.projects if project is None else frozenset({project})
    listed = None if projects is None else list(projects)
    wanted = Wanted(only_open=only_open, only_refused=only_refused, kind=kind, projects=listed)
    cards = await page(look.db, wanted, cases=cases, after=after, limit=limit + 1)
    today = await look.today()
    items = [_view(card, look.who.projects if cases is None else _of(card.person, cases), today) for card in cards[:limit]]
    return SubjectRequests(items=items, next=items[-1].request if len(cards) > limit else None)


async def subject_request(request: UUID, look: Looking) -> SubjectRequestView:
    """One request. Refused: `unknown_subject_request`, `project_out_of_scope`, `person_out_of_scope`."""
    card = await find_request(look.db, request)
    reach = await reach_of(look.db, look.who, card.person)
    if not _reached(card.projects, reach):
        raise out_of_reach(look.who, card.projects, "request")
    return _view(card, reach, await look.today())


async def subject_ids(person: UUID, look: Looking) -> SubjectIds:
    """Under which ids everything about a person is found; that all of it is to be read is logged, as subject access.

    Only applications in projects where the account reaches the person. Refused: `unknown_person`, `project_out_of_scope`.
    """
    reach = await check_reach(look.db, look.who, person, "person")
    if not await look.db.driver.fetchval("SELECT true FROM stream WHERE stream_id = $1", PERSON.stream(person)):
        raise NotFound("unknown_person", field="person", rule="there is no such person in the registry")
    people = await ids_of(look.db, person)
    found = await look.db.driver.fetch(APPLICATIONS, people, None if reach is None else sorted(reach))
    await record(look, people=people, fields=SEALED, purpose="subject_access", project=None)
    return SubjectIds(person=people[0], people=people, applications=[row["application"] for row in found])


WHOSE = """
SELECT asked.id FROM unnest($1::uuid[]) AS asked (id) WHERE EXISTS (SELECT FROM stream WHERE stream_id = 'person:' || asked.id)
UNION SELECT person FROM application_card WHERE application = ANY($1)
"""


async def log_subject(look: Look, ids: Collection[UUID], fields: Collection[str]) -> None:
    """Log that everything about these people, or about those who made these applications, is about to be opened."""
    people = [row["id"] for row in await look.db.driver.fetch(WHOSE, list(ids))]
    await record(look, people=people, fields=fields, purpose="subject_access", project=None, nobody=True)


APPLICATIONS = """
SELECT application FROM application_card WHERE person = ANY($1::uuid[]) AND ($2::text[] IS NULL OR project = ANY($2))
ORDER BY application
"""


def _of(person: UUID, cases: Cases) -> frozenset[Code]:
    return frozenset(project for one, project in cases if one == person)


def _view(card: RequestCard, reach: frozenset[Code] | None, today: date) -> SubjectRequestView:
    answered = {one.project for one in card.answers}
    named = card.model_dump(include={"request", "person", "kind", "channel", "received_on", "due_on"})
    return SubjectRequestView(
        **named,
        days_left=(card.due_on - today).days if card.is_open else None,
        overdue=card.is_open and today > card.due_on,
        open_in=[one for one in _reached(card.projects, reach) if one not in answered],
        answers=[one for one in card.answers if _reached((one.project,), reach)],
        restricted_in=_reached(card.restricted, reach),
    )


def _reached(projects: tuple[Code, ...], reach: frozenset[Code] | None) -> list[Code]:
    return [one for one in projects if reach is None or one in reach]
