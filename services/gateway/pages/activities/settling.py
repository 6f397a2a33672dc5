"""Two people kept one list: both versions side by side, and which of them is to stand, name by name."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.activities.answers import Roster
from services.gateway.pages.activities.common import roster_of
from services.gateway.pages.activities.people import named
from services.gateway.pages.activities.sheet import (
    Clash,
    at_fields,
    body_of,
    clashes,
    families_lost,
    left,
    marks_of,
)
from services.gateway.pages.asking import tell
from services.gateway.pages.drawing import draw, go
from services.gateway.pages.form import Form
from services.gateway.pages.keeping import dropped
from services.gateway.pages.says import FieldError, errors_of
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
CLASHES = "activities/clashes.html"
MINE = "mine"


@router.get("/sessions/{session}/attendance/settle")
async def nothing_to_settle(session: UUID) -> Response:
    """What was settled, or was to be, stands on the list."""
    return go(f"/sessions/{session}/attendance")


@router.post("/sessions/{session}/attendance/settle")
async def settle(session: UUID, visit: SignedIn, form: Sent) -> Response:
    """Record the lines that are missing, and correct those where one's own version was chosen."""
    roster, marks = await roster_of(visit, session), marks_of(form)
    wanted = [one for one in clashes(marks, roster) if form.text(f"keep.{one.mine.participant}") == MINE]
    try:
        await _record(visit, roster, form)
        for one in wanted:
            await _correct(visit, session, one, form)
    except Refused as no:
        return await draw_clashes(visit, await roster_of(visit, session), form, errors_of(no, visit.language), no.status)
    await dropped(visit, f"attendance/{session}")
    return go(f"/sessions/{session}/attendance?saved=1")


async def draw_clashes(
    visit: Visit, roster: Roster, form: Form, errors: Sequence[FieldError], status: int = Refused.status
) -> Response:
    """Mine and theirs, and what will be recorded besides."""
    marks = marks_of(form)
    missing = left(marks, roster)
    people = await named(visit, roster.project, [line.participant for line in roster.items])
    order = {str(who): number for number, who in enumerate(people.names)}
    return draw(
        visit,
        CLASHES,
        status,
        errors=at_fields(errors, missing, roster),
        typed=form.typed,
        roster=roster,
        people=people,
        marks=marks,
        clashes=sorted(clashes(marks, roster), key=lambda one: order.get(one.mine.participant, len(order))),
        staff=await names_of(visit, [line.recorded_by for line in roster.items if line.recorded_by is not None]),
        missing=sorted(missing, key=lambda mark: order.get(mark.participant, len(order))),
        families_lost=families_lost(form, roster, marks),
    )


async def _record(visit: Visit, roster: Roster, form: Form) -> None:
    missing = left(marks_of(form), roster)
    if missing:
        await tell(visit, "record_attendance", form, body_of(roster.session, missing, form, roster.families))


async def _correct(visit: Visit, session: UUID, one: Clash, form: Form) -> None:
    """A command of its own for each person, under a key of its own."""
    body = {"session": str(session), **one.mine.body, **form.body("reason")}
    await tell(visit, "correct_attendance", _with_key(form, f"{form.key}/{one.mine.participant}"), body)


def _with_key(form: Form, key: str) -> Form:
    return replace(form, fields={**form.fields, "key": [key]})
