"""Bookings as facts: rows of (line, eligible, commitment), all from the grant; how they were divided is tested elsewhere."""

from datetime import date
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from services.finance.domain.budget_events import BookedRow, ExpenseBooked
from services.finance.domain.split import Share
from services.finance.domain.words import BookingKind
from tests.unit.finance.examples import BOOKING, EXPENSE, PROJECT

Row: TypeAlias = tuple[str, str, UUID | None]


def booking(*rows: Row) -> ExpenseBooked:
    return ExpenseBooked(
        project=PROJECT,
        booking=BOOKING,
        expense=EXPENSE,
        kind=BookingKind.EXPENSE,
        on=date(2021, 2, 10),
        rows=tuple(_row(place, *row) for place, row in enumerate(rows)),
        eligible_so_far=sum((Decimal(amount) for _, amount, _ in rows), Decimal(0)),
    )


def _row(place: int, line: str, amount: str, commitment: UUID | None) -> BookedRow:
    return BookedRow(
        row=place,
        line=line,
        activity=None,
        commitment=commitment,
        eligible=Decimal(amount),
        sources=(Share(source="grant", amount=Decimal(amount)),),
        residual=False,
    )
