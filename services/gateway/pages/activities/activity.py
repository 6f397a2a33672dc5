"""The page of an activity: its sessions, who has a place and who waits, families apart, hours."""

import asyncio
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.activities.common import activity_of, leader_of, outside, project_of
from services.gateway.pages.activities.people import named
from services.gateway.pages.drawing import draw
from services.gateway.pages.visit import SignedIn

router = APIRouter()
DONE = frozenset({"planned", "scheduled", "called_off", "enrolled", "left"})
"""What the page may say was just done."""


@router.get("/activities/{activity}")
async def activity_page(activity: UUID, visit: SignedIn, done: str = "") -> Response:
    """Everything about it on one page."""
    found = await activity_of(visit, activity)
    of, people, leader = await asyncio.gather(
        project_of(visit, found.project),
        named(visit, found.project, [one.participant for one in (*found.participants, *found.waiting_list)]),
        leader_of(visit, found.leader),
    )
    held = [one for one in found.schedule if not one.cancelled]
    return draw(
        visit,
        "activities/activity.html",
        activity=found,
        of=of,
        people=people,
        enrolled=people.in_order(found.participants),
        leader=leader,
        outside={one.session for one in held if outside(of, [one.on])},
        adults=sum(one.adults for one in held),
        children=sum(one.children for one in held),
        done=done if done in DONE else "",
    )
