"""An application: where it stands and why, what comes next, and giving up."""

import asyncio
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import Read, ask, tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.recruitment.alike import duplicates_of
from services.gateway.pages.recruitment.known import Project, Rule, names_of_people, places_of, project_of
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
HERE = "/applications/{application}"
DONE = ("submitted", "assessed", "recruited", "reserve_list", "accepted", "refused", "withdrawn", "appealed", "called")
REASONS = (
    "resigned",
    "employment",
    "illness",
    "moved",
    "no_motivation",
    "no_contact",
    "not_eligible",
    "other_project",
    "death",
    "prison",
    "other",
)


class Application(Read):
    """An application as it stands; what the visitor's role may not see of somebody's situation is None."""

    application: UUID
    project: str
    target_group: str
    person: UUID
    status: str
    applied_at: datetime
    premises: list[str] | None
    disability_degree: str | None
    disability_kinds: list[str] | None
    labour_status: str | None
    no_same_support: bool | None
    in_education: bool | None
    organisation: str | None
    reasons: list[str]
    answer_by: date | None
    missing: list[str] | None
    complete_by: date | None
    days_left: int | None


class Fact(Read):
    """Something the rule looked at."""

    label: str
    value: str


class Ahead(Read):
    """Somebody on a better place; `why` is None for whoever may not see what it tells of them."""

    application: UUID
    place: int
    why: str | None


class Happened(Read):
    """An event that led here."""

    event: str
    title: str
    on: date
    recorded_at: datetime
    actor: UUID


class Why(Read):
    """Why an application stands where it stands; `withheld`: parts that this account does not see whole."""

    place: int | None
    order: list[str]
    facts: list[Fact]
    rule: Rule
    ahead: list[Ahead]
    withheld: list[str]
    events: list[Happened]


@router.get(HERE)
async def application_page(visit: SignedIn, application: UUID, done: str = "") -> Response:
    """Where it stands and what comes next."""
    shown = await _shown(visit, application)
    return draw(visit, "recruitment/application.html", done=done if done in DONE else "", **shown)


@router.get(HERE + "/why")
async def why_page(visit: SignedIn, application: UUID) -> Response:
    """Facts, rule, who is ahead and why, and the events with who and when."""
    why, (found, project, name) = await asyncio.gather(
        ask(visit, "why_this_place", Why, application=application), looked_at(visit, application)
    )
    who = await names_of(visit, [one.actor for one in why.events])
    given: dict[str, Any] = {"application": found, "project": project, "name": name, "why": why, "who": who}
    return draw(visit, "recruitment/why.html", **given)


@router.post(HERE)
async def recruit(visit: SignedIn, application: UUID, form: Sent) -> Response:
    """Give the place, or a place on the reserve list."""
    try:
        answer = await tell(visit, "recruit_candidate", form, {"application": application})
    except Refused as no:
        shown = await _shown(visit, application)
        return draw_again(visit, "recruitment/application.html", form, no, done="", **shown)
    return go(f"{HERE.format(application=application)}?done={answer['outcome']}")


@router.get(HERE + "/withdraw")
async def withdraw_page(visit: SignedIn, application: UUID) -> Response:
    """When and why somebody gives up."""
    return draw(visit, "recruitment/withdraw.html", **await _subject(visit, application))


@router.post(HERE + "/withdraw")
async def withdraw(visit: SignedIn, application: UUID, form: Sent) -> Response:
    """Record it."""
    try:
        body = {"application": application, **form.body("reason", days=("on",))}
        await tell(visit, "withdraw_application", form, body)
    except Refused as no:
        return draw_again(visit, "recruitment/withdraw.html", form, no, **await _subject(visit, application))
    return go(f"{HERE.format(application=application)}?done=withdrawn")


async def looked_at(visit: Visit, application: UUID) -> tuple[Application, Project, str | None]:
    """The application, its project and the person's name. Raises as `ask` does."""
    found = await ask(visit, "application", Application, application=application)
    project, names = await asyncio.gather(
        project_of(visit, found.project), names_of_people(visit, found.project, [found.person])
    )
    return found, project, names.get(found.person)


async def _subject(visit: Visit, application: UUID) -> dict[str, Any]:
    found, project, name = await looked_at(visit, application)
    return {"application": found, "project": project, "name": name, "reasons": REASONS}


async def _shown(visit: Visit, application: UUID) -> dict[str, Any]:
    found, project, name = await looked_at(visit, application)
    (places,), duplicates = await asyncio.gather(places_of(visit, project, [found.target_group]), _duplicates(visit, found))
    return {
        "application": found,
        "project": project,
        "name": name,
        "places": places,
        "duplicates": duplicates,
    }


async def _duplicates(visit: Visit, found: Application) -> list[tuple[UUID, str, int]]:
    """The others of the pairs, with their names and the score."""
    pairs = await duplicates_of(visit, found.project, found.person)
    others = [(pair.other if pair.one == found.person else pair.one, pair.score) for pair in pairs]
    names = await names_of_people(visit, found.project, [person for person, _ in others])
    return [(person, names[person], score) for person, score in others if person in names]
