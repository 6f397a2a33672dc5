"""Sessions: one more, or one called off."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.activities.common import activity_of, filled, hours, need, project_of, roster_of
from services.gateway.pages.asking import tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form
from services.gateway.pages.keeping import typed_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
SCHEDULE, CALL_OFF = "activities/schedule.html", "activities/call_off.html"


@router.get("/activities/{activity}/sessions/new")
async def schedule_page(activity: UUID, visit: SignedIn) -> Response:
    """When it takes place, and for how long."""
    need(visit, "schedule_session")
    return draw(visit, SCHEDULE, typed=await typed_of(visit, _draft(activity)), **await _shown(visit, activity))


@router.post("/activities/{activity}/sessions/new")
async def schedule(activity: UUID, visit: SignedIn, form: Sent) -> Response:
    """One more session."""
    try:
        await tell(visit, "schedule_session", form, _body(activity, form))
    except Refused as no:
        return draw_again(visit, SCHEDULE, form, no, **await _shown(visit, activity))
    return go(f"/activities/{activity}?done=scheduled")


@router.get("/sessions/{session}/cancel")
async def call_off_page(session: UUID, visit: SignedIn) -> Response:
    """Which one, and why."""
    need(visit, "cancel_session")
    return draw(visit, CALL_OFF, roster=await roster_of(visit, session))


@router.post("/sessions/{session}/cancel")
async def call_off(session: UUID, visit: SignedIn, form: Sent) -> Response:
    """Call it off; it counts in nobody's attendance."""
    roster = await roster_of(visit, session)
    try:
        await tell(visit, "cancel_session", form, {"session": str(session), **form.body("reason")})
    except Refused as no:
        return draw_again(visit, CALL_OFF, form, no, roster=roster)
    return go(f"/activities/{roster.activity}?done=called_off")


def _body(activity: UUID, form: Form) -> dict[str, Any]:
    return {
        "activity": str(activity),
        **filled(hours=hours(form.text("hours"))),
        **form.body("assumption", days=["on"]),
    }


async def _shown(visit: Visit, activity: UUID) -> dict[str, Any]:
    found = await activity_of(visit, activity)
    return {"activity": found, "of": await project_of(visit, found.project), "draft": _draft(activity)}


def _draft(activity: UUID) -> str:
    return f"session/{activity}"
