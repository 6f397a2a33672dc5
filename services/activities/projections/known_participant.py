"""Participants as recruitment tells of them: who may be enrolled, and after which day support is no longer given."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Table, Text, Uuid

from services.activities.domain.activity import Standing
from services.activities.projections import TABLES
from services.activities.reads import ParticipantRecruited, ParticipationEnded, PlaceReleased
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.projection.projection import Key, Projection
from shared.store.database import Connection

TABLE = Table(
    "known_participant",
    TABLES,
    Column("participant", Uuid, primary_key=True),
    Column("project", Text, nullable=False),
    Column("recruited", Boolean, nullable=False),
    Column("ended_on", Date),
)


class KnownParticipant(View):
    """`recruited`: has a place. `ended_on`: the last day of support, once participation has ended."""

    participant: UUID
    project: str
    recruited: bool
    ended_on: date | None = None


def key(event: Event, meta: Meta) -> Key | None:
    match event:
        case ParticipantRecruited() | PlaceReleased() | ParticipationEnded():
            return (event.participant,)
    return None


def evolve(row: KnownParticipant | None, event: Event, meta: Meta) -> KnownParticipant | None:
    match event:
        case ParticipantRecruited(participant=who, project=project):
            return KnownParticipant(participant=who, project=project, recruited=True)
        case PlaceReleased(participant=who, project=project):
            ended_on = row.ended_on if row else None
            return KnownParticipant(participant=who, project=project, recruited=False, ended_on=ended_on)
        case ParticipationEnded(participant=who, project=project, on=on):
            return KnownParticipant(participant=who, project=project, recruited=row.recruited if row else False, ended_on=on)
    return row


KNOWN_PARTICIPANT = Projection(TABLE, KnownParticipant, key, evolve)

STANDINGS = """
SELECT participant, CASE WHEN ended_on IS NOT NULL THEN 'ended' WHEN recruited THEN 'recruited' ELSE 'not_recruited' END
FROM known_participant WHERE project = $1 AND participant = ANY($2::uuid[])
"""


async def standings(db: Connection, project: str, people: Iterable[UUID]) -> dict[UUID, Standing]:
    """What each of these people is to the project; who is not in the answer is nothing to it."""
    rows = await db.driver.fetch(STANDINGS, project, list(people))
    return {who: Standing(standing) for who, standing in rows}


async def all_known(db: Connection, people: Iterable[UUID]) -> bool:
    """Has recruitment told of each of these people, whatever it told?"""
    wanted = set(people)
    query = "SELECT count(*) FROM known_participant WHERE participant = ANY($1::uuid[])"
    return bool(await db.driver.fetchval(query, list(wanted)) == len(wanted))


async def ends(db: Connection, people: Iterable[UUID]) -> dict[UUID, date]:
    """The last day of those whose participation has ended."""
    query = "SELECT participant, ended_on FROM known_participant WHERE participant = ANY($1::uuid[]) AND ended_on IS NOT NULL"
    return dict(tuple(row) for row in await db.driver.fetch(query, list(people)))


async def gone(db: Connection, people: Iterable[UUID]) -> frozenset[UUID]:
    """Those who left their place although their participation has not ended."""
    query = (
        "SELECT participant FROM known_participant WHERE participant = ANY($1::uuid[]) AND NOT recruited AND ended_on IS NULL"
    )
    return frozenset(row["participant"] for row in await db.driver.fetch(query, list(people)))
