"""An expense document: recorded once, paid once; what is taken off or corrected later is a record of its own.

Invariant: what is eligible in a row never falls below zero, in all rows never rises over the document's gross amount.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from services.finance.domain.expense_events import (
    CorrectionImposed,
    ExpenseApproved,
    ExpensePaid,
    ExpensePartDeclaredIneligible,
    ExpenseRecorded,
    ExpenseRow,
    RowChange,
)
from services.finance.domain.plan import Period
from services.finance.domain.split import ZERO
from services.finance.domain.words import Amount, DocumentNumber, NotNegative, Positive, ReasonCode
from shared.events.decider import Decider
from shared.events.event import Event, Part, PublicText, Sealed
from shared.kernel.command import Command
from shared.kernel.errors import Forbidden, Invalid, NotFound, Refused
from shared.kernel.ids import Code


class Expense(Part):
    """What decisions need: the document, what of each row is still eligible (PLN), and whether it is approved as it stands."""

    recorded: ExpenseRecorded | None = None
    left: tuple[Amount, ...] = ()
    paid_on: date | None = None
    approved: bool = False

    @property
    def document(self) -> ExpenseRecorded:
        """The document; only of an expense that exists."""
        assert self.recorded is not None
        return self.recorded


class Record(Command):
    """A document as it was asked for, and the days on which expenses are eligible."""

    project: Code
    expense: UUID
    supplier: UUID
    number: DocumentNumber
    title: PublicText
    issued_on: date
    net: NotNegative
    vat: NotNegative
    gross: Positive
    rows: tuple[ExpenseRow, ...]
    eligible: Period
    today: date


class Pay(Command):
    """Paid in full on a day."""

    paid_on: date
    eligible: Period
    today: date


class DeclareIneligible(Command):
    """Amounts (PLN, negative) that are taken off."""

    rows: tuple[RowChange, ...]
    reason_code: ReasonCode
    reason: Sealed


class Correct(Command):
    """Amounts (PLN, signed) that change after the payment."""

    rows: tuple[RowChange, ...]
    reason_code: ReasonCode
    reason: Sealed
    on: date
    today: date


class Approve(Command):
    """Approved as it stands by `actor`; `hands`: who recorded the document and who changed it last."""

    actor: UUID
    hands: frozenset[UUID]


ExpenseCommand: TypeAlias = Record | Pay | DeclareIneligible | Correct | Approve


def evolve(expense: Expense, event: Event) -> Expense:
    match event:
        case ExpenseRecorded():
            return Expense(recorded=event, left=tuple(row.eligible for row in event.rows))
        case ExpensePaid():
            return expense.model_copy(update={"paid_on": event.paid_on})
        case ExpensePartDeclaredIneligible() | CorrectionImposed():
            return expense.model_copy(update={"left": changed(expense.left, event.rows), "approved": False})
        case ExpenseApproved():
            return expense.model_copy(update={"approved": True})
    return expense


def changed(left: Iterable[Decimal], rows: Iterable[RowChange]) -> tuple[Decimal, ...]:
    """What is eligible in each row after the changes."""
    by_row = {change.row: change.amount for change in rows}
    return tuple(amount + by_row.get(row, ZERO) for row, amount in enumerate(left))


EXPENSE_STREAM = Decider("expense", Expense(), evolve)
"""Stream `expense:<id>`."""


def decide(expense: Expense, command: ExpenseCommand) -> list[Event]:
    """Record, pay, take off, correct, approve.

    Raises `Invalid` (`gross_differs`, `eligible_over_gross`, `date_in_future`, `paid_before_issued`, `row_twice`,
    `amount_zero`, `correction_before_payment`), `NotFound` (`unknown_row`), `Forbidden` (`same_person`) and `Refused`
    (`outside_eligibility`, `already_paid`, `already_approved`, `not_paid`, `ineligible_over_eligible`).
    """
    match command:
        case Record():
            return [_record(command)]
        case Pay():
            return [_pay(expense, command)]
        case DeclareIneligible():
            _check_changes(expense, command.rows)
            return [ExpensePartDeclaredIneligible(**_of(expense), **_why(command))]
        case Correct():
            return [_correct(expense, command)]
        case Approve():
            return [_approve(expense, command)]


def _of(expense: Expense) -> dict[str, Any]:
    return {"project": expense.document.project, "expense": expense.document.expense}


def _why(command: DeclareIneligible | Correct) -> dict[str, Any]:
    return {"rows": command.rows, "reason_code": command.reason_code, "reason": command.reason}


def _record(command: Record) -> ExpenseRecorded:
    check_day(command.issued_on, command.today, command.eligible, "issued_on")
    if command.net + command.vat != command.gross:
        raise Invalid(
            "gross_differs", field="gross", rule="net and VAT add up to gross", expected=str(command.net + command.vat)
        )
    _check_gross(sum((row.eligible for row in command.rows), ZERO), command.gross)
    return ExpenseRecorded(**{name: getattr(command, name) for name in ExpenseRecorded.model_fields})


def _pay(expense: Expense, command: Pay) -> ExpensePaid:
    if expense.paid_on is not None:
        raise Refused("already_paid", field="expense", rule="a document is paid once", paid_on=str(expense.paid_on))
    if command.paid_on < expense.document.issued_on:
        issued = str(expense.document.issued_on)
        raise Invalid("paid_before_issued", field="paid_on", rule="a document is issued before it is paid", issued_on=issued)
    check_day(command.paid_on, command.today, command.eligible, "paid_on")
    return ExpensePaid(**_of(expense), paid_on=command.paid_on)


def _correct(expense: Expense, command: Correct) -> CorrectionImposed:
    if expense.paid_on is None:
        raise Refused(
            "not_paid", field="expense", rule="only a paid document is corrected; before, a part is declared ineligible"
        )
    _check_not_future(command.on, command.today, "on")
    if command.on < expense.paid_on:
        rule = "a correction comes after the payment"
        raise Invalid("correction_before_payment", field="on", rule=rule, paid_on=str(expense.paid_on))
    _check_changes(expense, command.rows)
    return CorrectionImposed(**_of(expense), on=command.on, **_why(command))


def _approve(expense: Expense, command: Approve) -> ExpenseApproved:
    if expense.approved:
        raise Refused("already_approved", field="expense", rule="a document is approved once as it stands")
    if command.actor in command.hands:
        rule = "who recorded a document, or changed it last, does not approve it"
        raise Forbidden("same_person", field="expense", rule=rule)
    return ExpenseApproved(**_of(expense))


def check_day(day: date, today: date, eligible: Period, field: str) -> None:
    """The day has come and lies in the eligibility of the budget in force."""
    _check_not_future(day, today, field)
    if day not in eligible:
        raise Refused(
            "outside_eligibility",
            field=field,
            rule="the day lies between the first and the last day of eligibility",
            eligible_from=str(eligible.first),
            eligible_until=str(eligible.last),
        )


def _check_not_future(day: date, today: date, field: str) -> None:
    if day > today:
        raise Invalid("date_in_future", field=field, rule="a fact does not lie in the future", today=str(today))


def _check_changes(expense: Expense, rows: tuple[RowChange, ...]) -> None:
    if len({change.row for change in rows}) < len(rows):
        raise Invalid("row_twice", field="rows", rule="each row is named once")
    for place, change in enumerate(rows):
        _check_change(expense.left, change, f"rows.{place}")
    _check_gross(sum(changed(expense.left, rows), ZERO), expense.document.gross)


def _check_change(left: tuple[Decimal, ...], change: RowChange, field: str) -> None:
    if change.row >= len(left):
        raise NotFound("unknown_row", field=f"{field}.row", rule="the document has no such row", rows=len(left))
    if change.amount == ZERO:
        raise Invalid("amount_zero", field=f"{field}.amount", rule="a change changes something")
    if left[change.row] + change.amount < ZERO:
        rule = "no more is taken off than is eligible"
        raise Refused("ineligible_over_eligible", field=f"{field}.amount", rule=rule, eligible=str(left[change.row]))


def _check_gross(eligible: Decimal, gross: Decimal) -> None:
    if eligible > gross:
        rule = "what is eligible is at most the gross amount of the document"
        raise Invalid("eligible_over_gross", field="rows", rule=rule, eligible=str(eligible), gross=str(gross))
