"""Assessing an application: its criteria come from recruitment and go back with what a worker found of each.

Where evidence is missing recruitment calls on the applicant instead; the page then opens with what was recorded.
"""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import Read, ask, tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form
from services.gateway.pages.recruitment.application import HERE, looked_at
from services.gateway.pages.says import missing
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
MISSING = "evidence_missing"


class Criterion(Read):
    """A criterion with what is known of it, in Polish; `result` null: only the evidence tells. `recorded`: at the call."""

    criterion: str
    title: str
    fact: str
    evidence: str
    result: str | None
    recorded: str | None
    rule: str
    source: str
    valid_from: date


class Assessment(Read):
    """What is to be judged, and what it comes to if the evidence bears the form out."""

    criteria: list[Criterion]
    eligible: bool
    reasons: list[str]
    complete_by: date | None
    days_left: int | None

    @property
    def missing(self) -> list[str]:
        """Criteria that evidence is owed for."""
        return [one.criterion for one in self.criteria if one.recorded == MISSING]


@router.get(HERE + "/assess")
async def assess_page(visit: SignedIn, application: UUID) -> Response:
    """Every criterion with its fact, its evidence and its rule."""
    return draw(visit, "recruitment/assess.html", **await _shown(visit, application))


@router.post(HERE + "/assess")
async def assess(visit: SignedIn, application: UUID, form: Sent) -> Response:
    """Send what was found; criteria without a result are named all at once."""
    shown = await _shown(visit, application)
    criteria = [one.criterion for one in shown["assessment"].criteria]
    if left := [_field(one) for one in criteria if not form.text(_field(one))]:
        errors = missing(left, visit.language)
        return draw(visit, "recruitment/assess.html", 422, errors=errors, typed=form.typed, **shown)
    try:
        told = await tell(visit, "assess_by_criteria", form, _found(application, criteria, form))
    except Refused as no:
        return draw_again(visit, "recruitment/assess.html", form, no, **await _shown(visit, application))
    done = "called" if told["complete_by"] else "assessed"
    return go(f"{HERE.format(application=application)}?done={done}")


def _found(application: UUID, criteria: list[str], form: Form) -> dict[str, Any]:
    return {"application": application, "results": {one: form.text(_field(one)) for one in criteria}}


def _field(criterion: str) -> str:
    return f"results.{criterion}"


async def _shown(visit: Visit, application: UUID) -> dict[str, Any]:
    assessment = await ask(visit, "assessment", Assessment, application=application)
    found, project, name = await looked_at(visit, application)
    return {"application": found, "project": project, "name": name, "assessment": assessment}
