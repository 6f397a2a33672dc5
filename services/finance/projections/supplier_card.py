"""The suppliers: of a company sealed texts, found by the keyed digest of the tax number; of a natural person the id."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Column, Index, Table, Text, Uuid

from services.finance.domain.supplier import SUPPLIER, PersonSupplierRegistered, SupplierRegistered
from services.finance.projections import TABLES
from services.finance.projections.reading import first, rows
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotFound, Refused
from shared.privacy.keys import Keys
from shared.privacy.ring import Owner
from shared.projection.projection import Projection
from shared.store.database import Connection

TABLE = Table(
    "supplier_card",
    TABLES,
    Column("supplier", Uuid, primary_key=True),
    Column("digest", Text),
    Column("name", Text),
    Column("tax_number", Text),
    Column("person", Uuid),
    Column("event", Uuid, nullable=False),
    Index("one_supplier_per_number", "digest", unique=True),
    Index("one_supplier_per_person", "person", unique=True),
)
SET_RULES = {
    "one_supplier_per_number": Refused("supplier_twice", field="tax_number", rule="a tax number belongs to one supplier"),
    "one_supplier_per_person": Refused("supplier_twice", field="person", rule="a person is one supplier"),
}


class SupplierCard(View):
    """A supplier: either a person, or a name and number, tokens that open only together with the id of their event."""

    supplier: UUID
    digest: str | None = None
    name: str | None = None
    tax_number: str | None = None
    person: UUID | None = None
    event: UUID


class OpenedSupplier(View):
    """A company in clear: for one look, never stored or logged."""

    supplier: UUID
    name: str
    tax_number: str


def key(event: Event, _: Meta) -> tuple[UUID] | None:
    return (event.supplier,) if isinstance(event, SupplierRegistered | PersonSupplierRegistered) else None


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
        case PersonSupplierRegistered():
            return SupplierCard(supplier=event.supplier, person=event.person, event=meta.id)
    return row


SUPPLIER_CARD = Projection(TABLE, SupplierCard, key, evolve, of_one_stream=True)


async def opened(cards: Sequence[SupplierCard], keys: Keys) -> list[OpenedSupplier]:
    """The companies among them in clear. Raises `CannotOpen`, `KeyUnavailable`."""
    ring = await keys.for_opening([_owner(card) for card in cards if card.person is None])
    return [
        OpenedSupplier(
            supplier=card.supplier,
            name=ring.open(card.name, _owner(card), "name", card.event),
            tax_number=ring.open(card.tax_number, _owner(card), "tax_number", card.event),
        )
        for card in cards
        if card.name is not None and card.tax_number is not None
    ]


def _owner(card: SupplierCard) -> Owner:
    return Owner(SUPPLIER.stream(card.supplier))


async def find_by_digest(db: Connection, digest: str) -> UUID | None:
    """Whose tax number has this digest."""
    found: UUID | None = await db.driver.fetchval("SELECT supplier FROM supplier_card WHERE digest = $1", digest)
    return found


async def find_by_person(db: Connection, person: UUID) -> UUID | None:
    """Which supplier this person is."""
    found: UUID | None = await db.driver.fetchval("SELECT supplier FROM supplier_card WHERE person = $1", person)
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
