"""Saying until when the data of a project is kept: setting it, proposing a shorter period, extending it."""

from typing import Any, Literal

from fastapi import APIRouter, Response

from services.gateway.pages.asking import ask, tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.people.known import only
from services.gateway.pages.protection.answers import Bases, retention_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
SET, EXTEND = "protection/set.html", "protection/extend.html"
DAYS = ("agreement_ended_on", "last_payment_on", "accounts_submitted_on", "aid_granted_on")
Way = Literal["set", "shorten"]
COMMANDS: dict[Way, str] = {"set": "set_retention", "shorten": "propose_shorter_retention"}


@router.get("/projects/{project}/personal-data/extend")
async def extend_page(visit: SignedIn, project: str) -> Response:
    """Whose data is kept longer, until when and why."""
    only(visit, "extend_retention")
    return draw(visit, EXTEND, retention=await retention_of(visit, project), project=project)


@router.post("/projects/{project}/personal-data/extend")
async def extend(visit: SignedIn, project: str, form: Sent) -> Response:
    """Keep it longer."""
    only(visit, "extend_retention")
    try:
        body = form.body("whom", "basis", "reason", days=["until"]) | {"project": project}
        await tell(visit, "extend_retention", form, body)
    except Refused as no:
        return draw_again(visit, EXTEND, form, no, retention=await retention_of(visit, project), project=project)
    return go(f"/projects/{project}/personal-data?done=extend")


@router.get("/projects/{project}/personal-data/retention/{way}")
async def retention_page(visit: SignedIn, project: str, way: Way) -> Response:
    """By which bases and counted from which days; as it is in force, to begin with."""
    only(visit, COMMANDS[way])
    return draw(visit, SET, **await _shown(visit, project, way))


@router.post("/projects/{project}/personal-data/retention/{way}")
async def set_retention(visit: SignedIn, project: str, way: Way, form: Sent) -> Response:
    """Set it, or propose that a last day comes earlier."""
    only(visit, COMMANDS[way])
    try:
        body = form.body("basis", "candidates_basis", "reason", days=DAYS) | {"project": project}
        await tell(visit, COMMANDS[way], form, body)
    except Refused as no:
        return draw_again(visit, SET, form, no, **await _shown(visit, project, way))
    return go(f"/projects/{project}/personal-data?done={way}")


async def _shown(visit: Visit, project: str, way: Way) -> dict[str, Any]:
    bases = (await ask(visit, "retention_bases", Bases)).items
    return {"project": project, "way": way, "bases": bases, "retention": await retention_of(visit, project)}
