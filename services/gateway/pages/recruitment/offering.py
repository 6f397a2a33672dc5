"""The offer of a place: to whom, until when, why this person, and the answer. Kładka makes offers itself, to the first."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import ask, tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.recruitment.application import HERE, Why, looked_at
from services.gateway.pages.says import missing
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
ANSWERS = {"accepted": "accept_offer", "refused": "refuse_offer"}


@router.get(HERE + "/offer")
async def offer_page(visit: SignedIn, application: UUID) -> Response:
    """The offer."""
    return draw(visit, "recruitment/offer.html", **await _shown(visit, application))


@router.post(HERE + "/offer")
async def answered(visit: SignedIn, application: UUID, form: Sent) -> Response:
    """Record what the candidate answered."""
    answer = form.text("answer")
    if answer not in ANSWERS:
        errors = missing(["answer"], visit.language)
        return draw(visit, "recruitment/offer.html", 422, errors=errors, typed=form.typed, **await _shown(visit, application))
    try:
        await tell(visit, ANSWERS[answer], form, {"application": application})
    except Refused as no:
        return draw_again(visit, "recruitment/offer.html", form, no, **await _shown(visit, application))
    return go(f"{HERE.format(application=application)}?done={answer}")


async def _shown(visit: Visit, application: UUID) -> dict[str, Any]:
    why = await ask(visit, "why_this_place", Why, application=application)
    found, project, name = await looked_at(visit, application)
    return {"application": found, "project": project, "name": name, "why": why}
