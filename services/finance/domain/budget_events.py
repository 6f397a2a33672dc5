"""What happens to a project's budget: it is planned in versions, bound by commitments and used up by bookings."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from services.finance.domain.plan import Plan
from services.finance.domain.split import Share
from services.finance.domain.words import Amount, BookingKind, Currency, DocumentNumber, LineCode, Positive
from shared.events.event import Event, Part, Private, Sealed
from shared.kernel.ids import Code

PLAN: Mapping[str, Any] = {
    "total": "100000.00",
    "sources": [
        {"code": "grant", "title": "dofinansowanie", "amount": "85000.00"},
        {"code": "own", "title": "wkład własny", "amount": "15000.00"},
    ],
    "tasks": [
        {
            "code": "1",
            "title": "Aktywizacja społeczna",
            "kind": "direct",
            "lines": [
                {
                    "code": "1.1",
                    "title": "Warsztaty",
                    "category": "usługi zewnętrzne",
                    "unit": "godz.",
                    "quantity": "1000",
                    "unit_price": "100.00",
                    "amount": "100000.00",
                    "own_contribution": None,
                }
            ],
        }
    ],
    "eligible": {"first": "2021-01-01", "last": "2023-06-30"},
    "indirect_rate": None,
}
EXPENSE, COMMITMENT = "6a0b8a53-70f0-4d0e-9d52-1b6f2f6f0a01", "4c1f0a53-2d5e-4b55-8a0e-9f10e0a2b702"


class BudgetApproved(Event, title="Budżet zatwierdzony", effective="approved_on"):
    """The first version of a budget: from which sources, on which tasks and lines a project may spend. Amounts in PLN."""

    project: Code
    approved_on: date
    currency: Currency
    plan: Plan
    steps: Code
    """The rule pack of flat rates it was checked by."""

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "approved_on": "2020-12-15",
        "currency": "PLN",
        "plan": PLAN,
        "steps": "flat-rates-2021",
    }


class BudgetRevised(Event, title="Budżet zmieniony", effective="on"):
    """A further version, in force from `on`, and why. `rebalanced`: by how much the balance of each source moved with it."""

    project: Code
    version: int
    on: date
    plan: Plan
    steps: Code
    reason: Sealed
    rebalanced: tuple[Share, ...]

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "version": 2,
        "on": "2021-03-01",
        "plan": PLAN,
        "steps": "flat-rates-2021",
        "reason": "v1.c2VhbGVk",
        "rebalanced": [{"source": "grant", "amount": "-1.00"}, {"source": "own", "amount": "1.00"}],
    }


class MoneyCommitted(Event, title="Środki zaangażowane", effective="on"):
    """A contract with a supplier, or a planned activity, binds money of a line from `on`. PLN."""

    project: Code
    commitment: UUID
    line: LineCode
    amount: Positive
    on: date
    supplier: UUID | None
    contract_number: Private[DocumentNumber | None]
    activity: UUID | None

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "commitment": COMMITMENT,
        "line": "1.1",
        "amount": "12000.00",
        "on": "2021-02-01",
        "supplier": "0f5c9f53-1c55-4d4f-8f0d-5d0f6b1f2a03",
        "contract_number": "U/3/2021",
        "activity": None,
    }


class CommitmentReleased(Event, title="Zaangażowanie zwolnione"):
    """What a commitment has not used is free again; nothing more is booked on it."""

    project: Code
    commitment: UUID
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "commitment": COMMITMENT,
        "reason": "v1.c2VhbGVk",
    }


class BookedRow(Part):
    """A row of a booking: how much (PLN, signed) of which row of the document, on which line, from which sources."""

    row: int
    line: LineCode
    activity: UUID | None
    commitment: UUID | None
    eligible: Amount
    sources: tuple[Share, ...]
    residual: bool
    """Did this row take the difference of the rounding?"""


class ExpenseBooked(Event, title="Wydatek zaksięgowany", effective="on"):
    """Eligible money of an expense counts in the balance of the project, or no longer does. PLN.

    `on`: an expense counts from the day its document was issued, a part declared ineligible leaves on the day of the
    declaration, a correction counts from its own day.
    """

    project: Code
    booking: UUID
    expense: UUID
    kind: BookingKind
    on: date
    rows: tuple[BookedRow, ...]
    eligible_so_far: Amount
    """In the whole project, this booking included, in the order of entry."""

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "booking": "2b7d9a10-5c4e-4c8f-8d7a-6e5f4a3b2c04",
        "expense": EXPENSE,
        "kind": "expense",
        "on": "2021-02-10",
        "rows": [
            {
                "row": 0,
                "line": "1.1",
                "activity": None,
                "commitment": COMMITMENT,
                "eligible": "1000.00",
                "sources": [{"source": "grant", "amount": "850.00"}, {"source": "own", "amount": "150.00"}],
                "residual": True,
            }
        ],
        "eligible_so_far": "1000.00",
    }
