"""Requests of people about their data: recorded by whoever receives them, answered by the data protection officer."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import Read, ask, tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form
from services.gateway.pages.people.known import head_of, only, people_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
ACCESS = "subject_access"
"""The purpose for which people of requests are named: also where processing is restricted."""
LIST, ONE, NEW = "people/requests.html", "people/request.html", "people/new_request.html"
Deed = Literal["answer", "refuse", "lift"]
COMMANDS: Mapping[Deed, tuple[str, tuple[str, ...]]] = {
    "answer": ("answer_subject_request", ()),
    "refuse": ("refuse_subject_request", ("reason", "explanation")),
    "lift": ("lift_restriction", ("reason",)),
}


class Answer(Read):
    project: str
    on: date
    answer: str | None
    refused: str | None
    until: date | None


class Asked(Read):
    """A request as it stands."""

    request: UUID
    person: UUID
    kind: str
    channel: str
    received_on: date
    due_on: date
    days_left: int | None
    overdue: bool
    open_in: list[str]
    answers: list[Answer]
    restricted_in: list[str]

    @property
    def refusals(self) -> list[Answer]:
        """Where it was refused, and why."""
        return [one for one in self.answers if one.refused]

    def waits_for_erasure(self, project: str) -> bool:
        """Is it open there, or refused while a law stands against it, which the erasure puts an end to?"""
        return project in self.open_in or project in self.restricted_in


class AllAsked(Read):
    items: list[Asked]
    next: UUID | None


@router.get("/subject-requests")
async def requests_page(visit: SignedIn, cursor: UUID | None = None, only: Literal["", "waiting", "refused"] = "") -> Response:
    """Those that are due first: all, those that wait, or those that were refused."""
    wanted = {"only_open": only == "waiting", "only_refused": only == "refused"}
    asked = {name: "true" for name, value in wanted.items() if value}
    found = await ask(visit, "subject_requests", AllAsked, cursor=cursor, limit=50, **asked)
    names = await people_of(visit, {one.person for one in found.items}, ACCESS)
    return draw(visit, LIST, found=found, names=names, only=only)


@router.get("/subject-requests/{request}")
async def request_page(visit: SignedIn, request: UUID, done: str = "") -> Response:
    """One, with what was answered in each project."""
    return draw(visit, ONE, done=done, **await _one(visit, request))


@router.post("/subject-requests/{request}/{deed}")
async def decide(visit: SignedIn, request: UUID, deed: Deed, form: Sent) -> Response:
    """Answer it, refuse it, or lift the restriction, in one project."""
    command, fields = COMMANDS[deed]
    only(visit, command)
    try:
        await tell(visit, command, form, form.body("project", *fields) | {"request": str(request)})
    except Refused as no:
        return draw_again(visit, ONE, form, no, done="", **await _one(visit, request))
    return go(f"/subject-requests/{request}?done={deed}")


@router.get("/people/{person}/request")
async def new_request_page(visit: SignedIn, person: UUID) -> Response:
    """What the person asks for."""
    only(visit, "record_subject_request")
    return draw(visit, NEW, head=await head_of(visit, person))


@router.post("/people/{person}/request")
async def new_request(visit: SignedIn, person: UUID, form: Sent) -> Response:
    """Record it; the clock of 30 days runs from the day it came."""
    only(visit, "record_subject_request")
    try:
        answer = await tell(visit, "record_subject_request", form, _body(person, form))
    except Refused as no:
        return draw_again(visit, NEW, form, no, head=await head_of(visit, person))
    return go(
        f"/subject-requests/{answer['request_id']}?done=new"
        if visit.may("subject_request")
        else f"/people/{person}?done=request"
    )


def _body(person: UUID, form: Form) -> dict[str, Any]:
    return form.body("project", "kind", "channel", "explanation", days=("received_on",)) | {"person": str(person)}


async def _one(visit: Visit, request: UUID) -> dict[str, Any]:
    asked = await ask(visit, "subject_request", Asked, request=request)
    return {"asked": asked, "name": (await people_of(visit, {asked.person}, ACCESS)).get(asked.person)}
