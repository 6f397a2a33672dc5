"""Appeals against rejections: recorded by a worker, decided by somebody else than who assessed."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.recruitment.application import HERE, looked_at
from services.gateway.pages.recruitment.known import applications_of, names_of_people, project_of
from services.gateway.pages.says import missing
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
LIST = "/projects/{project}/recruitment/appeals"
ANSWERS = {"upheld": True, "dismissed": False}


@router.get(LIST)
async def appeals_page(visit: SignedIn, project: str, done: str = "") -> Response:
    """The appeals that are open, the earliest application first."""
    found = await project_of(visit, project)
    lines = await applications_of(visit, project, "appealed", None)
    names = await names_of_people(visit, project, [line.person for line in lines])
    return draw(visit, "recruitment/appeals.html", project=found, lines=lines, names=names, done=done in ANSWERS)


@router.get(HERE + "/appeal")
async def appeal_page(visit: SignedIn, application: UUID) -> Response:
    """When the appeal was handed in."""
    return draw(visit, "recruitment/appeal.html", **await _shown(visit, application))


@router.post(HERE + "/appeal")
async def appeal(visit: SignedIn, application: UUID, form: Sent) -> Response:
    """Record it."""
    try:
        await tell(visit, "appeal_assessment", form, {"application": application, **form.body(days=("on",))})
    except Refused as no:
        return draw_again(visit, "recruitment/appeal.html", form, no, **await _shown(visit, application))
    return go(f"{HERE.format(application=application)}?done=appealed")


@router.get(HERE + "/appeal/decide")
async def decide_page(visit: SignedIn, application: UUID) -> Response:
    """What was assessed, and what is decided now."""
    return draw(visit, "recruitment/decide.html", **await _shown(visit, application))


@router.post(HERE + "/appeal/decide")
async def decide(visit: SignedIn, application: UUID, form: Sent) -> Response:
    """Decide it; who only decides appeals does not see the application any more."""
    found, project, name = await looked_at(visit, application)
    shown: dict[str, Any] = {"application": found, "project": project, "name": name}
    answer = form.text("upheld")
    if answer not in ANSWERS:
        return draw(
            visit, "recruitment/decide.html", 422, errors=missing(["upheld"], visit.language), typed=form.typed, **shown
        )
    try:
        await tell(visit, "decide_appeal", form, {"application": application, "upheld": ANSWERS[answer]})
    except Refused as no:
        return draw_again(visit, "recruitment/decide.html", form, no, **shown)
    return go(f"{LIST.format(project=found.project)}?done={answer}")


async def _shown(visit: Visit, application: UUID) -> dict[str, Any]:
    found, project, name = await looked_at(visit, application)
    return {"application": found, "project": project, "name": name}
