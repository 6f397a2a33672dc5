"""An entry: what one event does to the money of a project, on a business day and in what we know since then."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.finance.domain.budget_events import (
    BookedRow,
    BudgetRevised,
    CommitmentReleased,
    ExpenseBooked,
    MoneyCommitted,
)
from services.finance.domain.expense_events import ExpensePaid
from services.finance.domain.split import Share
from services.finance.domain.words import BookingKind, DocumentNumber, LineCode, Stored
from shared.events.event import Event, Part
from shared.kernel.ids import Code


class EntryKind(StrEnum):
    """What an entry does."""

    COMMITMENT = "commitment"
    RELEASE = "release"
    BOOKING = "booking"
    PAYMENT = "payment"
    REBALANCING = "rebalancing"


class Entry(Part):
    """One event's effect; which of the fields after `recorded_at` are filled follows from the kind. PLN."""

    entry: UUID
    project: Code
    kind: EntryKind
    effective_on: date
    recorded_at: datetime
    expense: UUID | None = None
    commitment: UUID | None = None
    supplier: UUID | None = None
    contract_number: DocumentNumber | None = None
    activity: UUID | None = None
    line: LineCode | None = None
    amount: Stored | None = None
    booking: BookingKind | None = None
    rows: tuple[BookedRow, ...] = ()
    sources: tuple[Share, ...] = ()


def effect(event: Event) -> dict[str, object] | None:
    """The fields of the entry an event makes; None: it moves no money."""
    match event:
        case MoneyCommitted():
            return {"kind": EntryKind.COMMITMENT} | event.model_dump(exclude={"on"})
        case CommitmentReleased():
            return {"kind": EntryKind.RELEASE, "project": event.project, "commitment": event.commitment}
        case ExpenseBooked():
            booked = {"expense": event.expense, "booking": event.kind, "rows": event.rows}
            return {"kind": EntryKind.BOOKING, "project": event.project} | booked
        case ExpensePaid():
            return {"kind": EntryKind.PAYMENT, "project": event.project, "expense": event.expense}
        case BudgetRevised() if event.rebalanced:
            return {"kind": EntryKind.REBALANCING, "project": event.project, "sources": event.rebalanced}
    return None
