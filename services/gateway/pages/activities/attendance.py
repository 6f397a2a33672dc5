"""The attendance list of a session: filled in once, on a phone as well, also while the network is away."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.activities.answers import Roster
from services.gateway.pages.activities.common import roster_of
from services.gateway.pages.activities.people import named
from services.gateway.pages.activities.settling import draw_clashes
from services.gateway.pages.activities.sheet import at_fields, body_of, clashes, families_lost, left, marks_of
from services.gateway.pages.asking import tell
from services.gateway.pages.drawing import draw, go
from services.gateway.pages.form import Form
from services.gateway.pages.keeping import dropped, typed_of
from services.gateway.pages.says import errors_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import NotYet, Refused

router = APIRouter()
SHEET = "activities/attendance.html"
FASTER = frozenset({"attendance_already_recorded", "families_already_recorded"})
"""Somebody recorded the list, or a part of it, meanwhile."""
SAVED = frozenset({"1", "same", "corrected"})


@router.get("/sessions/{session}/attendance")
async def attendance_page(session: UUID, visit: SignedIn, saved: str = "") -> Response:
    """The list: what was recorded, and a sheet for everybody who is missing on it."""
    roster = await roster_of(visit, session)
    typed = await typed_of(visit, draft_of(session)) if roster.missing else {}
    shown = await _shown(visit, roster)
    return draw(visit, SHEET, typed=typed, saved=saved if saved in SAVED else "", **shown)


@router.post("/sessions/{session}/attendance")
async def record(session: UUID, visit: SignedIn, form: Sent) -> Response:
    """Record it. When somebody was faster both versions are shown, name by name."""
    roster = await roster_of(visit, session)
    marks = marks_of(form)
    try:
        await tell(visit, "record_attendance", form, body_of(session, marks, form, roster.families))
    except Refused as no:
        if no.code in FASTER:
            return await _somebody_was_faster(visit, session, form)
        return await _again(visit, roster, form, no)
    await dropped(visit, draft_of(session))
    return go(f"/sessions/{session}/attendance?saved=1")


async def _somebody_was_faster(visit: Visit, session: UUID, form: Form) -> Response:
    """The same list recorded by two people is no conflict; anything else is for the visitor to settle."""
    roster, marks = await roster_of(visit, session), marks_of(form)
    if clashes(marks, roster) or left(marks, roster) or families_lost(form, roster, marks):
        return await draw_clashes(visit, roster, form, [])
    await dropped(visit, draft_of(session))
    return go(f"/sessions/{session}/attendance?saved=same")


async def _again(visit: Visit, roster: Roster, form: Form, no: Refused) -> Response:
    """The sheet as it was filled in, what is wrong at its line; a part that was away gets the same command again."""
    errors = at_fields(errors_of(no, visit.language), marks_of(form), roster)
    same = {"key": form.key} if isinstance(no, NotYet) else {}
    shown = await _shown(visit, roster)
    return draw(visit, SHEET, no.status, errors=errors, typed=form.typed, saved="", **same, **shown)


async def _shown(visit: Visit, roster: Roster) -> dict[str, Any]:
    people = await named(visit, roster.project, [line.participant for line in roster.items])
    return {
        "roster": roster,
        "people": people,
        "missing": people.in_order(roster.missing),
        "recorded": people.in_order(roster.recorded),
        "gone": people.in_order(roster.gone),
        "may_record": visit.may("record_attendance") and not roster.cancelled and roster.on <= roster.today,
        "draft": draft_of(roster.session),
    }


def draft_of(session: UUID) -> str:
    """The name of what is ticked and not sent."""
    return f"attendance/{session}"
