"""Attendance: what the list of each session says of each person as it stands now, and the roster made of it."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import Field
from sqlalchemy import Column, Numeric, Table, Text, Uuid

from services.activities.domain.hours import NO_HOURS
from services.activities.domain.session import AbsenceRecorded, AttendanceCorrected, AttendanceStatus, WorkshopAttended
from services.activities.projections import TABLES
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.projection.projection import Key, Projection
from shared.store.database import Connection

TABLE = Table(
    "attendance",
    TABLES,
    Column("session", Uuid, primary_key=True),
    Column("participant", Uuid, primary_key=True),
    Column("activity", Uuid, nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("hours", Numeric(6, 2), nullable=False),
    Column("recorded_by", Uuid),
)


class Attendance(View):
    """One line of a list; `recorded_by`: the account that said so last."""

    session: UUID
    participant: UUID
    activity: UUID
    status: AttendanceStatus
    hours: Decimal
    recorded_by: UUID | None = None


class OnTheList(View):
    """How many lines the list of a session has, and how many of them say that somebody was there."""

    recorded: int = 0
    present: int = 0


class RosterLine(View):
    """A person on the list of a session, with the attendance in the whole activity."""

    participant: UUID
    status: AttendanceStatus | None = Field(description="null: not recorded yet")
    hours: Decimal | None = Field(description="clock hours of support in this session; null: not recorded yet")
    recorded_by: UUID | None = Field(description="the account that recorded or corrected it last; null: not recorded yet")
    gone: bool = Field(description="on the day of the session no participant any more: presence would be refused")
    present: int = Field(description="sessions attended in this activity, late ones too")
    excused: int = Field(description="excused absences in this activity: not presence, but shown apart")
    planned: int = Field(description="sessions of this activity planned for the person, without cancelled ones")
    percent: Decimal | None = Field(description="present / planned × 100, two decimals, half-up; null: nothing planned")


def key(event: Event, meta: Meta) -> Key | None:
    match event:
        case WorkshopAttended() | AbsenceRecorded() | AttendanceCorrected():
            return (event.session, event.participant)
    return None


def evolve(row: Attendance | None, event: Event, meta: Meta) -> Attendance | None:
    match event:
        case WorkshopAttended() | AbsenceRecorded() | AttendanceCorrected():
            return Attendance(
                session=event.session,
                participant=event.participant,
                activity=event.activity,
                status=event.status,
                hours=NO_HOURS if isinstance(event, AbsenceRecorded) else event.hours,
                recorded_by=meta.actor,
            )
    return row


ATTENDANCE = Projection(TABLE, Attendance, key, evolve, of_one_stream=True)

ROSTER = """
WITH person AS (          -- who has a place, and who is on the list though the place was given back
    SELECT participant, since, entry FROM enrolment WHERE activity = $1 AND NOT waits
    UNION
    SELECT participant, NULL, NULL FROM attendance a WHERE session = $2
       AND NOT EXISTS (SELECT FROM enrolment e WHERE e.activity = $1 AND e.participant = a.participant AND NOT e.waits)
), planned AS (           -- sessions of the activity that are meant for the person: from the place on, or on the list
    SELECT p.participant, a.status
    FROM person p
    JOIN session_card s ON s.activity = $1 AND NOT s.cancelled
    LEFT JOIN attendance a ON a.session = s.session AND a.participant = p.participant
    WHERE a.status IS NOT NULL OR s.held_on >= p.since
), counted AS (
    SELECT participant, count(*) AS planned,
           count(*) FILTER (WHERE status IN ('present', 'late')) AS present,
           count(*) FILTER (WHERE status = 'excused') AS excused
    FROM planned GROUP BY participant
)
SELECT p.participant, here.status, here.hours, here.recorded_by,
       coalesce(k.ended_on < (SELECT held_on FROM session_card WHERE session = $2), NOT k.recruited, false) AS gone,
       coalesce(c.present, 0) AS present, coalesce(c.excused, 0) AS excused, coalesce(c.planned, 0) AS planned,
       round(100.0 * c.present / c.planned, 2) AS percent
FROM person p
LEFT JOIN counted c USING (participant)
LEFT JOIN known_participant k USING (participant)
LEFT JOIN attendance here ON here.session = $2 AND here.participant = p.participant
ORDER BY p.entry NULLS LAST, p.participant
"""
"""Attendance % = (present + late) / (sessions planned for the person − cancelled); excused is not presence (decision D36)."""


async def roster_lines(db: Connection, activity: UUID, session: UUID) -> list[RosterLine]:
    """Everybody on the list of a session, in the order of enrolment."""
    return [RosterLine.model_validate(dict(row)) for row in await db.driver.fetch(ROSTER, activity, session)]


COUNTED = """
SELECT session, count(*) AS recorded, count(*) FILTER (WHERE status IN ('present', 'late')) AS present
FROM attendance WHERE activity = $1 GROUP BY session
"""


async def on_the_lists(db: Connection, activity: UUID) -> dict[UUID, OnTheList]:
    """What the lists of an activity's sessions hold; a session without a list is left out."""
    rows = await db.driver.fetch(COUNTED, activity)
    return {row["session"]: OnTheList(recorded=row["recorded"], present=row["present"]) for row in rows}


async def days_attended(db: Connection, activity: UUID, participant: UUID) -> tuple[date, ...]:
    """The days on which somebody was present at a session of the activity, late ones too, first to last."""
    query = """
    SELECT s.held_on FROM attendance a JOIN session_card s USING (session)
    WHERE a.activity = $1 AND a.participant = $2 AND a.status IN ('present', 'late') ORDER BY s.held_on
    """
    return tuple(row["held_on"] for row in await db.driver.fetch(query, activity, participant))
