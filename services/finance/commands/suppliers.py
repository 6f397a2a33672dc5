"""Suppliers: registered once for the centre, whoever registers them again gets the same one."""

from uuid import UUID

from services.finance.commands.sealing import sealed
from services.finance.domain.supplier import SUPPLIER, SupplierRegistered, tax_number
from services.finance.projections.supplier_card import find_by_digest
from shared.events.event import Sealed
from shared.kernel.command import Command
from shared.kernel.ids import new_id
from shared.privacy.personal import Personal
from shared.projection.projection import hash_key
from shared.store.answer import Answer
from shared.store.transaction import Transaction


class RegisterSupplier(Command):
    """Name and tax number (NIP, PESEL of a natural person, or a foreign number)."""

    name: Personal
    tax_number: Personal


class SupplierAnswer(Answer):
    """The supplier, new or known."""

    supplier_id: UUID


async def register_supplier(command: RegisterSupplier, tx: Transaction) -> SupplierAnswer:
    """Register a supplier; a tax number that is known gives the supplier it belongs to. Refused: `invalid_tax_number`."""
    number = tax_number(command.tax_number.get_secret_value())
    digest = tx.keys.digest("tax_number", number.encode()).hex()
    await tx.db.driver.execute("SELECT pg_advisory_xact_lock($1)", hash_key("tax_number", digest))
    known = await find_by_digest(tx.db, digest)
    if known is not None:
        return SupplierAnswer(supplier_id=known)
    supplier = new_id()
    registered = SupplierRegistered(
        supplier=supplier, name=sealed(command.name, "name"), tax_number=Sealed.of(number), digest=digest
    )
    tx.append(tx.create(SUPPLIER, supplier), [registered])
    return SupplierAnswer(supplier_id=supplier)
