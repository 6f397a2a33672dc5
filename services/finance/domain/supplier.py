"""A supplier: who issues documents. A natural person is known here by a random id of the person registry alone.

A sole trader counts as a company: they trade under a public name and a NIP. Name and number of a company are sealed all the
same, because many hold a person's name, and the number is found by a digest.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import StringConstraints

from shared.events.decider import Decider
from shared.events.event import Event, Part, Private, Sealed
from shared.kernel.errors import Invalid

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""Keyed digest of a tax number, hex: equal numbers are found without being read."""
NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)


class SupplierRegistered(Event, title="Dostawca zarejestrowany", published=False):
    """A company or a sole trader is known as a supplier from now on.

    It names no project: documents of all projects name the supplier, and tax law, not the retention of one, says how long.
    """

    supplier: UUID
    name: Sealed
    tax_number: Sealed
    digest: Private[Digest]

    example: ClassVar[Mapping[str, Any]] = {
        "supplier": "0f5c9f53-1c55-4d4f-8f0d-5d0f6b1f2a03",
        "name": "v1.c2VhbGVk",
        "tax_number": "v1.c2VhbGVk",
        "digest": "0b54" * 16,
    }


class PersonSupplierRegistered(Event, title="Osoba fizyczna zarejestrowana jako dostawca", published=False):
    """A natural person is known as a supplier from now on; who they are, the person registry says."""

    supplier: UUID
    person: UUID

    example: ClassVar[Mapping[str, Any]] = {
        "supplier": "0f5c9f53-1c55-4d4f-8f0d-5d0f6b1f2a04",
        "person": "8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11",
    }


class Supplier(Part):
    """What decisions need: is it known?"""

    registered: bool = False


def evolve(supplier: Supplier, event: Event) -> Supplier:
    return Supplier(registered=True) if isinstance(event, SupplierRegistered | PersonSupplierRegistered) else supplier


SUPPLIER = Decider("supplier", Supplier(), evolve)
"""Stream `supplier:<id>`."""


def tax_number(text: str) -> str:
    """The number without blanks, dashes and a leading PL: a NIP or a number of another country (letters first).

    Raises `Invalid` (`natural_person_in_registry` for a PESEL number, `invalid_tax_number`), without the number.
    """
    plain = re.sub(r"[\s-]", "", text).upper().removeprefix("PL")
    if _is_pesel(plain):
        rule = "a natural person is registered in the person registry and named here by their id; a sole trader has a NIP"
        raise Invalid("natural_person_in_registry", field="tax_number", rule=rule)
    if _is_nip(plain) or re.fullmatch(r"[A-Z]{2}[A-Z0-9]{2,13}", plain):
        return plain
    raise Invalid("invalid_tax_number", field="tax_number", rule="a NIP with its check digit, or a foreign number")


def _is_nip(plain: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{10}", plain)) and _weighed(plain, NIP_WEIGHTS) % 11 == int(plain[9])


def _is_pesel(plain: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{11}", plain)) and (10 - _weighed(plain, PESEL_WEIGHTS) % 10) % 10 == int(plain[10])


def _weighed(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
