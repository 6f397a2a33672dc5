"""Enrolment: participants of the project are chosen by name; whoever finds no place waits in the order of the list."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.activities.answers import Whole
from services.gateway.pages.activities.common import activity_of, need
from services.gateway.pages.activities.people import Named, named, names_of, participants
from services.gateway.pages.asking import tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form
from services.gateway.pages.says import FieldError, errors_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import NotYet, Refused

router = APIRouter()
ENROL, LEAVE = "activities/enrol.html", "activities/leave.html"
TAKES_PART = frozenset({"recruited", "participating"})
"""The statuses of who has a place in the project."""
MOST = 150
"""People shown at a time; of more, those whose name was asked for."""


class Choice(NamedTuple):
    """Whom one may tick: by name, and how many more there are than are shown."""

    names: Mapping[UUID, str]
    more: int
    missing: str | None


@router.get("/activities/{activity}/enrol")
async def enrol_page(activity: UUID, visit: SignedIn) -> Response:
    """Whom to enrol."""
    need(visit, "enrol")
    found = await activity_of(visit, activity)
    return draw(visit, ENROL, **await _shown(visit, found, Form({})))


@router.post("/activities/{activity}/enrol")
async def enrol(activity: UUID, visit: SignedIn, form: Sent) -> Response:
    """Enrol those who were ticked; or show only those whose name begins like this, with `find`."""
    found = await activity_of(visit, activity)
    if form.text("find"):
        return draw(visit, ENROL, typed=form.typed, **await _shown(visit, found, form))
    body = {"activity": str(activity), "participants": form.all("participants")}
    try:
        await tell(visit, "enrol", form, body)
    except Refused as no:
        shown = await _shown(visit, found, form)
        errors, same = _errors(no, visit, shown["choice"]), {"key": form.key} if isinstance(no, NotYet) else {}
        return draw(visit, ENROL, no.status, errors=errors, typed=form.typed, **same, **shown)
    return go(f"/activities/{activity}?done=enrolled")


@router.get("/activities/{activity}/participants/{participant}/leave")
async def leave_page(activity: UUID, participant: UUID, visit: SignedIn) -> Response:
    """Who gives the place up, and why."""
    need(visit, "cancel_enrolment")
    return draw(visit, LEAVE, **await _leaving(visit, activity, participant))


@router.post("/activities/{activity}/participants/{participant}/leave")
async def leave(activity: UUID, participant: UUID, visit: SignedIn, form: Sent) -> Response:
    """The place goes to whoever waits first."""
    body = {"activity": str(activity), "participant": str(participant), **form.body("reason")}
    try:
        await tell(visit, "cancel_enrolment", form, body)
    except Refused as no:
        return draw_again(visit, LEAVE, form, no, **await _leaving(visit, activity, participant))
    return go(f"/activities/{activity}?done=left")


async def _leaving(visit: Visit, activity: UUID, participant: UUID) -> dict[str, Any]:
    found = await activity_of(visit, activity)
    waits = participant in {one.participant for one in found.waiting_list}
    people = await named(visit, found.project, [participant])
    return {"activity": found, "participant": participant, "people": people, "waits": waits}


async def _shown(visit: Visit, activity: Whole, form: Form) -> dict[str, Any]:
    """The page for whom to tick: who has a place in the project and none here; who was ticked stays in the list."""
    people = await _candidates(visit, activity)
    begins, ticked = form.text("name").strip().casefold(), set(form.all("participants"))
    fitting = {who: name for who, name in people.names.items() if str(who) in ticked or name.casefold().startswith(begins)}
    shown = dict(list(fitting.items())[:MOST])
    free = None if activity.capacity is None else max(activity.capacity - activity.enrolled, 0)
    return {"activity": activity, "choice": Choice(shown, len(fitting) - len(shown), people.missing), "free": free}


async def _candidates(visit: Visit, activity: Whole) -> Named:
    if not visit.may("persons"):
        return Named({}, "role")
    here = {one.participant for one in (*activity.participants, *activity.waiting_list)}
    try:
        known = await participants(visit, activity.project)
        able = [one for one in known if one.status in TAKES_PART and one.participant not in here]
        return Named(await names_of(visit, activity.project, able))
    except NotYet:
        return Named({}, "away")


def _errors(no: Refused, visit: Visit, choice: Choice) -> list[FieldError]:
    """With the name of whom the refusal is about."""
    about = no.facts.get("participant")
    name = next((name for who, name in choice.names.items() if str(who) == about), None)
    found = errors_of(no, visit.language)
    return [one._replace(text=f"{name}: {one.text}") for one in found] if name else found
