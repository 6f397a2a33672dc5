"""Session cards: day, hours and family members; a cancelled session keeps its card and counts nowhere."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import Field
from sqlalchemy import Boolean, Column, Date, Integer, Numeric, Table, Text, Uuid

from services.activities.domain.session import FamilyAccompanied, SessionCancelled, SessionScheduled
from services.activities.projections import TABLES
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotFound
from shared.projection.projection import Key, Projection
from shared.store.database import Connection

TABLE = Table(
    "session_card",
    TABLES,
    Column("session", Uuid, primary_key=True),
    Column("activity", Uuid, nullable=False, index=True),
    Column("project", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("hours", Numeric(6, 2), nullable=False),
    Column("assumption", Text),
    Column("cancelled", Boolean, nullable=False),
    Column("adults", Integer, nullable=False),
    Column("children", Integer, nullable=False),
)


class SessionCard(View):
    """One meeting."""

    session: UUID
    activity: UUID
    project: str
    held_on: date
    hours: Decimal = Field(description="clock hours planned")
    assumption: str | None
    cancelled: bool = False
    adults: int = Field(default=0, description="adult family members who came along")
    children: int = Field(default=0, description="children of the families who came along")


def key(event: Event, meta: Meta) -> Key | None:
    match event:
        case SessionScheduled() | SessionCancelled() | FamilyAccompanied():
            return (event.session,)
    return None


def evolve(row: SessionCard | None, event: Event, meta: Meta) -> SessionCard | None:
    match event:
        case SessionScheduled():
            return SessionCard(
                session=event.session,
                activity=event.activity,
                project=event.project,
                held_on=event.on,
                hours=event.hours,
                assumption=event.assumption,
            )
        case SessionCancelled() if row:
            return row.model_copy(update={"cancelled": True})
        case FamilyAccompanied(adults=adults, children=children) if row:
            return row.model_copy(update={"adults": adults, "children": children})
    return row


SESSION_CARD = Projection(TABLE, SessionCard, key, evolve, of_one_stream=True)


async def card(db: Connection, session: UUID) -> SessionCard:
    """One card. Raises `NotFound` (`unknown_session`)."""
    row = await db.driver.fetchrow("SELECT * FROM session_card WHERE session = $1", session)
    if row is None:
        raise NotFound("unknown_session", field="session", rule="there is no such session")
    return SessionCard.model_validate(dict(row))


async def cards(db: Connection, activity: UUID) -> list[SessionCard]:
    """The sessions of an activity by day, cancelled ones too."""
    rows = await db.driver.fetch("SELECT * FROM session_card WHERE activity = $1 ORDER BY held_on, session", activity)
    return [SessionCard.model_validate(dict(row)) for row in rows]


class UnrecordedSession(View):
    """A session that took place and has no attendance list."""

    session: UUID
    activity: UUID
    project: str
    title: str
    on: date
    days: int = Field(description="since it took place; 0: it is today")


UNRECORDED = """
SELECT s.session, s.activity, s.project, c.title, s.held_on AS "on", $1::date - s.held_on AS days
FROM session_card s JOIN activity_card c USING (activity)
WHERE s.held_on <= $1 AND NOT s.cancelled AND ($2::text[] IS NULL OR s.project = ANY($2))
  AND NOT EXISTS (SELECT FROM attendance a WHERE a.session = s.session)
  AND EXISTS (SELECT FROM enrolment e WHERE e.activity = s.activity AND NOT e.waits AND e.since <= s.held_on)
ORDER BY s.held_on, s.session LIMIT $3
"""
"""A session that nobody had a place in needs no list."""


async def unrecorded(db: Connection, today: date, projects: list[str] | None, limit: int) -> list[UnrecordedSession]:
    """Sessions up to today whose attendance nobody has recorded, the oldest first."""
    found = await db.driver.fetch(UNRECORDED, today, projects, limit)
    return [UnrecordedSession.model_validate(dict(row)) for row in found]
