"""Taking part and what comes of it: the contract, the end, and what is established after leaving; a form for each."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import Read, ask, tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form, Typed
from services.gateway.pages.keeping import typed_of
from services.gateway.pages.people.card import Path
from services.gateway.pages.people.known import CASEWORK, Name, only, people_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()


class Task(NamedTuple):
    """A form of one command: its template, and how its fields are read."""

    command: str
    fields: tuple[str, ...]
    days: tuple[str, ...]
    lists: tuple[str, ...] = ()
    money: tuple[str, ...] = ()


TASKS: Mapping[str, Task] = {
    "contract": Task("sign_contract", ("late_reason",), ("signed_on",)),
    "end": Task("end_participation", ("reason", "along_path", "late_reason"), ("on",)),
    "situation": Task(
        "record_situation", ("evidence.kind", "late_reason", "reason"), ("on", "evidence.dated"), ("situations",)
    ),
    "employment": Task(
        "confirm_employment",
        ("form", "part", "startup_grant", "evidence.kind", "late_reason", "reason"),
        ("contracted_on", "since", "until", "evidence.dated"),
        money=("value",),
    ),
    "social-effect": Task(
        "confirm_social_effect", ("evidence.kind", "reason"), ("measured_on", "evidence.dated"), ("criteria",)
    ),
    "exclusion": Task("record_exclusion", ("kind", "evidence.kind", "reason"), ("on", "evidence.dated")),
}
"""By the last part of the address."""


class OfApplication(Path):
    """A path, and whose."""

    application: UUID
    person: UUID
    project: str
    today: date


class About(Read):
    """What the form is about; `name` is None where it is not to be shown."""

    path: OfApplication
    name: Name | None


async def about(visit: Visit, application: UUID) -> About:
    path = await ask(visit, "path", OfApplication, application=application, purpose=CASEWORK)
    return About(path=path, name=(await people_of(visit, {path.person})).get(path.person))


async def _page(visit: Visit, task: str, application: UUID) -> Response:
    only(visit, TASKS[task].command)
    draft = f"{task}/{application}"
    typed: Typed = await typed_of(visit, draft)
    return draw(visit, _template(task), about=await about(visit, application), draft=draft, typed=typed, task=task)


async def _done(visit: Visit, form: Form, task: str, application: UUID) -> Response:
    only(visit, TASKS[task].command)
    found = await about(visit, application)
    draft = f"{task}/{application}"
    try:
        await tell(visit, TASKS[task].command, form, _body(task, form, application))
    except Refused as no:
        return draw_again(visit, _template(task), form, no, about=found, draft=draft, task=task)
    return go(f"/people/{found.path.person}?application={application}&done={task}")


def _template(task: str) -> str:
    return f"people/{task}.html"


def _body(task: str, form: Form, application: UUID) -> dict[str, Any]:
    """Raises `Invalid` (`not_a_day`, `not_an_amount`)."""
    read = TASKS[task]
    body = form.body(*read.fields, lists=read.lists, days=read.days, money=read.money) | {"application": str(application)}
    if goals := [line.strip() for line in form.text("goals").splitlines() if line.strip()]:
        body["goals"] = goals
    return body


@router.get("/applications/{application}/contract")
async def contract_page(visit: SignedIn, application: UUID) -> Response:
    """The signed contract and its goals."""
    return await _page(visit, "contract", application)


@router.post("/applications/{application}/contract")
async def contract(visit: SignedIn, application: UUID, form: Sent) -> Response:
    """Record it."""
    return await _done(visit, form, "contract", application)


@router.get("/applications/{application}/end")
async def end_page(visit: SignedIn, application: UUID) -> Response:
    """The last day of participation and why."""
    return await _page(visit, "end", application)


@router.post("/applications/{application}/end")
async def end(visit: SignedIn, application: UUID, form: Sent) -> Response:
    """Record it."""
    return await _done(visit, form, "end", application)


@router.get("/applications/{application}/situation")
async def situation_page(visit: SignedIn, application: UUID) -> Response:
    """The situation up to 28 days after the end."""
    return await _page(visit, "situation", application)


@router.post("/applications/{application}/situation")
async def situation(visit: SignedIn, application: UUID, form: Sent) -> Response:
    """Record it."""
    return await _done(visit, form, "situation", application)


@router.get("/applications/{application}/employment")
async def employment_page(visit: SignedIn, application: UUID) -> Response:
    """A job that was proven."""
    return await _page(visit, "employment", application)


@router.post("/applications/{application}/employment")
async def employment(visit: SignedIn, application: UUID, form: Sent) -> Response:
    """Record it."""
    return await _done(visit, form, "employment", application)


@router.get("/applications/{application}/social-effect")
async def social_effect_page(visit: SignedIn, application: UUID) -> Response:
    """Social progress that was proven."""
    return await _page(visit, "social-effect", application)


@router.post("/applications/{application}/social-effect")
async def social_effect(visit: SignedIn, application: UUID, form: Sent) -> Response:
    """Record it."""
    return await _done(visit, form, "social-effect", application)


@router.get("/applications/{application}/exclusion")
async def exclusion_page(visit: SignedIn, application: UUID) -> Response:
    """What keeps somebody out of the base of employment."""
    return await _page(visit, "exclusion", application)


@router.post("/applications/{application}/exclusion")
async def exclusion(visit: SignedIn, application: UUID, form: Sent) -> Response:
    """Record it."""
    return await _done(visit, form, "exclusion", application)
