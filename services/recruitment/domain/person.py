"""A person of the registry: names and PESEL are sealed, the number is found by its keyed digest, corrections say why."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import StringConstraints

from services.recruitment.domain.words import Sex
from shared.events.decider import Decider
from shared.events.event import Event, Part, Private, Sealed
from shared.kernel.errors import Invalid

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""Keyed digest of a PESEL number, hex: equal numbers are found without being read."""


class PersonRegistered(Event, title="Wpisano osobę do rejestru", published=False):
    """Somebody is known to the centre from now on; sex and birth date come from the PESEL number."""

    person: UUID
    given_name: Sealed
    family_name: Sealed
    pesel: Sealed
    birth_date: Sealed
    """An ISO date."""
    sex: Private[Sex]
    pesel_digest: Private[Digest]

    example: ClassVar[Mapping[str, Any]] = {
        "person": "8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11",
        "given_name": "v1.i1.c2VhbGVk",
        "family_name": "v1.i1.c2VhbGVk",
        "pesel": "v1.i1.c2VhbGVk",
        "birth_date": "v1.i1.c2VhbGVk",
        "sex": "female",
        "pesel_digest": "0b54" * 16,
    }


class PersonCorrected(Event, title="Poprawiono dane osoby", published=False):
    """What was written wrongly is replaced; None: this part was right. A new number brings sex and birth date anew."""

    person: UUID
    given_name: Sealed | None = None
    family_name: Sealed | None = None
    pesel: Sealed | None = None
    birth_date: Sealed | None = None
    sex: Private[Sex | None] = None
    pesel_digest: Private[Digest | None] = None
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = {
        "person": "8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11",
        "family_name": "v1.i1.c2VhbGVk",
        "reason": "v1.i1.c2VhbGVk",
    }


class Person(Part):
    """What decisions about a person need."""

    sex: Sex | None = None
    pesel_digest: str = ""


def evolve(person: Person, event: Event) -> Person:
    match event:
        case PersonRegistered():
            return Person(sex=event.sex, pesel_digest=event.pesel_digest)
        case PersonCorrected():
            return Person(sex=event.sex or person.sex, pesel_digest=event.pesel_digest or person.pesel_digest)
        case _:
            return person


PERSON = Decider("person", Person(), evolve)


def correct(person: Person, correction: PersonCorrected) -> list[Event]:
    """Take a correction in. A number equal to the known one corrects nothing.

    Raises `Invalid` (`nothing_to_correct`).
    """
    if correction.pesel_digest == person.pesel_digest:
        same = {"pesel": None, "birth_date": None, "sex": None, "pesel_digest": None}
        correction = correction.model_copy(update=same)
    if not (correction.given_name or correction.family_name or correction.pesel):
        rule = "a correction gives a given name, a family name or a PESEL number that differs"
        raise Invalid("nothing_to_correct", rule=rule)
    return [correction]
