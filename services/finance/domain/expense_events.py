"""What happens to an expense document: recorded, paid, taken off, corrected, approved; and what its rows are."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from services.finance.domain.budget_events import EXPENSE
from services.finance.domain.words import Amount, DocumentNumber, LineCode, NotNegative, Positive, ReasonCode
from shared.events.event import Event, Part, Private, PublicText, Sealed
from shared.kernel.ids import Code


class ExpenseRow(Part):
    """A part of a document that is eligible (PLN): on a line, for an activity, under a commitment."""

    line: LineCode
    eligible: Positive
    activity: UUID | None = None
    commitment: UUID | None = None


class RowChange(Part):
    """By how much (PLN) the eligible part of a row of the document changes; rows count from 0."""

    row: Annotated[int, Field(ge=0)]
    amount: Amount


class ExpenseRecorded(Event, title="Wydatek zarejestrowany", effective="issued_on"):
    """A document of a supplier, its amounts (PLN) and its eligible rows."""

    project: Code
    expense: UUID
    supplier: UUID
    number: Private[DocumentNumber]
    title: PublicText
    issued_on: date
    net: NotNegative
    vat: NotNegative
    gross: Positive
    rows: tuple[ExpenseRow, ...]

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "expense": EXPENSE,
        "supplier": "0f5c9f53-1c55-4d4f-8f0d-5d0f6b1f2a03",
        "number": "FV 12/02/2021",
        "title": "Warsztaty z zarządzania domowym budżetem",
        "issued_on": "2021-02-10",
        "net": "813.01",
        "vat": "186.99",
        "gross": "1000.00",
        "rows": [{"line": "1.1", "eligible": "1000.00", "activity": None, "commitment": None}],
    }


class ExpensePaid(Event, title="Wydatek zapłacony", effective="paid_on"):
    """A document was paid in full."""

    project: Code
    expense: UUID
    paid_on: date

    example: ClassVar[Mapping[str, Any]] = {"project": "gora-pomocy-3", "expense": EXPENSE, "paid_on": "2021-02-24"}


class ExpensePartDeclaredIneligible(Event, title="Część wydatku uznana za niekwalifikowalną"):
    """Parts of the rows (PLN, negative) are not eligible after all."""

    project: Code
    expense: UUID
    rows: tuple[RowChange, ...]
    reason_code: ReasonCode
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "expense": EXPENSE,
        "rows": [{"row": 0, "amount": "-100.00"}],
        "reason_code": "not_related_to_project",
        "reason": "v1.c2VhbGVk",
    }


class CorrectionImposed(Event, title="Korekta nałożona", effective="on"):
    """After the payment the eligible parts of rows changed by these amounts (PLN, signed)."""

    project: Code
    expense: UUID
    on: date
    rows: tuple[RowChange, ...]
    reason_code: ReasonCode
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "expense": EXPENSE,
        "on": "2021-09-01",
        "rows": [{"row": 0, "amount": "-50.00"}],
        "reason_code": "procurement_breach",
        "reason": "v1.c2VhbGVk",
    }


class ExpenseApproved(Event, title="Wydatek zatwierdzony"):
    """Somebody who neither recorded nor changed it approved a document as it stands; a later change needs approving anew."""

    project: Code
    expense: UUID

    example: ClassVar[Mapping[str, Any]] = {"project": "gora-pomocy-3", "expense": EXPENSE}
