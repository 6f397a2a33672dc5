"""The certificates of an activity, and issuing one."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.activities.answers import Certificate, Certificates, Whole
from services.gateway.pages.activities.common import activity_of, need
from services.gateway.pages.activities.people import named
from services.gateway.pages.asking import ask, tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form
from services.gateway.pages.keeping import typed_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
ISSUE = "activities/issue.html"
PURPOSE = "certificate"
STAGES = ("scope", "standard", "assessment", "comparison")
STAGE_DAYS = [f"stages.{stage}" for stage in STAGES]


@router.get("/activities/{activity}/certificates")
async def certificates_page(activity: UUID, visit: SignedIn, done: str = "") -> Response:
    """Who has one."""
    found = await activity_of(visit, activity)
    issued = await _issued(visit, found)
    people = await named(visit, found.project, [one.participant for one in issued], PURPOSE)
    return draw(visit, "activities/certificates.html", activity=found, items=issued, people=people, done=bool(done))


@router.get("/activities/{activity}/certificates/new")
async def issue_page(activity: UUID, visit: SignedIn) -> Response:
    """For whom, of what kind, and how it is proven."""
    need(visit, "issue_certificate")
    return draw(visit, ISSUE, typed=await typed_of(visit, _draft(activity)), **await _shown(visit, activity))


@router.post("/activities/{activity}/certificates/new")
async def issue(activity: UUID, visit: SignedIn, form: Sent) -> Response:
    """Issue it."""
    try:
        await tell(visit, "issue_certificate", form, _body(activity, form))
    except Refused as no:
        return draw_again(visit, ISSUE, form, no, **await _shown(visit, activity))
    return go(f"/activities/{activity}/certificates?done=1")


def _body(activity: UUID, form: Form) -> dict[str, Any]:
    fields = form.body("participant", "kind", "number", "issuer", days=["issued_on", *STAGE_DAYS])
    return {"activity": str(activity), **fields}


async def _issued(visit: Visit, activity: Whole) -> list[Certificate]:
    found = await ask(visit, "certificates", Certificates, project=activity.project)
    return [one for one in found.items if one.activity == activity.activity]


async def _shown(visit: Visit, activity: UUID) -> dict[str, Any]:
    found = await activity_of(visit, activity)
    people = await named(visit, found.project, [one.participant for one in found.participants], PURPOSE)
    options = [(str(who), name) for who, name in people.names.items()]
    return {"activity": found, "people": people, "options": options, "stages": STAGES, "draft": _draft(activity)}


def _draft(activity: UUID) -> str:
    return f"certificate/{activity}"
