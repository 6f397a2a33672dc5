"""Expense documents as they stand; no number stands twice for one supplier, which a unique index keeps."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Column, Date, Index, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.finance.domain.expense import changed
from services.finance.domain.expense_events import (
    CorrectionImposed,
    ExpenseApproved,
    ExpensePaid,
    ExpensePartDeclaredIneligible,
    ExpenseRecorded,
    RowChange,
)
from services.finance.domain.split import ZERO
from services.finance.domain.words import LineCode, Stored
from services.finance.projections import TABLES
from services.finance.projections.reading import first, rows
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotFound, Refused
from shared.kernel.ids import Code
from shared.kernel.money import Zloty
from shared.projection.projection import Projection
from shared.store.database import Connection
from shared.store.transaction import Who

TABLE = Table(
    "expense_card",
    TABLES,
    Column("expense", Uuid, primary_key=True),
    Column("project", Text, nullable=False),
    Column("supplier", Uuid, nullable=False),
    Column("number", Text, nullable=False),
    Column("plain_number", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("paid_on", Date),
    Column("net", Numeric(14, 2), nullable=False),
    Column("vat", Numeric(14, 2), nullable=False),
    Column("gross", Numeric(14, 2), nullable=False),
    Column("eligible", Numeric(14, 2), nullable=False),
    Column("rows", JSONB, nullable=False),
    Column("recorded_by", Uuid),
    Column("changed_by", Uuid),
    Column("approved_by", Uuid),
    Column("approved_on", Date),
    Index("one_document_per_supplier", "supplier", "plain_number", unique=True),
    Index("expenses_of_project", "project", "issued_on", "expense"),
)
SET_RULES = {
    "one_document_per_supplier": Refused(
        "document_twice", field="number", rule="a supplier's document is recorded once, whatever the blanks and letters' case"
    )
}


class CardRow(View):
    """A row of a document (PLN): what was recorded and what of it is still eligible."""

    line: LineCode
    activity: UUID | None
    commitment: UUID | None
    eligible: Zloty
    left: Zloty


class ExpenseCard(View):
    """A document as it stands (PLN). `plain_number` is the number by which a second one is noticed.

    Accounts: who recorded it, who changed its amounts last, who approved it as it stands.
    """

    expense: UUID
    project: Code
    supplier: UUID
    number: str
    plain_number: str
    title: str
    issued_on: date
    paid_on: date | None = None
    net: Stored
    vat: Stored
    gross: Stored
    eligible: Stored
    rows: tuple[CardRow, ...]
    recorded_by: UUID | None = None
    changed_by: UUID | None = None
    approved_by: UUID | None = None
    approved_on: date | None = None


CHANGING = ExpenseRecorded | ExpensePaid | ExpensePartDeclaredIneligible | CorrectionImposed | ExpenseApproved


UNAPPROVED = {"approved_by": None, "approved_on": None}


def key(event: Event, _: Meta) -> tuple[UUID] | None:
    return (event.expense,) if isinstance(event, CHANGING) else None


def evolve(row: ExpenseCard | None, event: Event, meta: Meta) -> ExpenseCard | None:
    match event:
        case ExpenseRecorded():
            return _recorded(event).model_copy(update={"recorded_by": meta.actor})
        case ExpensePaid() if row is not None:
            return row.model_copy(update={"paid_on": event.paid_on})
        case ExpensePartDeclaredIneligible() | CorrectionImposed() if row is not None:
            return _changed(row, event.rows).model_copy(update={"changed_by": meta.actor} | UNAPPROVED)
        case ExpenseApproved() if row is not None:
            return row.model_copy(update={"approved_by": meta.actor, "approved_on": meta.effective_on})
    return row


def plain(number: str) -> str:
    """A number without blanks and in one case: how it was typed makes no second document."""
    return "".join(number.split()).casefold()


def _recorded(event: ExpenseRecorded) -> ExpenseCard:
    rows = tuple(CardRow(**row.model_dump(), left=row.eligible) for row in event.rows)
    known = event.model_dump(exclude={"rows"})
    return ExpenseCard(**known, plain_number=plain(event.number), rows=rows, eligible=_total(rows))


def _changed(card: ExpenseCard, changes: tuple[RowChange, ...]) -> ExpenseCard:
    left = changed((row.left for row in card.rows), changes)
    rows = tuple(row.model_copy(update={"left": amount}) for row, amount in zip(card.rows, left, strict=True))
    return card.model_copy(update={"rows": rows, "eligible": _total(rows)})


def _total(rows: tuple[CardRow, ...]) -> Decimal:
    return sum((row.left for row in rows), ZERO)


EXPENSE_CARD = Projection(TABLE, ExpenseCard, key, evolve, of_one_stream=True)


class VersionedCard(ExpenseCard):
    """A document and the version of its stream."""

    version: int


VERSIONED = """
SELECT c.*, s.version FROM expense_card c JOIN stream s ON s.stream_id = 'expense:' || c.expense::text WHERE c.expense = $1
"""


async def card_of(db: Connection, expense: UUID) -> VersionedCard:
    """A document. Raises `NotFound` (`unknown_expense`)."""
    found = await first(db, VersionedCard, VERSIONED, expense)
    if found is None:
        raise NotFound("unknown_expense", field="expense", rule="there is no such expense")
    return found


PAGE = """
SELECT * FROM expense_card WHERE project = $1
AND ($4::text IS NULL OR rows @> jsonb_build_array(jsonb_build_object('line', $4::text)))
AND ($2::uuid IS NULL OR (issued_on, expense) > (SELECT issued_on, expense FROM expense_card WHERE expense = $2))
ORDER BY issued_on, expense LIMIT $3
"""


async def page(
    db: Connection, project: Code, cursor: UUID | None, limit: int, line: LineCode | None = None
) -> list[ExpenseCard]:
    """The documents of a project, or of one line of it, by the day of issue, after the one the cursor names."""
    return await rows(db, ExpenseCard, PAGE, project, cursor, limit, line)


TO_APPROVE = """
SELECT * FROM expense_card WHERE approved_by IS NULL AND recorded_by IS DISTINCT FROM $1 AND changed_by IS DISTINCT FROM $1
AND ($2::text[] IS NULL OR project = ANY($2)) ORDER BY issued_on, expense LIMIT $3
"""


async def to_approve_by(db: Connection, who: Who, limit: int) -> list[ExpenseCard]:
    """The documents that the account may approve, having had no hand in them; by the day of issue."""
    projects = None if who.projects is None else sorted(who.projects)
    return await rows(db, ExpenseCard, TO_APPROVE, who.actor, projects, limit)


async def numbers_of(db: Connection, expenses: Collection[UUID]) -> dict[UUID, str]:
    """The numbers of documents."""
    query = "SELECT expense, number FROM expense_card WHERE expense = ANY($1::uuid[])"
    return {row["expense"]: row["number"] for row in await db.driver.fetch(query, list(expenses))}
