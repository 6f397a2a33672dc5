"""The registry's cards, one a person and project: sealed texts, each with the event it was sealed for."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from pydantic import AwareDatetime
from sqlalchemy import Column, DateTime, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.recruitment.domain.identity import Capacity, NoPesel
from services.recruitment.domain.person_events import SEALED, CapacityAdded, Entry, PersonCorrected, SubjectErased
from services.recruitment.domain.words import Sex
from services.recruitment.projections.caseload import reach_of
from services.recruitment.projections.merge import ids_of, resolve, resolve_all
from services.recruitment.projections.reading import METADATA, rows
from shared.events.envelope import Meta
from shared.events.event import Event, Sealed
from shared.http.scope import person_out_of_scope
from shared.kernel.caseload import Caseload
from shared.kernel.command import View
from shared.kernel.errors import Forbidden, NotFound
from shared.kernel.ids import Code
from shared.privacy.ring import Owner
from shared.projection.projection import Projection
from shared.store.database import Connection
from shared.store.transaction import Who

__all__ = [
    "PEOPLE",
    "PersonCard",
    "find_names",
    "find_people",
    "find_person",
    "forget_person",
    "ids_of",
    "projects_of",
    "resolve",
]

NAMES = ("given_name", "family_name")
"""What the registry holds of everybody."""
PERSON_CARD = Table(
    "person_card",
    METADATA,
    Column("person", Uuid, primary_key=True),
    Column("project", Text, primary_key=True),
    Column("entered_at", DateTime(timezone=True), nullable=False),
    Column("capacities", JSONB, nullable=False),
    Column("sex", Text),
    Column("no_pesel", Text),
    *(Column(name, Text, nullable=name not in NAMES) for name in SEALED),
    *(Column(f"{name}_event", Uuid, nullable=name not in NAMES) for name in SEALED),
)


class As(View):
    """A capacity; `of`: whose family member or guardian."""

    capacity: Capacity
    of: UUID | None = None


class PersonCard(View):
    """A person as a project knows them; every sealed text is a token that opens only together with the id of its event."""

    person: UUID
    project: Code
    entered_at: AwareDatetime
    capacities: tuple[As, ...]
    sex: Sex | None = None
    no_pesel: NoPesel | None = None
    given_name: str
    given_name_event: UUID
    family_name: str
    family_name_event: UUID
    birth_date: str | None = None
    birth_date_event: UUID | None = None
    pesel: str | None = None
    pesel_event: UUID | None = None
    document: str | None = None
    document_event: UUID | None = None
    identity: str | None = None
    identity_event: UUID | None = None
    phone: str | None = None
    phone_event: UUID | None = None
    email: str | None = None
    email_event: UUID | None = None
    address: str | None = None
    address_event: UUID | None = None

    @property
    def owner(self) -> Owner:
        """Whose key opens the card."""
        return Owner(str(self.person), self.project)


class NameCard(NamedTuple):
    """A card without anything but the names."""

    person: UUID
    project: Code
    given_name: str
    given_name_event: UUID
    family_name: str
    family_name_event: UUID

    @property
    def owner(self) -> Owner:
        """Whose key opens the card."""
        return Owner(str(self.person), self.project)


def key(event: Event, meta: Meta) -> tuple[UUID, Code] | None:
    if isinstance(event, Entry | CapacityAdded | PersonCorrected | SubjectErased):
        return event.person, event.project
    return None


def evolve(row: PersonCard | None, event: Event, meta: Meta) -> PersonCard | None:
    match event:
        case Entry():
            return PersonCard.model_validate(_entered(event, meta) | _tokens(event, meta))
        case CapacityAdded() if row is not None:
            added = As(capacity=event.capacity, of=event.of)
            return row.model_copy(update={"capacities": (*row.capacities, added)})
        case PersonCorrected() if row is not None:
            return row.model_copy(update=_corrected(row, event) | _tokens(event, meta))
        case SubjectErased():
            return None
        case _:
            return row


def _entered(event: Entry, meta: Meta) -> dict[str, object]:
    return {
        "person": event.person,
        "project": event.project,
        "entered_at": meta.recorded_at,
        "capacities": (As(capacity=event.capacity, of=event.of),),
        "sex": event.sex,
        "no_pesel": event.no_pesel,
    }


def _corrected(row: PersonCard, event: PersonCorrected) -> dict[str, object]:
    """Who got a number needs no reason for having none."""
    return {"sex": event.sex or row.sex, "no_pesel": None if event.pesel else row.no_pesel}


def _tokens(event: Event, meta: Meta) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in SEALED:
        value: Sealed | None = getattr(event, name)
        if value is not None:
            found |= {name: value.token, f"{name}_event": meta.id}
    return found


PEOPLE = Projection(PERSON_CARD, PersonCard, key, evolve, of_one_stream=True)

CARDS = """
SELECT c.* FROM unnest($1::uuid[]) WITH ORDINALITY AS one (person, turn) JOIN person_card c USING (person)
ORDER BY one.turn, c.entered_at DESC, c.project
"""
ONE_A_PERSON = """
SELECT DISTINCT ON (c.person) c.* FROM person_card c WHERE c.person = ANY($1::uuid[])
ORDER BY c.person, c.entered_at DESC, c.project
"""


async def cards_of(db: Connection, person: UUID) -> list[PersonCard]:
    """Every live card of a human being: those of the kept entry first, the newest of each entry first."""
    return await rows(db, PersonCard, CARDS, await ids_of(db, person))


async def find_person(db: Connection, person: UUID, project: Code | None = None) -> PersonCard:
    """The card in a project, or the newest one; an id that was merged gives the person it stands for.

    Raises `NotFound` (`unknown_person`), also for somebody who was erased.
    """
    for card in await cards_of(db, person):
        if project in (None, card.project):
            return card
    raise NotFound("unknown_person", field="person", rule="there is no such person in the registry")


async def find_people(db: Connection, people: Collection[UUID]) -> list[PersonCard]:
    """One live card for each of the people that are in the registry; ids that were merged give the person they stand for.

    `resolve_all` says which id gave which person.
    """
    kept = set((await resolve_all(db, people)).values())
    found = await rows(db, PersonCard, ONE_A_PERSON, list(kept))
    alone = kept - {card.person for card in found}
    others = [cards[0] for person in sorted(alone) if (cards := await cards_of(db, person))]
    return found + others


NAMED = ", ".join(NameCard._fields)
NAMES_OF = f"""
SELECT DISTINCT ON (person) {NAMED} FROM person_card
WHERE person = ANY($1::uuid[]) AND ($2::text[] IS NULL OR project = ANY($2)) ORDER BY person, entered_at DESC, project
"""
NAMES_UNDER = f"""
WITH RECURSIVE one (human, person, step) AS (
    SELECT p, p, 0 FROM unnest($1::uuid[]) p
    UNION ALL SELECT o.human, m.person, o.step + 1 FROM one o JOIN person_merge m ON m.into_person = o.person
)
SELECT DISTINCT ON (o.human) {NAMED} FROM one o JOIN person_card c USING (person)
WHERE $2::text[] IS NULL OR c.project = ANY($2) ORDER BY o.human, o.step, person, c.entered_at DESC, c.project
"""
"""Of those whose own entry has no such card: the one that stands nearest to it."""
NAMES_IN = f"SELECT {NAMED} FROM person_card WHERE project = $1 AND person = ANY($2::uuid[])"


async def find_names(db: Connection, people: Collection[UUID], projects: Collection[Code] | None) -> list[NameCard]:
    """What `find_people` finds, but the names alone, for lists; only cards of these projects, unless None is given."""
    kept, scope = set((await resolve_all(db, people)).values()), None if projects is None else sorted(projects)
    found = [NameCard(*row) for row in await db.driver.fetch(NAMES_OF, list(kept), scope)]
    alone = kept - {card.person for card in found}
    others = await db.driver.fetch(NAMES_UNDER, list(alone), scope) if alone else []
    return found + [NameCard(*row) for row in others]


async def names_in(db: Connection, project: Code, people: Collection[UUID]) -> list[NameCard]:
    """The names of entries of a project, under their own ids."""
    return [NameCard(*row) for row in await db.driver.fetch(NAMES_IN, project, list(people))]


async def check_reach(db: Connection, who: Who, person: UUID, field: str) -> frozenset[Code] | None:
    """The projects in which this account reaches somebody, at least one that knows the person; None: all.

    Whoever is in no project at all is left to those who look for the person. Raises `Forbidden` (`project_out_of_scope`,
    `person_out_of_scope`).
    """
    reach = await reach_of(db, who, person)
    if reach is None:
        return None
    known = await projects_of(db, person)
    if known and reach.isdisjoint(known):
        raise out_of_reach(who, known, field)
    return reach


def out_of_reach(who: Who, known: Collection[Code], field: str) -> Forbidden:
    """The refusal for somebody whom these projects know."""
    if who.caseload is not Caseload.EVERYBODY and (who.projects is None or not who.projects.isdisjoint(known)):
        return person_out_of_scope(field)
    rule = "the person is known in projects that the account is not assigned to"
    return Forbidden("project_out_of_scope", field=field, rule=rule)


async def reaches(db: Connection, who: Who, person: UUID) -> bool:
    """Does this account reach the person in a project that knows them?"""
    reach = await reach_of(db, who, person)
    return reach is None or not reach.isdisjoint(await projects_of(db, person))


async def projects_of(db: Connection, person: UUID) -> list[Code]:
    """Projects that know the person and have not erased them, by code."""
    return sorted({card.project for card in await cards_of(db, person)})


VERSION = "SELECT coalesce(sum(version), 0) FROM stream WHERE stream_id = ANY($1::text[])"


async def version_of(db: Connection, ids: Collection[UUID]) -> int:
    """The version of a human being: it grows with every event of any entry; ids as `ids_of` gives them."""
    return int(await db.driver.fetchval(VERSION, [f"person:{one}" for one in ids]))


FORGET = """
WITH digests AS (DELETE FROM person_digest WHERE person = $1 AND project = $2)
DELETE FROM person_card WHERE person = $1 AND project = $2
"""


async def forget_person(db: Connection, person: UUID, project: Code) -> None:
    """Remove the card and what the person is found by in a project; for the transaction that destroys the keys.

    Merged ids are entries of their own, each with its own key: `ids_of` names them.
    """
    await db.driver.execute(FORGET, person, project)
