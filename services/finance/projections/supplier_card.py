"""The suppliers: sealed texts with the event each was sealed for, found by the keyed digest of the tax number."""

from uuid import UUID

from sqlalchemy import Column, Index, Table, Text, Uuid

from services.finance.domain.supplier import SUPPLIER, SupplierRegistered
from services.finance.projections import TABLES
from services.finance.projections.reading import first, rows
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotFound, Refused
from shared.privacy.keys import Keys
from shared.projection.projection import Projection
from shared.store.database import Connection

TABLE = Table(
    "supplier_card",
    TABLES,
    Column("supplier", Uuid, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("tax_number", Text, nullable=False),
    Column("event", Uuid, nullable=False),
    Index("one_supplier_per_number", "digest", unique=True),
)
SET_RULES = {
    "one_supplier_per_number": Refused("supplier_twice", field="tax_number", rule="a tax number belongs to one supplier")
}


class SupplierCard(View):
    """A supplier; name and number are tokens that open only together with the id of their event."""

    supplier: UUID
    digest: str
    name: str
    tax_number: str
    event: UUID


class OpenedSupplier(View):
    """A supplier in clear: for one look, never stored or logged."""

    supplier: UUID
    name: str
    tax_number: str


def key(event: Event, _: Meta) -> tuple[UUID] | None:
    return (event.supplier,) if isinstance(event, SupplierRegistered) else None


def evolve(row: SupplierCard | None, event: Event, meta: Meta) -> SupplierCard | None:
    match event:
        case SupplierRegistered():
            return SupplierCard(
                supplier=event.supplier,
                digest=event.digest,
                name=event.name.token or "",
                tax_number=event.tax_number.token or "",
                event=meta.id,
            )
    return row


SUPPLIER_CARD = Projection(TABLE, SupplierCard, key, evolve, of_one_stream=True)


def opened(card: SupplierCard, keys: Keys) -> OpenedSupplier:
    """The supplier in clear. Raises `CannotOpen` when the keys are not theirs."""
    subject = SUPPLIER.stream(card.supplier)
    return OpenedSupplier(
        supplier=card.supplier,
        name=keys.open(card.name, subject, "name", card.event),
        tax_number=keys.open(card.tax_number, subject, "tax_number", card.event),
    )


async def find_by_digest(db: Connection, digest: str) -> UUID | None:
    """Whose tax number has this digest."""
    found: UUID | None = await db.driver.fetchval("SELECT supplier FROM supplier_card WHERE digest = $1", digest)
    return found


async def supplier_of(db: Connection, supplier: UUID, field: str) -> SupplierCard:
    """The supplier. Raises `NotFound` (`unknown_supplier`)."""
    found = await first(db, SupplierCard, "SELECT * FROM supplier_card WHERE supplier = $1", supplier)
    if found is None:
        raise NotFound("unknown_supplier", field=field, rule="there is no such supplier")
    return found


async def all_suppliers(db: Connection) -> list[SupplierCard]:
    """Every supplier."""
    return await rows(db, SupplierCard, "SELECT * FROM supplier_card ORDER BY supplier")
