"""The activities of a project, and planning one."""

import asyncio
from typing import Any

from fastapi import APIRouter, Response

from services.gateway.pages.activities.answers import Listed
from services.gateway.pages.activities.common import need, outside, project_of
from services.gateway.pages.activities.leaders import leaders
from services.gateway.pages.asking import ask, tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.keeping import typed_of
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
NEW = "activities/new.html"


@router.get("/projects/{project}/activities")
async def activities_page(project: str, visit: SignedIn) -> Response:
    """What comes next first, what is over last."""
    found, of = await asyncio.gather(ask(visit, "activities", Listed, project=project), project_of(visit, project))
    led = await names_of(visit, [one.leader for one in found.items if one.leader is not None])
    apart = {one.activity for one in found.items if outside(of, (one.first_on, one.last_on))}
    shown: dict[str, Any] = {
        "items": found.items,
        "today": found.today,
        "leaders": led,
        "outside": apart,
        "of": of,
        "project": project,
    }
    return draw(visit, "activities/list.html", **shown)


@router.get("/projects/{project}/activities/new")
async def new_activity_page(project: str, visit: SignedIn) -> Response:
    """What is offered, where, by whom, to how many."""
    need(visit, "plan_activity")
    return draw(visit, NEW, typed=await typed_of(visit, _draft(project)), **await _shown(visit, project))


@router.post("/projects/{project}/activities/new")
async def plan(project: str, visit: SignedIn, form: Sent) -> Response:
    """Plan it; its page is where sessions and people are added."""
    body = form.body("title", "form", "service_class", "capacity", "families", "place", "leader")
    try:
        told = await tell(visit, "plan_activity", form, {"project": project, **body})
    except Refused as no:
        return draw_again(visit, NEW, form, no, **await _shown(visit, project))
    return go(f"/activities/{told['activity_id']}?done=planned")


async def _shown(visit: Visit, project: str) -> dict[str, Any]:
    staff = [(str(account), name) for account, name in (await leaders(visit, project)).items()]
    return {"project": project, "of": await project_of(visit, project), "leaders": staff, "draft": _draft(project)}


def _draft(project: str) -> str:
    return f"activity/{project}"
