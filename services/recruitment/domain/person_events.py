"""What happens to a person of the registry: every text is sealed with the key of the person and the project."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from services.recruitment.domain.identity import Capacity, NoPesel
from services.recruitment.domain.words import Sex
from shared.events.event import Event, Private, Sealed
from shared.kernel.ids import Code

PERSON: dict[str, Any] = {"person": "8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11", "project": "gora-pomocy-3"}
OTHER = "2b7c9d10-4a3e-4d55-8c1f-7e6a5b4c3d2e"
TOKEN = "v1.c2VhbGVk"  # noqa: S105 - an example of a sealed text
EXAMPLE: dict[str, Any] = PERSON | {
    "capacity": "candidate",
    "given_name": TOKEN,
    "family_name": TOKEN,
    "pesel": TOKEN,
    "birth_date": TOKEN,
    "sex": "female",
}
SEALED = ("given_name", "family_name", "birth_date", "pesel", "document", "identity", "phone", "email", "address")
"""The sealed fields of an entry: the name each text goes by everywhere."""


class Entry(Event):
    """Somebody as a project knows them; `of`: the person a family member or guardian belongs to."""

    person: UUID
    project: Code
    capacity: Capacity
    of: UUID | None = None
    given_name: Sealed
    family_name: Sealed
    birth_date: Sealed | None = None
    """An ISO date."""
    sex: Private[Sex | None] = None
    pesel: Sealed | None = None
    no_pesel: Private[NoPesel | None] = None
    document: Sealed | None = None
    """JSON: kind, number, country."""
    identity: Sealed | None = None
    """How identity was documented."""
    phone: Sealed | None = None
    email: Sealed | None = None
    address: Sealed | None = None
    """JSON: street, house, flat, postal_code, town, country."""


class PersonRegistered(Entry, title="Wpisano osobę do rejestru", published=False):
    """Somebody is known to the centre from now on; where there is a PESEL number, sex and birth date come from it."""

    example: ClassVar[Mapping[str, Any]] = EXAMPLE


class PersonEnteredProject(Entry, title="Wpisano osobę w kolejnym projekcie", published=False):
    """The same human being in another project: all is sealed again, because each project keeps it for its own time."""

    example: ClassVar[Mapping[str, Any]] = EXAMPLE


class CapacityAdded(Event, title="Dopisano rolę osoby", published=False):
    """Somebody known in the project is there in one more capacity."""

    person: UUID
    project: Code
    capacity: Capacity
    of: UUID | None = None

    example: ClassVar[Mapping[str, Any]] = PERSON | {"capacity": "family_member", "of": OTHER}


class PersonCorrected(Event, title="Poprawiono dane osoby", published=False):
    """What a project knew wrongly is replaced; None: this part was right. A new number brings sex and birth date anew."""

    person: UUID
    project: Code
    given_name: Sealed | None = None
    family_name: Sealed | None = None
    birth_date: Sealed | None = None
    sex: Private[Sex | None] = None
    pesel: Sealed | None = None
    document: Sealed | None = None
    identity: Sealed | None = None
    phone: Sealed | None = None
    email: Sealed | None = None
    address: Sealed | None = None
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = PERSON | {"family_name": TOKEN, "reason": TOKEN}


class PersonMerged(Event, title="Połączono wpisy osoby", key="person"):
    """Two entries are one human being: `person` stands for `into` from now on. `project` keeps the reason."""

    person: UUID
    project: Code
    into: UUID
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = PERSON | {"into": OTHER, "reason": TOKEN}


class PersonUnmerged(Event, title="Rozłączono wpisy osoby", key="person"):
    """They are two after all: `person` stands for itself again."""

    person: UUID
    project: Code
    from_person: UUID
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = PERSON | {"from_person": OTHER, "reason": TOKEN}


class SubjectErased(Event, title="Usunięto dane osoby", key="person"):
    """The keys of a person in a project are destroyed: nothing of them opens any more, there or in a backup.

    `applications` are those of the person in the project; a participant's id is the application's.
    """

    person: UUID
    project: Code
    applications: tuple[UUID, ...]

    example: ClassVar[Mapping[str, Any]] = PERSON | {"applications": ["5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40"]}
