"""Which entry stands for which other one; whoever asks for an old id gets the person it stands for."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Column, Table, Uuid

from services.recruitment.domain.person_events import PersonMerged, PersonUnmerged
from services.recruitment.projections.reading import METADATA
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.projection.projection import Projection
from shared.store.database import Connection

PERSON_MERGE = Table(
    "person_merge",
    METADATA,
    Column("person", Uuid, primary_key=True),
    Column("into_person", Uuid, nullable=False),
)


class MergeCard(View):
    """`person` stands for `into_person`, which may itself stand for another one."""

    person: UUID
    into_person: UUID


def key(event: Event, meta: Meta) -> tuple[UUID] | None:
    return (event.person,) if isinstance(event, PersonMerged | PersonUnmerged) else None


def evolve(row: MergeCard | None, event: Event, meta: Meta) -> MergeCard | None:
    match event:
        case PersonMerged():
            return MergeCard(person=event.person, into_person=event.into)
        case PersonUnmerged():
            return None
        case _:
            return row


MERGES = Projection(PERSON_MERGE, MergeCard, key, evolve, of_one_stream=True)

RESOLVE = """
WITH RECURSIVE way (asked, person, step) AS (
    SELECT p, p, 0 FROM unnest($1::uuid[]) p
    UNION ALL SELECT w.asked, m.into_person, w.step + 1 FROM way w JOIN person_merge m ON m.person = w.person
)
SELECT DISTINCT ON (asked) asked, person FROM way ORDER BY asked, step DESC
"""
MEMBERS = """
WITH RECURSIVE way (person, step) AS (
    SELECT $1::uuid, 0
    UNION ALL SELECT m.into_person, w.step + 1 FROM way w JOIN person_merge m ON m.person = w.person AND $2
), one (person, step) AS (
    (SELECT person, 0 FROM way ORDER BY step DESC LIMIT 1)
    UNION ALL SELECT m.person, o.step + 1 FROM one o JOIN person_merge m ON m.into_person = o.person
)
SELECT person FROM one ORDER BY step, person
"""
"""From an id up to the one it stands for, if that is asked, then down to all that stand for it."""


async def resolve_all(db: Connection, people: Collection[UUID]) -> dict[UUID, UUID]:
    """For each of these ids the person it stands for: itself, unless it was merged."""
    return {row["asked"]: row["person"] for row in await db.driver.fetch(RESOLVE, list(people))}


async def resolve(db: Connection, person: UUID) -> UUID:
    """The person this id stands for: itself, unless it was merged."""
    return (await resolve_all(db, [person]))[person]


TOGETHER = """
WITH RECURSIVE one (person) AS (
    SELECT unnest($1::uuid[]) UNION SELECT m.person FROM one o JOIN person_merge m ON m.into_person = o.person
)
SELECT person FROM one
"""


async def together_with(db: Connection, kept: Collection[UUID]) -> set[UUID]:
    """These ids and every id that stands for one of them."""
    return {row["person"] for row in await db.driver.fetch(TOGETHER, list(kept))}


async def members_of(db: Connection, kept: UUID) -> list[UUID]:
    """This id, then every id that stands for it."""
    return [row["person"] for row in await db.driver.fetch(MEMBERS, kept, False)]


async def ids_of(db: Connection, person: UUID) -> list[UUID]:
    """Every id of the same human being: the one all stand for first."""
    return [row["person"] for row in await db.driver.fetch(MEMBERS, person, True)]
