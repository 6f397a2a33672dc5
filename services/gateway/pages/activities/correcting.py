"""A line of an attendance list was wrong: what it should say, and why it did not; what it said stays readable."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.activities.answers import Line
from services.gateway.pages.activities.common import hours, need, roster_of
from services.gateway.pages.activities.people import named
from services.gateway.pages.activities.sheet import Mark
from services.gateway.pages.asking import tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import NotFound, Refused

router = APIRouter()
CORRECT = "activities/correct.html"


@router.get("/sessions/{session}/attendance/{participant}")
async def correct_page(session: UUID, participant: UUID, visit: SignedIn) -> Response:
    """What the list says, and what it should say."""
    need(visit, "correct_attendance")
    return draw(visit, CORRECT, **await _shown(visit, session, participant))


@router.post("/sessions/{session}/attendance/{participant}")
async def correct(session: UUID, participant: UUID, visit: SignedIn, form: Sent) -> Response:
    """Correct it."""
    try:
        await tell(visit, "correct_attendance", form, _body(session, participant, form))
    except Refused as no:
        return draw_again(visit, CORRECT, form, no, **await _shown(visit, session, participant))
    return go(f"/sessions/{session}/attendance?saved=corrected")


def _body(session: UUID, participant: UUID, form: Form) -> dict[str, Any]:
    mark = Mark(str(participant), form.text("status"), hours(form.text("hours")))
    return {"session": str(session), **mark.body, **form.body("reason")}


async def _shown(visit: Visit, session: UUID, participant: UUID) -> dict[str, Any]:
    roster = await roster_of(visit, session)
    people = await named(visit, roster.project, [participant])
    line = next((one for one in roster.recorded if one.participant == participant), None)
    return {"roster": roster, "line": _known(line), "people": people}


def _known(line: Line | None) -> Line:
    """Raises `NotFound` (`attendance_not_recorded`): only what was recorded can be corrected."""
    if line is None:
        raise NotFound("attendance_not_recorded", field="participant", rule="only what was recorded can be corrected")
    return line
