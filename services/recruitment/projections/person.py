"""The registry's index: sealed texts with the event each was sealed for, found by the keyed digest of the PESEL number."""

from uuid import UUID

from sqlalchemy import Column, Table, Text, Uuid

from services.recruitment.domain.person import PersonCorrected, PersonRegistered
from services.recruitment.domain.words import Sex
from services.recruitment.projections.reading import METADATA, first, rows
from shared.events.envelope import Meta
from shared.events.event import Event, Sealed
from shared.kernel.command import View
from shared.kernel.errors import NotFound, Refused
from shared.projection.projection import Projection
from shared.store.database import Connection

SEALED = ("given_name", "family_name", "pesel", "birth_date")
PERSON_CARD = Table(
    "person_card",
    METADATA,
    Column("person", Uuid, primary_key=True),
    Column("sex", Text, nullable=False),
    Column("pesel_digest", Text, nullable=False),
    *(Column(name, Text, nullable=False) for name in SEALED),
    *(Column(f"{name}_event", Uuid, nullable=False) for name in SEALED),
)
SET_RULES = {
    "one_person_per_pesel": Refused("pesel_belongs_to_another", field="pesel", rule="a PESEL number belongs to one person")
}


class PersonCard(View):
    """A person; every sealed text is a token that opens only together with the id of its event."""

    person: UUID
    sex: Sex
    pesel_digest: str
    given_name: str
    given_name_event: UUID
    family_name: str
    family_name_event: UUID
    pesel: str
    pesel_event: UUID
    birth_date: str
    birth_date_event: UUID


def key(event: Event, meta: Meta) -> tuple[UUID] | None:
    return (event.person,) if isinstance(event, PersonRegistered | PersonCorrected) else None


def evolve(row: PersonCard | None, event: Event, meta: Meta) -> PersonCard | None:
    match event:
        case PersonRegistered():
            plain = {"person": event.person, "sex": event.sex, "pesel_digest": event.pesel_digest}
            return PersonCard.model_validate(plain | _tokens(event, meta))
        case PersonCorrected() if row is not None:
            plain = {"sex": event.sex or row.sex, "pesel_digest": event.pesel_digest or row.pesel_digest}
            return row.model_copy(update=plain | _tokens(event, meta))
        case _:
            return row


def _tokens(event: Event, meta: Meta) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in SEALED:
        value: Sealed | None = getattr(event, name)
        if value is not None:
            found |= {name: value.token, f"{name}_event": meta.id}
    return found


PEOPLE = Projection(PERSON_CARD, PersonCard, key, evolve, of_one_stream=True)


async def find_person(db: Connection, person: UUID) -> PersonCard:
    """The person's card. Raises `NotFound` (`unknown_person`)."""
    found = await first(db, PersonCard, "SELECT * FROM person_card WHERE person = $1", person)
    if found is None:
        raise NotFound("unknown_person", field="person", rule="there is no such person in the registry")
    return found


async def find_people(db: Connection, people: list[UUID]) -> list[PersonCard]:
    """Those of the people that are in the registry."""
    return await rows(db, PersonCard, "SELECT * FROM person_card WHERE person = ANY($1::uuid[])", people)


async def find_by_digest(db: Connection, digest: str) -> PersonCard | None:
    """Whose PESEL number has this digest."""
    return await first(db, PersonCard, "SELECT * FROM person_card WHERE pesel_digest = $1", digest)
