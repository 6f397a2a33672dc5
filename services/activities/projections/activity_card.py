"""Activity cards: what was planned, with the counts of places and sessions taken from their own read models."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import Field
from sqlalchemy import Boolean, Column, Integer, Table, Text, Uuid

from services.activities.domain.activity import ActivityForm, ActivityPlanned, ServiceClass
from services.activities.projections import TABLES
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotFound
from shared.projection.projection import Key, Projection
from shared.store.database import Connection

TABLE = Table(
    "activity_card",
    TABLES,
    Column("activity", Uuid, primary_key=True),
    Column("project", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("service_class", Text, nullable=False),
    Column("capacity", Integer),
    Column("families", Boolean, nullable=False),
    Column("place", Text),
    Column("leader", Uuid),
)


class ActivityCard(View):
    """What was planned."""

    activity: UUID
    project: str
    title: str
    form: ActivityForm
    service_class: ServiceClass
    capacity: int | None = Field(description="places; null: not limited")
    families: bool
    place: str | None
    leader: UUID | None = Field(description="the account of who leads it; null: not known")


class ActivitySummary(ActivityCard):
    """A card with its counts."""

    enrolled: int = Field(description="people who have a place")
    waiting: int = Field(description="people on the waiting list")
    sessions: int = Field(description="sessions that were not cancelled")
    hours: Decimal = Field(description="clock hours planned in those sessions together")
    first_on: date | None = Field(description="day of the first session that was not cancelled")
    last_on: date | None = Field(description="day of the last session that was not cancelled")
    next_on: date | None = Field(description="day of the next session, today or later")
    unrecorded: int = Field(description="sessions up to today without an attendance list")


def key(event: Event, meta: Meta) -> Key | None:
    return (event.activity,) if isinstance(event, ActivityPlanned) else None


def evolve(row: ActivityCard | None, event: Event, meta: Meta) -> ActivityCard | None:
    if not isinstance(event, ActivityPlanned):
        return row
    return ActivityCard(
        activity=event.activity,
        project=event.project,
        title=event.title,
        form=event.form,
        service_class=event.service_class,
        capacity=event.capacity,
        families=event.families,
        place=event.place,
        leader=event.leader,
    )


ACTIVITY_CARD = Projection(TABLE, ActivityCard, key, evolve, of_one_stream=True)

SUMMARY = """
SELECT c.*, e.enrolled, e.waiting, s.*
FROM activity_card c,
     LATERAL (SELECT count(*) FILTER (WHERE NOT waits) AS enrolled, count(*) FILTER (WHERE waits) AS waiting
              FROM enrolment WHERE activity = c.activity) e,
     LATERAL (SELECT count(*) AS sessions, coalesce(sum(hours), 0.00) AS hours,
                     min(held_on) AS first_on, max(held_on) AS last_on, min(held_on) FILTER (WHERE held_on >= $2) AS next_on,
                     count(*) FILTER (WHERE held_on <= $2 AND NOT EXISTS
                         (SELECT FROM attendance WHERE session = session_card.session)) AS unrecorded
              FROM session_card WHERE activity = c.activity AND NOT cancelled) s
"""
"""$2: today."""
UPCOMING_FIRST = "s.next_on NULLS LAST, s.sessions > 0, s.last_on DESC, c.title, c.activity"


async def summary(db: Connection, activity: UUID, today: date) -> ActivitySummary:
    """One card, as it is today. Raises `NotFound` (`unknown_activity`)."""
    row = await db.driver.fetchrow(f"{SUMMARY} WHERE c.activity = $1", activity, today)
    if row is None:
        raise NotFound("unknown_activity", field="activity", rule="there is no such activity")
    return ActivitySummary.model_validate(dict(row))


async def summaries(db: Connection, project: str, today: date) -> list[ActivitySummary]:
    """All cards of a project: by their next session, then those without sessions, then what is over, the latest first."""
    rows = await db.driver.fetch(f"{SUMMARY} WHERE c.project = $1 ORDER BY {UPCOMING_FIRST}", project, today)
    return [ActivitySummary.model_validate(dict(row)) for row in rows]
