"""Paying a document, declaring parts of it ineligible, and correcting it after the payment.

Who was overtaken by somebody else's change sees the document as it was and as it is now.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import ask, tell
from services.gateway.pages.drawing import draw, go
from services.gateway.pages.form import Form
from services.gateway.pages.keeping import typed_of
from services.gateway.pages.money.answers import Document, need
from services.gateway.pages.money.documents import budget_of
from services.gateway.pages.says import FieldError, errors_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import NotYet, Refused, Stale

router = APIRouter()


class Change(NamedTuple):
    """What is done to a document: the command, the template of its form, and what is said afterwards."""

    command: str
    template: str
    done: str


CHANGES = {
    "pay": Change("pay_expense", "money/pay.html", "paid"),
    "ineligible": Change("declare_ineligible", "money/change.html", "ineligible"),
    "correct": Change("correct_expense", "money/change.html", "corrected"),
}


@router.get("/expenses/{document}/pay")
async def pay_page(visit: SignedIn, document: UUID) -> Response:
    """When it was paid."""
    return await _form(visit, document, "pay")


@router.post("/expenses/{document}/pay")
async def pay(visit: SignedIn, document: UUID, form: Sent) -> Response:
    """It was paid in full."""
    return await _send(visit, document, "pay", form)


@router.get("/expenses/{document}/ineligible")
async def ineligible_page(visit: SignedIn, document: UUID) -> Response:
    """Which rows, by how much, and why."""
    return await _form(visit, document, "ineligible")


@router.post("/expenses/{document}/ineligible")
async def declare_ineligible(visit: SignedIn, document: UUID, form: Sent) -> Response:
    """Parts of it leave the balance of the project."""
    return await _send(visit, document, "ineligible", form)


@router.get("/expenses/{document}/correct")
async def correct_page(visit: SignedIn, document: UUID) -> Response:
    """Which rows, by how much more or less, from which day, and why."""
    return await _form(visit, document, "correct")


@router.post("/expenses/{document}/correct")
async def correct(visit: SignedIn, document: UUID, form: Sent) -> Response:
    """After the payment."""
    return await _send(visit, document, "correct", form)


async def _form(visit: Visit, document: UUID, kind: str) -> Response:
    need(visit, CHANGES[kind].command)
    shown = await _shown(visit, document, kind)
    return draw(visit, CHANGES[kind].template, stale=False, typed=await typed_of(visit, _draft(document, kind)), **shown)


async def _send(visit: Visit, document: UUID, kind: str, form: Form) -> Response:
    change = CHANGES[kind]
    need(visit, change.command)
    shown = await _shown(visit, document, kind)
    rows = [place for place in range(len(shown["document"].rows)) if form.text(f"rows.{place}.amount").strip()]
    try:
        await tell(visit, change.command, form, {"expense": str(document), **_body(form, kind, rows)})
    except Refused as no:
        errors = _at_their_rows(errors_of(no, visit.language), rows)
        same = {"key": form.key} if isinstance(no, NotYet) else {}
        given = {"errors": errors, "typed": form.typed, "stale": isinstance(no, Stale), **same}
        return draw(visit, change.template, no.status, **given, **shown)
    return go(f"/expenses/{document}?done={change.done}")


def _body(form: Form, kind: str, rows: Sequence[int]) -> dict[str, Any]:
    if kind == "pay":
        return form.body(days=["paid_on"])
    changed = [{"row": place, "amount": str(form.amount(f"rows.{place}.amount"))} for place in rows]
    return form.body("reason_code", "reason", days=["on"] if kind == "correct" else []) | {"rows": changed}


def _at_their_rows(errors: Sequence[FieldError], rows: Sequence[int]) -> list[FieldError]:
    """Finance counts the rows that were sent; the page shows all of them."""
    places = {f"rows.{sent}.amount": f"rows.{row}.amount" for sent, row in enumerate(rows)} | {"rows": "rows.0.amount"}
    return [one._replace(field=places.get(one.field, one.field)) for one in errors]


async def _shown(visit: Visit, document: UUID, kind: str) -> dict[str, Any]:
    found = await ask(visit, "expense", Document, expense=document)
    budget = await budget_of(visit, found.project)
    return {"document": found, "project": found.project, "budget": budget, "kind": kind, "draft": _draft(document, kind)}


def _draft(document: UUID, kind: str) -> str:
    return f"expense/{document}/{kind}"
