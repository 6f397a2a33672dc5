"""Suppliers: registered once for the centre, whoever registers them again gets the same one."""

from uuid import UUID

from pydantic import Field

from services.finance.commands.sealing import sealed
from services.finance.domain.supplier import SUPPLIER, PersonSupplierRegistered, SupplierRegistered, tax_number
from services.finance.projections.supplier_card import find_by_digest, find_by_person
from shared.events.event import Event, Sealed
from shared.kernel.command import Command
from shared.kernel.errors import Invalid
from shared.kernel.ids import new_id
from shared.privacy.personal import Personal
from shared.projection.projection import hash_key
from shared.store.answer import Answer
from shared.store.transaction import Transaction


class RegisterSupplier(Command):
    """A company or sole trader by name and tax number (NIP, or a foreign number); or a natural person by their id."""

    name: Personal | None = None
    tax_number: Personal | None = None
    person: UUID | None = Field(default=None, description="registered in the person registry, in the capacity `supplier`")


class SupplierAnswer(Answer):
    """The supplier, new or known."""

    supplier_id: UUID


async def register_supplier(command: RegisterSupplier, tx: Transaction) -> SupplierAnswer:
    """Register a supplier; a tax number or a person that is known gives the supplier they belong to.

    Refused: `company_or_person`, `invalid_tax_number`, `natural_person_in_registry`.
    """
    if command.person is not None and command.name is None and command.tax_number is None:
        return await _person(command.person, tx)
    if command.person is None and command.name is not None and command.tax_number is not None:
        return await _company(command.name, command.tax_number, tx)
    rule = "a supplier is a company with name and tax number, or a natural person with the id in the person registry"
    raise Invalid("company_or_person", field="person", rule=rule)


async def _person(person: UUID, tx: Transaction) -> SupplierAnswer:
    await _alone(tx, "supplier_person", str(person))
    known = await find_by_person(tx.db, person)
    if known is not None:
        return SupplierAnswer(supplier_id=known)
    supplier = new_id()
    return _registered(tx, supplier, PersonSupplierRegistered(supplier=supplier, person=person))


async def _company(name: Personal, written: Personal, tx: Transaction) -> SupplierAnswer:
    number = tax_number(written.get_secret_value())
    digest = tx.keys.digest("tax_number", number.encode()).hex()
    await _alone(tx, "tax_number", digest)
    known = await find_by_digest(tx.db, digest)
    if known is not None:
        return SupplierAnswer(supplier_id=known)
    supplier, named = new_id(), sealed(name, "name")
    registered = SupplierRegistered(supplier=supplier, name=named, tax_number=Sealed.of(number), digest=digest)
    return _registered(tx, supplier, registered)


async def _alone(tx: Transaction, kind: str, value: str) -> None:
    """Until the transaction ends nobody else registers the same supplier."""
    await tx.db.driver.execute("SELECT pg_advisory_xact_lock($1)", hash_key(kind, value))


def _registered(tx: Transaction, supplier: UUID, event: Event) -> SupplierAnswer:
    tx.append(tx.create(SUPPLIER, supplier), [event])
    return SupplierAnswer(supplier_id=supplier)
