"""Recording a document: its header, its supplier, chosen or registered, and its rows; a row is added without a script."""

import re
from typing import Any

from fastapi import APIRouter, Response

from services.gateway.pages.asking import ask, tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form, Typed
from services.gateway.pages.keeping import keep, typed_of
from services.gateway.pages.money.answers import Commitments, activities_of, need, suppliers_of
from services.gateway.pages.money.documents import budget_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
NEW = "money/record.html"
REGISTERED = "registered"
ROW = re.compile(r"rows\.(\d{1,3})\.(line|eligible|activity|commitment)")
MOST = 200
"""Rows that finance takes."""


@router.get("/projects/{project}/expenses/new")
async def new_expense_page(visit: SignedIn, project: str, done: str = "") -> Response:
    """An empty form, or what was typed before."""
    need(visit, "record_expense")
    typed = await typed_of(visit, _draft(project))
    return draw(visit, NEW, typed=typed, done=done, **await _shown(visit, project, typed))


@router.post("/projects/{project}/expenses/new")
async def record(visit: SignedIn, project: str, form: Sent) -> Response:
    """Add a row, register a company or a person, or record the document: whichever button was pressed."""
    need(visit, "record_expense")
    if form.text("press") == "row":
        shown = await _shown(visit, project, form.typed, more=1)
        return draw(visit, NEW, typed=form.typed, key=form.key, done="", **shown)
    if form.text("press") == "supplier":
        return await _register(visit, project, form)
    if form.text("press") == "person":
        await keep(visit, _draft(project), {name: value for name, value in form.typed.items() if name != "press"})
        return go(f"/projects/{project}/suppliers/person")
    full = _without_gaps(form)
    try:
        told = await tell(visit, "record_expense", full, {"project": project, **_body(full)})
    except Refused as no:
        return draw_again(visit, NEW, full, no, done="", **await _shown(visit, project, full.typed))
    return go(f"/expenses/{told['expense_id']}?done=recorded")


async def _register(visit: Visit, project: str, form: Form) -> Response:
    """The supplier is chosen in the form that is drawn again; whoever is known already is chosen as well."""
    try:
        told = await tell(visit, "register_supplier", form, form.body("name", "tax_number"))
    except Refused as no:
        return draw_again(visit, NEW, form, no, done="", opened=True, **await _shown(visit, project, form.typed))
    typed = form.typed | {"supplier": told["supplier_id"], "name": "", "tax_number": ""}
    return draw(visit, NEW, typed=typed, done=REGISTERED, **await _shown(visit, project, typed))


def _without_gaps(form: Form) -> Form:
    """The rows in which something was typed, numbered from 0, so that a refusal finds its row; one at least."""
    rows: dict[int, dict[str, list[str]]] = {}
    others: dict[str, list[str]] = {}
    for name, values in form.fields.items():
        if found := ROW.fullmatch(name):
            rows.setdefault(int(found[1]), {})[found[2]] = values
        else:
            others[name] = values
    filled = [row for _, row in sorted(rows.items()) if any(value.strip() for values in row.values() for value in values)]
    numbered = {f"rows.{place}.{name}": values for place, row in enumerate(filled) for name, values in row.items()}
    return Form(others | numbered)


def _body(form: Form) -> dict[str, Any]:
    places = range(_count(form.typed))
    texts = [f"rows.{place}.{name}" for place in places for name in ("line", "activity", "commitment")]
    amounts = ["net", "vat", "gross", *(f"rows.{place}.eligible" for place in places)]
    body = form.body("supplier", "number", "title", "residual_row", *texts, days=["issued_on"], money=amounts)
    rows = body.pop("rows", {})
    return body | {"rows": [rows.get(str(place), {}) for place in places]}


def _count(typed: Typed) -> int:
    """How many rows the form has."""
    return max((int(found[1]) + 1 for name in typed if (found := ROW.fullmatch(name))), default=1)


async def _shown(visit: Visit, project: str, typed: Typed, more: int = 0) -> dict[str, Any]:
    activities = await activities_of(visit, project)
    bound = (await ask(visit, "commitments", Commitments, project=project)).items
    return {
        "project": project,
        "budget": await budget_of(visit, project),
        "suppliers": await suppliers_of(visit),
        "activities": activities,
        "commitments": [one for one in bound if not one.released and one.left],
        "count": min(_count(typed) + more, MOST),
        "draft": _draft(project),
    }


def _draft(project: str) -> str:
    return f"expense/{project}"
