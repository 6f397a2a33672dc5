"""The ledger: every movement of money as a fact of its own, so that any day can be asked for, as it was known at any time."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Date, DateTime, Index, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.finance.domain.entries import Entry, effect
from services.finance.projections import TABLES
from services.finance.projections.reading import rows
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.errors import NotFound
from shared.kernel.ids import Code
from shared.projection.projection import Projection
from shared.store.database import Connection

TABLE = Table(
    "ledger",
    TABLES,
    Column("entry", Uuid, primary_key=True),
    Column("project", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("expense", Uuid),
    Column("commitment", Uuid),
    Column("supplier", Uuid),
    Column("contract_number", Text),
    Column("activity", Uuid),
    Column("line", Text),
    Column("amount", Numeric(14, 2)),
    Column("booking", Text),
    Column("rows", JSONB, nullable=False),
    Column("sources", JSONB, nullable=False),
    Index("ledger_of_project", "project", "effective_on"),
    Index("ledger_of_expense", "expense"),
    Index("ledger_of_commitment", "commitment"),
)


def key(event: Event, meta: Meta) -> tuple[UUID] | None:
    return None if effect(event) is None else (meta.id,)


def evolve(row: Entry | None, event: Event, meta: Meta) -> Entry | None:
    known = {"entry": meta.id, "effective_on": meta.effective_on, "recorded_at": meta.recorded_at}
    return Entry.model_validate(known | (effect(event) or {}))


LEDGER = Projection(TABLE, Entry, key, evolve, only_appends=True)

UNTIL = """
SELECT * FROM ledger WHERE project = $1 AND effective_on <= $2 AND ($3::timestamptz IS NULL OR recorded_at <= $3)
ORDER BY recorded_at, entry
"""


async def entries_until(db: Connection, project: Code, as_of: date, known_at: datetime | None) -> list[Entry]:
    """What had happened by a day (included), as far as it was known at a time."""
    return await rows(db, Entry, UNTIL, project, as_of, known_at)


async def bookings_of(db: Connection, expense: UUID) -> list[Entry]:
    """The bookings of a document, in the order they were made."""
    query = "SELECT * FROM ledger WHERE expense = $1 AND kind = 'booking' ORDER BY recorded_at, entry"
    return await rows(db, Entry, query, expense)


async def binding_entries(db: Connection, project: Code) -> list[Entry]:
    """What binds money, frees it and draws on it, in the order it was recorded."""
    query = """SELECT * FROM ledger WHERE project = $1 AND kind IN ('commitment', 'release', 'booking')
               ORDER BY recorded_at, entry"""
    return await rows(db, Entry, query, project)


async def project_of_commitment(db: Connection, commitment: UUID) -> Code:
    """Whose commitment it is. Raises `NotFound` (`unknown_commitment`)."""
    query = "SELECT project FROM ledger WHERE commitment = $1 AND kind = 'commitment'"
    project: Code | None = await db.driver.fetchval(query, commitment)
    if project is None:
        raise NotFound("unknown_commitment", field="commitment", rule="there is no such commitment")
    return project


async def contracts_of(db: Connection, project: Code) -> dict[UUID, str]:
    """The numbers of the contracts that bind money of a project, by commitment."""
    query = "SELECT commitment, contract_number FROM ledger WHERE project = $1 AND contract_number IS NOT NULL"
    return {row["commitment"]: row["contract_number"] for row in await db.driver.fetch(query, project)}
