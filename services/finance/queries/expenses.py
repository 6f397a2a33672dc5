"""Documents and how each was divided into the sources."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from services.finance.domain.budget_events import BookedRow
from services.finance.domain.entries import Entry
from services.finance.domain.words import BookingKind, LineCode
from services.finance.projections import expense_card, ledger
from services.finance.projections.expense_card import CardRow, ExpenseCard
from shared.http.operations import Looking
from shared.http.scope import check_scope
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.kernel.money import Zloty


class ExpenseSummary(View):
    """A document as it stands (PLN): `eligible` is what is still eligible of it."""

    expense: UUID
    project: Code
    supplier: UUID
    number: str
    title: str
    issued_on: date
    paid_on: date | None
    net: Zloty
    vat: Zloty
    gross: Zloty
    eligible: Zloty
    rows: tuple[CardRow, ...]
    recorded_by: UUID | None = Field(description="the account")
    changed_by: UUID | None = Field(description="the account that changed its amounts last")
    approved_by: UUID | None = Field(description="the account that approved it as it stands")
    approved_on: date | None


class BookingView(View):
    """An entry of the document in the balance of the project, divided into the sources."""

    kind: BookingKind
    on: date
    rows: tuple[BookedRow, ...]


class ExpenseView(ExpenseSummary):
    """A document with its bookings, the oldest first."""

    bookings: list[BookingView]
    version: int = Field(description="also the ETag: send it as If-Match with whatever changes or approves the document")


class Expenses(View):
    """A page of documents; `cursor` asks for the next page, null: this was the last."""

    items: list[ExpenseSummary]
    cursor: UUID | None


async def expense(expense: UUID, look: Looking) -> ExpenseView:
    """A document, its rows and how each entry of it was divided into the sources. Raises `unknown_expense`."""
    card = await expense_card.card_of(look.db, expense)
    check_scope(look.who, card.project)
    look.etag(card.version)
    bookings = [_booking(entry) for entry in await ledger.bookings_of(look.db, expense)]
    return ExpenseView(**_fields(card), bookings=bookings)


async def expenses(
    project: Code,
    look: Looking,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: UUID | None = None,
    line: Annotated[LineCode | None, Query(description="only those with a row on this line")] = None,
) -> Expenses:
    """The documents of a project, or of one line of its budget, by the day of issue."""
    check_scope(look.who, project)
    cards = await expense_card.page(look.db, project, cursor, limit, line)
    items = [ExpenseSummary(**_fields(card)) for card in cards]
    return Expenses(items=items, cursor=items[-1].expense if len(items) == limit else None)


class ExpensesToApprove(View):
    """Documents that wait for a second pair of eyes, the oldest first."""

    items: list[ExpenseSummary]


async def expenses_to_approve(look: Looking, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> ExpensesToApprove:
    """The documents of the caller's projects that it may approve: it neither recorded nor changed them."""
    cards = await expense_card.to_approve_by(look.db, look.who, limit)
    return ExpensesToApprove(items=[ExpenseSummary(**_fields(card)) for card in cards])


def _fields(card: ExpenseCard) -> dict[str, object]:
    return {name: value for name, value in dict(card).items() if name != "plain_number"}


def _booking(entry: Entry) -> BookingView:
    assert entry.booking is not None
    return BookingView(kind=entry.booking, on=entry.effective_on, rows=entry.rows)
