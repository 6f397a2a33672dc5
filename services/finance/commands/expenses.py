"""Expenses: the document and its place in the project's balance are written together or not at all.

Whatever changes or approves a document is refused (`stale_version`) when its `If-Match` is not the ETag of `expense` any
more: somebody else changed, paid or approved it meanwhile.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.commands.sealing import sealed
from services.finance.domain import expense as documents
from services.finance.domain import ledger
from services.finance.domain.budget import BUDGET, Budget, approved
from services.finance.domain.expense import EXPENSE_STREAM, Expense
from services.finance.domain.expense_events import ExpenseRow, RowChange
from services.finance.domain.plan import Period
from services.finance.domain.words import BookingKind, DocumentNumber, NotNegative, Positive, ReasonCode, RowNumber
from services.finance.projections import known_activity
from services.finance.projections.expense_card import card_of
from services.finance.projections.known_project import known
from services.finance.projections.supplier_card import supplier_of
from shared.events.event import PublicText
from shared.http.patience import until
from shared.http.scope import check_scope
from shared.kernel.command import Command
from shared.kernel.errors import NotFound
from shared.kernel.ids import Code, new_id
from shared.privacy.personal import Personal
from shared.store.answer import Answer
from shared.store.database import Database
from shared.store.load import Loaded
from shared.store.transaction import Transaction


class RecordExpense(Command):
    """A document of a supplier and its eligible rows; one document may stand on several lines and activities. PLN."""

    project: Code
    supplier: UUID
    number: DocumentNumber
    title: PublicText
    issued_on: date
    net: NotNegative
    vat: NotNegative
    gross: Positive
    rows: Annotated[tuple[ExpenseRow, ...], Field(min_length=1, max_length=200)]
    residual_row: RowNumber | None = Field(default=None, description="takes the difference of the rounding; null: the last")


class RecordedAnswer(Answer):
    """The new expense."""

    expense_id: UUID


class PayExpense(Command):
    """Which document was paid in full, and when."""

    expense: UUID
    paid_on: date


class TakenOff(Command):
    """What is taken off a row of the document (PLN, positive); rows count from 0."""

    row: RowNumber
    amount: Positive


class DeclareIneligible(Command):
    """Which parts of a document are not eligible after all, and why."""

    expense: UUID
    rows: Annotated[tuple[TakenOff, ...], Field(min_length=1, max_length=200)]
    reason_code: ReasonCode
    reason: Personal


class CorrectExpense(Command):
    """By how much (PLN, signed) the rows of a paid document change, from which day, and why."""

    expense: UUID
    rows: Annotated[tuple[RowChange, ...], Field(min_length=1, max_length=200)]
    reason_code: ReasonCode
    reason: Personal
    on: date


class ApproveExpense(Command):
    """Which document is right as it stands."""

    expense: UUID


async def record_expense(command: RecordExpense, tx: Transaction) -> RecordedAnswer:
    """Record a document, divide it into the sources and count it in the balance of the project.

    Refused: `unknown_project`, `unknown_budget`, `unknown_supplier`, `unknown_activity`, `unknown_line`,
    `unknown_commitment`, `unknown_row`, `date_in_future`, `outside_eligibility`, `gross_differs`, `eligible_over_gross`,
    `line_is_indirect`, `commitment_of_another_line`, `commitment_of_another_supplier`, `commitment_released`,
    `over_the_line`, `document_twice`.
    """
    check_scope(tx.who, command.project)
    await known(tx.db, command.project)
    await supplier_of(tx.db, command.supplier, "supplier")
    activities = {f"rows.{place}.activity": row.activity for place, row in enumerate(command.rows)}
    await known_activity.check_known(tx.db, command.project, activities)
    if command.residual_row is not None and command.residual_row >= len(command.rows):
        raise NotFound("unknown_row", field="residual_row", rule="the document has no such row", rows=len(command.rows))
    budget = await tx.load(BUDGET, command.project)
    expense_id = new_id()
    expense = tx.create(EXPENSE_STREAM, expense_id)
    fields = {name: getattr(command, name) for name in RecordExpense.model_fields if name != "residual_row"}
    record = documents.Record(**fields, expense=expense_id, eligible=_eligibility(budget.state), today=tx.today)
    tx.append(expense, documents.decide(expense.state, record))
    changes = (RowChange(row=row, amount=one.eligible) for row, one in enumerate(command.rows))
    _book(tx, budget, expense, changes, BookingKind.EXPENSE, command.issued_on, command.residual_row)
    return RecordedAnswer(expense_id=expense_id)


async def pay_expense(command: PayExpense, tx: Transaction) -> Answer:
    """Record that a document was paid.

    Refused: `unknown_expense`, `stale_version`, `already_paid`, `paid_before_issued`, `date_in_future`,
    `outside_eligibility`.
    """
    budget, expense = await _booked(command.expense, tx)
    pay = documents.Pay(paid_on=command.paid_on, eligible=_eligibility(budget.state), today=tx.today)
    tx.append(expense, documents.decide(expense.state, pay))
    return Answer()


async def declare_ineligible(command: DeclareIneligible, tx: Transaction) -> Answer:
    """Take parts of a document out of the balance; what was recorded stays readable.

    Refused: `unknown_expense`, `stale_version`, `unknown_row`, `row_twice`, `ineligible_over_eligible`.
    """
    budget, expense = await _booked(command.expense, tx)
    rows = tuple(RowChange(row=one.row, amount=-one.amount) for one in command.rows)
    declare = documents.DeclareIneligible(rows=rows, reason_code=command.reason_code, reason=sealed(command.reason))
    tx.append(expense, documents.decide(expense.state, declare))
    _book(tx, budget, expense, rows, BookingKind.INELIGIBLE, tx.today)
    return Answer()


async def correct_expense(command: CorrectExpense, tx: Transaction) -> Answer:
    """Correct a paid document by a record of its own, under the same rule of the balance.

    Refused: `unknown_expense`, `stale_version`, `not_paid`, `unknown_row`, `row_twice`, `amount_zero`, `date_in_future`,
    `correction_before_payment`, `ineligible_over_eligible`, `eligible_over_gross`, `over_the_line`.
    """
    budget, expense = await _booked(command.expense, tx)
    correct = documents.Correct(
        rows=command.rows,
        reason_code=command.reason_code,
        reason=sealed(command.reason),
        on=command.on,
        today=tx.today,
    )
    tx.append(expense, documents.decide(expense.state, correct))
    _book(tx, budget, expense, command.rows, BookingKind.CORRECTION, command.on)
    return Answer()


async def approve_expense(command: ApproveExpense, tx: Transaction) -> Answer:
    """Approve a document that somebody else recorded and changed; a change afterwards needs approving anew.

    Refused: `unknown_expense`, `stale_version`, `already_approved`, `same_person`.
    """
    _, expense = await _booked(command.expense, tx)
    card = await card_of(tx.db, command.expense)
    hands = frozenset(one for one in (card.recorded_by, card.changed_by) if one is not None)
    tx.append(expense, documents.decide(expense.state, documents.Approve(actor=tx.who.actor, hands=hands)))
    return Answer()


async def hear_of_activities(database: Database, command: RecordExpense) -> None:
    """Wait a moment for activities that may just have been planned."""
    await until(database, lambda db: known_activity.all_known(db, command.project, _activities(command)))


async def _booked(expense: UUID, tx: Transaction) -> tuple[Loaded[Budget], Loaded[Expense]]:
    """A document with the budget it counts in, locked in order; whose document it is never changes, so its card is asked."""
    card = await card_of(tx.db, expense)
    check_scope(tx.who, card.project)
    budget = await tx.load(BUDGET, card.project)
    return budget, await tx.existing(EXPENSE_STREAM, expense, field="expense", expected=tx.expected)


def _book(
    tx: Transaction,
    budget: Loaded[Budget],
    expense: Loaded[Expense],
    changes: Iterable[RowChange],
    kind: BookingKind,
    on: date,
    residual: int | None = None,
) -> None:
    document = expense.state.document
    entry = ledger.Book(
        project=document.project,
        booking=new_id(),
        expense=document.expense,
        kind=kind,
        on=on,
        supplier=document.supplier,
        parts=tuple(_portion(document.rows[change.row], change) for change in changes),
        residual=residual,
    )
    tx.append(budget, ledger.decide(budget.state, entry))


def _portion(row: ExpenseRow, change: RowChange) -> ledger.Portion:
    return ledger.Portion(
        row=change.row, line=row.line, activity=row.activity, commitment=row.commitment, eligible=change.amount
    )


def _eligibility(budget: Budget) -> Period:
    eligible = approved(budget).eligible
    assert eligible is not None
    return eligible


def _activities(command: RecordExpense) -> list[UUID]:
    return [row.activity for row in command.rows if row.activity is not None]
