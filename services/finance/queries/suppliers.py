"""The suppliers: companies are opened for this one look, the names of natural persons are asked of the person registry."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from services.finance.projections import supplier_card
from services.finance.projections.supplier_card import SupplierCard
from shared.http.operations import Look, Looking
from shared.kernel.command import Command, View
from shared.kernel.errors import Forbidden, NotYet

AT_ONCE = 1000
"""As many names recruitment gives in one answer."""
PURPOSE = "settlement"
"""Why the names are read, as recruitment's access log keeps it."""


class Supplier(View):
    """A company with its tax number, or a natural person; `name` is null for who may not read it, or while it is away."""

    supplier: UUID
    person: UUID | None
    name: str | None
    tax_number: str | None


class Suppliers(View):
    """The suppliers of the centre, by name; those whose name is not shown come last."""

    items: list[Supplier]


class _Asked(Command):
    people: list[UUID]
    purpose: str


class _Name(View):
    person: UUID
    given_name: str
    family_name: str


class _Names(View):
    items: list[_Name]


async def suppliers(look: Looking) -> Suppliers:
    """The suppliers with names and tax numbers, by name; natural persons with their names for who may read them."""
    cards = await supplier_card.all_suppliers(look.db)
    names = await _names(look, [card.person for card in cards if card.person is not None])
    found = [*await _companies(look, cards), *_people(cards, names)]
    return Suppliers(items=sorted(found, key=lambda one: (one.name is None, (one.name or "").casefold(), str(one.supplier))))


async def _companies(look: Look, cards: Sequence[SupplierCard]) -> list[Supplier]:
    opened = await supplier_card.opened(cards, look.keys)
    return [Supplier(supplier=one.supplier, person=None, name=one.name, tax_number=one.tax_number) for one in opened]


def _people(cards: Sequence[SupplierCard], names: Mapping[UUID, str]) -> Iterator[Supplier]:
    for card in cards:
        if card.person is not None:
            yield Supplier(supplier=card.supplier, person=card.person, name=names.get(card.person), tax_number=None)


async def _names(look: Look, people: Sequence[UUID]) -> Mapping[UUID, str]:
    """Whom the ids stand for; nobody where recruitment refuses this caller or does not answer."""
    found: dict[UUID, str] = {}
    try:
        for first in range(0, len(people), AT_ONCE):
            asked = _Asked(people=list(people[first : first + AT_ONCE]), purpose=PURPOSE)
            told = await look.search("recruitment", "persons", asked, _Names)
            found |= {one.person: f"{one.given_name} {one.family_name}" for one in told.items}
    except (Forbidden, NotYet):
        return {}
    return found
