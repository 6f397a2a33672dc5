"""Planning a budget: a first version is approved as it is typed, a further one is compared with the last, then confirmed."""

from typing import Any

from fastapi import APIRouter, Response

from services.gateway.pages.asking import ask, search, tell
from services.gateway.pages.drawing import draw, go
from services.gateway.pages.form import Form, Typed
from services.gateway.pages.keeping import dropped, keep, typed_of
from services.gateway.pages.money.answers import need
from services.gateway.pages.money.plan_form import (
    Shape,
    adds_a_row,
    at_their_fields,
    body_of,
    kept,
    shape_of,
    typed_of_plan,
    typed_of_project,
    without_gaps,
)
from services.gateway.pages.money.plans import Plan, Project, Proposal, plan_of
from services.gateway.pages.says import errors_of, missing
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import NotYet, Refused

router = APIRouter()
FORM, SURE = "money/plan.html", "money/plan_sure.html"


@router.get("/projects/{project}/budget/plan")
async def plan_page(visit: SignedIn, project: str) -> Response:
    """What was typed before, else the version in force, else the value and the sources of the project."""
    before = await plan_of(visit, project)
    need(visit, _command(before))
    typed = await typed_of(visit, _draft(project))
    if not typed:
        opened = before or await ask(visit, "project", Project, project=project)
        typed = typed_of_plan(opened) if isinstance(opened, Plan) else typed_of_project(opened)
    return _form(visit, project, before, typed)


@router.post("/projects/{project}/budget/plan")
async def plan(visit: SignedIn, project: str, form: Sent) -> Response:
    """Add a row, show what a version would change, confirm it, or go back to it: whichever button was pressed."""
    before, press = await plan_of(visit, project), form.text("press")
    need(visit, _command(before))
    if press == "back" or adds_a_row(press):
        shape = shape_of(form.typed).more(press)
        return _form(visit, project, before, kept(form), key=form.key, shape=shape)
    full = without_gaps(form)
    try:
        body = {"project": project, **body_of(full)}
        if before is None:
            await tell(visit, "approve_budget", full, body)
        elif press == "confirm" and form.text("since") == str(before.version):
            await tell(visit, "revise_budget", full, body | full.body("reason"))
        elif not full.text("reason").strip():
            return _form(visit, project, before, kept(full), 422, errors=missing(["reason"], visit.language))
        else:
            return await _sure(visit, project, full, body)
    except Refused as no:
        errors = at_their_fields(no, errors_of(no, visit.language), full.typed)
        same: dict[str, Any] = {"key": form.key} if isinstance(no, NotYet) else {}
        return _form(visit, project, before, kept(full), no.status, errors=errors, **same)
    await dropped(visit, _draft(project))
    return go(f"/projects/{project}/budget?done={'approved' if before is None else 'revised'}")


async def _sure(visit: Visit, project: str, form: Form, body: dict[str, Any]) -> Response:
    """What the version would change; it is kept as typed, and not written down yet."""
    found = await search(visit, "proposed_budget", Proposal, **body)
    typed = kept(form)
    await keep(visit, _draft(project), typed)
    overtaken = form.text("press") == "confirm"
    return draw(visit, SURE, project=project, found=found, typed=typed, key=form.key, on=form.day("on"), overtaken=overtaken)


def _form(
    visit: Visit, project: str, before: Plan | None, typed: Typed, status: int = 200, shape: Shape | None = None, **shown: Any
) -> Response:
    given = {"project": project, "before": before, "shape": shape or shape_of(typed), "draft": _draft(project)}
    return draw(visit, FORM, status, typed=typed, **given, **shown)


def _command(before: Plan | None) -> str:
    return "approve_budget" if before is None else "revise_budget"


def _draft(project: str) -> str:
    return f"budget/{project}"
