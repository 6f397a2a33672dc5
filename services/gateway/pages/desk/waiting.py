"""What waits for somebody, put together from the services that know it; one line each, by the last day."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import date
from functools import partial
from uuid import UUID

from services.gateway.installation import clocks
from services.gateway.pages.asking import Read, ask, search, unless_away
from services.gateway.pages.visit import Visit
from services.gateway.waiting import AttentionAnywhere, attention

OF_PEOPLE = ("offer", "assessment", "documents", "place", "contract", "situation", "effects")
KINDS = (*OF_PEOPLE, "session", "approval", "request", "attention")
"""In the order in which their counts stand."""
MANY = 500
"""Things of a kind that are asked for at most; the counts of people's things are whole, others stop here."""
PLACES: Mapping[str, str] = {
    "offer": "/applications/{application}",
    "assessment": "/applications/{application}/assess",
    "documents": "/applications/{application}/assess",
    "place": "/applications/{application}",
    "contract": "/applications/{application}/contract",
    "situation": "/applications/{application}/situation",
    "effects": "/people/{person}",
}
"""Where each kind is settled."""


class Line(Read):
    """Something that waits. `who`: the name, None where it may not be shown. `days_left`: None where no rule names a day.

    `missing`: criteria that evidence is owed for.
    """

    kind: str
    place: str
    who: str | None = None
    what: str | None = None
    project: str | None = None
    due_on: date | None = None
    days_left: int | None = None
    missing: tuple[str, ...] = ()


class Waiting(Read):
    """Everything that waits for a person. `counts`: by kind, of all. `whole`: every service answered."""

    lines: list[Line]
    counts: Mapping[str, int]
    whole: bool


class Name(Read):
    person: UUID
    given_name: str
    family_name: str


class Names(Read):
    items: list[Name]


class Due(Read):
    kind: str
    project: str
    application: UUID
    person: UUID
    due_on: date | None
    days_left: int | None
    missing: tuple[str, ...]


class DueCount(Read):
    kind: str
    count: int


class DueList(Read):
    counts: list[DueCount]
    items: list[Due]


class Session(Read):
    session: UUID
    project: str
    title: str
    on: date
    days: int


class Sessions(Read):
    items: list[Session]


class Document(Read):
    expense: UUID
    project: str
    number: str


class Documents(Read):
    items: list[Document]


class Request(Read):
    request: UUID
    person: UUID
    kind: str
    due_on: date
    days_left: int | None


class Requests(Read):
    items: list[Request]


class Part(Read):
    """What one service knows of. `whole`: nothing that it should know of is missing."""

    lines: list[Line]
    counts: Mapping[str, int]
    whole: bool = True


async def waiting(visit: Visit, kind: str | None) -> Waiting:
    """What waits, as far as the person's roles reach; a service that is away takes only its part away."""
    asked = {
        "due": partial(_of_people, visit, kind if kind in OF_PEOPLE else None),
        "unrecorded_sessions": partial(_sessions, visit),
        "expenses_to_approve": partial(_approvals, visit),
        "answer_subject_request": partial(_requests, visit),
        "settle_attention": partial(_attention, visit),
    }
    parts = await asyncio.gather(*(unless_away(part()) for operation, part in asked.items() if visit.may(operation)))
    lines = [line for part in parts if part for line in part.lines if kind in (None, line.kind)]
    counts = {name: count for part in parts if part for name, count in part.counts.items()}
    lines.sort(key=lambda line: (line.due_on or date.max, KINDS.index(line.kind)))
    whole = visit.desk.directory.heard_of_all and all(part is not None and part.whole for part in parts)
    return Waiting(lines=lines, counts={one: counts[one] for one in KINDS if one in counts}, whole=whole)


async def today_of(visit: Visit) -> date:
    """The business date."""
    return (await clocks(visit.who, visit.desk)).business_date


async def _of_people(visit: Visit, kind: str | None) -> Part:
    found = await ask(visit, "due", DueList, limit=MANY, only=kind)
    names = await names_of_people(visit, {one.person for one in found.items})
    lines = [
        Line(
            kind=one.kind,
            place=PLACES[one.kind].format(application=one.application, person=one.person),
            who=names.get(one.person),
            project=one.project,
            due_on=one.due_on,
            days_left=one.days_left,
            missing=one.missing,
        )
        for one in found.items
    ]
    return Part(lines=lines, counts={one.kind: one.count for one in found.counts})


async def names_of_people(visit: Visit, people: Collection[UUID]) -> Mapping[UUID, str]:
    """Their names for case work, in one call; who may not be named is left out."""
    if not people or not visit.may("persons"):
        return {}
    found = await search(visit, "persons", Names, people=sorted(people, key=str), purpose="casework")
    return {one.person: f"{one.given_name} {one.family_name}" for one in found.items}


async def _sessions(visit: Visit) -> Part:
    found = (await ask(visit, "unrecorded_sessions", Sessions, limit=MANY)).items
    lines = [
        Line(
            kind="session",
            place=f"/sessions/{one.session}/attendance",
            what=one.title,
            project=one.project,
            due_on=one.on,
            days_left=-one.days,
        )
        for one in found
    ]
    return _part("session", lines)


async def _approvals(visit: Visit) -> Part:
    found = (await ask(visit, "expenses_to_approve", Documents, limit=MANY)).items
    place = "/expenses/{}".format
    return _part(
        "approval", [Line(kind="approval", place=place(one.expense), what=one.number, project=one.project) for one in found]
    )


async def _requests(visit: Visit) -> Part:
    found = (await ask(visit, "subject_requests", Requests, only_open="true", limit=MANY)).items
    lines = [
        Line(
            kind="request", place=f"/subject-requests/{one.request}", what=one.kind, due_on=one.due_on, days_left=one.days_left
        )
        for one in found
    ]
    return _part("request", lines)


async def _attention(visit: Visit) -> Part:
    found: AttentionAnywhere = await attention(visit.who, visit.desk, limit=MANY)
    lines = [Line(kind="attention", place=f"/attention/{one.service}/{one.id}", what=one.event_name) for one in found.items]
    return _part("attention", lines, whole=not found.unanswered)


def _part(kind: str, lines: list[Line], *, whole: bool = True) -> Part:
    return Part(lines=lines, counts={kind: len(lines)} if lines else {}, whole=whole)
