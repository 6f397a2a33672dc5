"""Enrolments: who has a place in an activity and who waits for one; the waiting list's places are counted, never stored."""

from datetime import date
from uuid import UUID

from pydantic import Field
from sqlalchemy import BigInteger, Boolean, Column, Date, Table, Uuid

from services.activities.domain.activity import EnrolmentCancelled, ParticipantEnrolled, ParticipantPlacedOnWaitingList
from services.activities.projections import TABLES
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.projection.projection import Key, Projection
from shared.store.database import Connection

TABLE = Table(
    "enrolment",
    TABLES,
    Column("activity", Uuid, primary_key=True),
    Column("participant", Uuid, primary_key=True),
    Column("waits", Boolean, nullable=False),
    Column("since", Date, nullable=False),
    Column("entry", BigInteger, nullable=False),
)


class Enrolment(View):
    """`since`: the business date of the place, or of waiting. `entry`: its number in the activity's stream."""

    activity: UUID
    participant: UUID
    waits: bool
    since: date
    entry: int


class Enrolled(View):
    """Somebody who has a place."""

    participant: UUID
    since: date


class Waiting(View):
    """Somebody who waits."""

    place: int = Field(description="1 is next")
    participant: UUID
    since: date


def key(event: Event, meta: Meta) -> Key | None:
    match event:
        case ParticipantEnrolled() | ParticipantPlacedOnWaitingList() | EnrolmentCancelled():
            return (event.activity, event.participant)
    return None


def evolve(row: Enrolment | None, event: Event, meta: Meta) -> Enrolment | None:
    match event:
        case ParticipantEnrolled() | ParticipantPlacedOnWaitingList():
            return Enrolment(
                activity=event.activity,
                participant=event.participant,
                waits=isinstance(event, ParticipantPlacedOnWaitingList),
                since=meta.effective_on,
                entry=meta.sequence,
            )
        case EnrolmentCancelled():
            return None
    return row


ENROLMENT = Projection(TABLE, Enrolment, key, evolve, of_one_stream=True)


async def enrolled(db: Connection, activity: UUID) -> list[Enrolled]:
    """Who has a place, in the order they got it."""
    query = "SELECT participant, since FROM enrolment WHERE activity = $1 AND NOT waits ORDER BY entry"
    return [Enrolled.model_validate(dict(row)) for row in await db.driver.fetch(query, activity)]


async def waiting(db: Connection, activity: UUID) -> list[Waiting]:
    """Who waits, first comes first."""
    query = """
    SELECT row_number() OVER (ORDER BY entry) AS place, participant, since
    FROM enrolment WHERE activity = $1 AND waits ORDER BY entry
    """
    return [Waiting.model_validate(dict(row)) for row in await db.driver.fetch(query, activity)]
