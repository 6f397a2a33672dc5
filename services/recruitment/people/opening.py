"""Opening cards: people in clear, for one look; nothing of it is stored or logged."""

import json
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.recruitment.domain.identity import DocumentKind, NoPesel
from services.recruitment.domain.person_events import SEALED
from services.recruitment.domain.words import Sex
from services.recruitment.people.texts import Texts
from services.recruitment.projections.person import As, NameCard, PersonCard, find_person
from shared.kernel.command import View
from shared.kernel.errors import Refused
from shared.kernel.ids import Code
from shared.privacy.keys import Keys
from shared.privacy.ring import Owner, Ring
from shared.store.transaction import Transaction


class OpenedDocument(View):
    """What identifies somebody."""

    kind: DocumentKind
    number: str
    country: str


class OpenedAddress(View):
    """Where letters go."""

    street: str | None = None
    house: str
    flat: str | None = None
    postal_code: str
    town: str
    country: str


class OpenedName(View):
    """Whom an id stands for."""

    person: UUID
    given_name: str
    family_name: str


class OpenedPerson(OpenedName):
    """A person in clear as one project knows them; None: not known, or not needed."""

    project: Code
    capacities: tuple[As, ...]
    birth_date: date | None = None
    sex: Sex | None = None
    pesel: str | None = None
    no_pesel: NoPesel | None = None
    document: OpenedDocument | None = None
    identity: str | None = None
    phone: str | None = None
    email: str | None = None
    address: OpenedAddress | None = None


async def open_person(card: PersonCard, keys: Keys) -> OpenedPerson:
    """A person in clear. Raises `CannotOpen`, `KeyUnavailable`."""
    return (await open_people([card], keys))[0]


async def open_people(cards: Sequence[PersonCard], keys: Keys) -> list[OpenedPerson]:
    """Everything on these cards, their keys fetched at once. Raises `CannotOpen`, `KeyUnavailable`."""
    return [_person(card, texts) for card, texts in zip(cards, await open_texts(cards, keys), strict=True)]


async def open_names(cards: Sequence[NameCard | PersonCard], keys: Keys) -> list[OpenedName]:
    """The names alone, for lists and searches. Raises `CannotOpen`, `KeyUnavailable`."""
    owners = [card.owner for card in cards]
    ring = await keys.for_opening(set(owners))
    return [_name(card, owner, ring) for card, owner in zip(cards, owners, strict=True)]


def _name(card: NameCard | PersonCard, owner: Owner, ring: Ring) -> OpenedName:
    return OpenedName(
        person=card.person,
        given_name=ring.open(card.given_name, owner, "given_name", card.given_name_event),
        family_name=ring.open(card.family_name, owner, "family_name", card.family_name_event),
    )


async def open_texts(cards: Sequence[PersonCard], keys: Keys, fields: Sequence[str] = SEALED) -> list[Texts]:
    """The texts of these fields, card by card. Raises `CannotOpen`, `KeyUnavailable`."""
    ring = await keys.for_opening({card.owner for card in cards})
    return [_texts(card, ring, fields) for card in cards]


def _texts(card: PersonCard, ring: Ring, fields: Sequence[str]) -> Texts:
    owner, found = card.owner, {}
    for field in fields:
        token = getattr(card, field)
        if token is not None:
            found[field] = ring.open(token, owner, field, getattr(card, f"{field}_event"))
    return found


def _person(card: PersonCard, texts: Texts) -> OpenedPerson:
    parts = {name: json.loads(texts[name]) for name in ("document", "address") if name in texts}
    plain = {name: getattr(card, name) for name in ("person", "project", "capacities", "sex", "no_pesel")}
    return OpenedPerson.model_validate({**texts, **parts, **plain})


async def birth_date(tx: Transaction, person: UUID, project: Code | None = None) -> date:
    """The birth date, for working out an age.

    Raises `NotFound` (`unknown_person`), `Refused` (`birth_date_unknown`).
    """
    card = await find_person(tx.db, person, project)
    (texts,) = await open_texts([card], tx.keys, ("birth_date",))
    if "birth_date" not in texts:
        rule = "an age is worked out from a birth date, and the registry has none: correct the person first"
        raise Refused("birth_date_unknown", field="person", rule=rule)
    return date.fromisoformat(texts["birth_date"])
