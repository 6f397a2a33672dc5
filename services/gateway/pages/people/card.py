"""The card of a person: the path, activities, documents, and the part that is closed until it is asked for."""

import asyncio
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import Read, ask, tell, unless_away
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.people.known import Head, head_of, known_person, purpose_of, purposes
from services.gateway.pages.staff import case_workers
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()


class Support(Read):
    on: date
    service_class: str


class Situated(Read):
    on: date
    situations: list[str]


class Excluded(Read):
    kind: str
    on: date


class Job(Read):
    since: date
    form: str
    until: date | None


class Effect(Read):
    criteria: list[str]
    measured_on: date


class Path(Read):
    """A participant's path."""

    contract_signed_on: date | None
    goals: list[str]
    supports: list[Support]
    started_on: date | None
    ended_on: date | None
    along_path: bool | None
    end_reason: str | None
    exclusions: list[Excluded]
    situations: list[Situated]
    employment: Job | None
    social: Effect | None


class TakenPart(Read):
    activity: UUID
    title: str
    waits: bool
    since: date | None
    planned: int
    present: int
    excused: int
    hours: Decimal
    first_on: date | None
    last_on: date | None


class Certificate(Read):
    title: str
    kind: str
    issued_on: date
    number: str | None
    issuer: str | None


class TakingPart(Read):
    items: list[TakenPart]
    certificates: list[Certificate]


class Letter(Read):
    notification: UUID
    template: str
    channel: str
    planned_on: date
    withdrawn_on: date | None


class Letters(Read):
    items: list[Letter]


class LetterText(Read):
    application: UUID
    subject: str
    text: str
    withdrawn: bool


class Situation(Read):
    """What the form says of the situation; null: withheld from this role."""

    disability_degree: str | None
    labour_status: str | None
    in_education: bool | None
    premises: list[str] | None


@router.get("/people/{person}")
async def path_page(visit: SignedIn, person: UUID, application: UUID | None = None, done: str = "") -> Response:
    """The card, open at the path."""
    head = await head_of(visit, person, application)
    return draw(visit, "people/path.html", done=done, **await _card(visit, head))


@router.post("/people/{person}/data")
async def open_data(visit: SignedIn, person: UUID, form: Sent) -> Response:
    """The closed part, opened for this one look; it is logged, and closed again on the next page."""
    head = await head_of(visit, person)
    card = await _card(visit, head)
    try:
        opened = await known_person(visit, person, form.text("purpose"))
    except Refused as no:
        return draw_again(visit, "people/path.html", form, no, done="", **card)
    shown = {"opened": opened, "opened_for": form.text("purpose"), "situations": await _situations(visit, head)}
    return draw(visit, "people/path.html", done="", **card | shown)


@router.post("/people/{person}/case-worker")
async def assign(visit: SignedIn, person: UUID, form: Sent) -> Response:
    """Who works with the person from now on."""
    try:
        await tell(visit, "assign_case_worker", form, form.body("application", "case_worker"))
    except Refused as no:
        head = await head_of(visit, person)
        return draw_again(visit, "people/path.html", form, no, done="", **await _card(visit, head))
    return go(f"/people/{person}?application={form.text('application')}&done=assigned")


@router.get("/people/{person}/activities")
async def activities_page(visit: SignedIn, person: UUID, application: UUID | None = None) -> Response:
    """What the person takes part in."""
    head = await head_of(visit, person, application)
    return draw(visit, "people/activities.html", head=head, tab="activities", taken=await _taken(visit, head))


@router.get("/people/{person}/documents")
async def documents_page(visit: SignedIn, person: UUID, application: UUID | None = None) -> Response:
    """The contract, certificates, and what was said to the person."""
    head = await head_of(visit, person, application)
    taken, letters = await asyncio.gather(_taken(visit, head), _letters(visit, head))
    return draw(visit, "people/documents.html", head=head, tab="documents", taken=taken, letters=letters)


@router.get("/people/{person}/documents/{notification}")
async def letter_page(visit: SignedIn, person: UUID, notification: UUID) -> Response:
    """The words of a letter."""
    letter = await ask(visit, "notification_text", LetterText, notification=notification)
    head = await head_of(visit, person, letter.application)
    return draw(visit, "people/letter.html", head=head, letter=letter)


async def _card(visit: Visit, head: Head) -> dict[str, Any]:
    path, workers, reasons = await asyncio.gather(_path(visit, head), _workers(visit, head), purposes(visit))
    closed: dict[str, Any] = {"opened": None, "opened_for": "", "situations": {}, "purposes": reasons}
    return {"head": head, "tab": "path", "path": path, "workers": workers, "purpose": purpose_of(visit), **closed}


async def _path(visit: Visit, head: Head) -> Path | None:
    if head.current is None or not visit.may("path"):
        return None
    return await ask(visit, "path", Path, application=head.current.application, purpose=purpose_of(visit))


async def _workers(visit: Visit, head: Head) -> Mapping[UUID, str]:
    """Who may work with the person, for who may choose."""
    if head.current is None or not visit.may("assign_case_worker"):
        return {}
    return await case_workers(visit, head.current.project)


async def _letters(visit: Visit, head: Head) -> Letters | None:
    one = head.current
    if one is None or not visit.may("notifications"):
        return None
    inputs = {"project": one.project, "application": one.application, "limit": 500}
    return await unless_away(ask(visit, "notifications", Letters, **inputs))


async def _taken(visit: Visit, head: Head) -> TakingPart | None:
    one = head.current
    if one is None or one.contract_signed_on is None:
        return TakingPart(items=[], certificates=[])
    inputs = {"project": one.project, "participant": one.application}
    return await unless_away(ask(visit, "taking_part", TakingPart, **inputs))


async def _situations(visit: Visit, head: Head) -> dict[UUID, Situation]:
    """Of each application, where the role may see them; each look is logged by the service."""
    if not visit.may("path"):
        return {}
    return {
        one.application: await ask(visit, "application", Situation, application=one.application)
        for one in head.known.applications
    }
