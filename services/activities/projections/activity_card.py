"""Activity cards: what was planned, with the counts of places and sessions taken from their own read models."""

from datetime import date
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


class ActivitySummary(ActivityCard):
    """A card with its counts."""

    enrolled: int = Field(description="people who have a place")
    waiting: int = Field(description="people on the waiting list")
    sessions: int = Field(description="sessions that were not cancelled")
    first_on: date | None = Field(description="day of the first session that was not cancelled")


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
    )


ACTIVITY_CARD = Projection(TABLE, ActivityCard, key, evolve, of_one_stream=True)

SUMMARY = """
SELECT c.*, e.enrolled, e.waiting, s.sessions, s.first_on
FROM activity_card c,
     LATERAL (SELECT count(*) FILTER (WHERE NOT waits) AS enrolled, count(*) FILTER (WHERE waits) AS waiting
              FROM enrolment WHERE activity = c.activity) e,
     LATERAL (SELECT count(*) AS sessions, min(held_on) AS first_on
              FROM session_card WHERE activity = c.activity AND NOT cancelled) s
"""


async def summary(db: Connection, activity: UUID) -> ActivitySummary:
    """One card. Raises `NotFound` (`unknown_activity`)."""
    row = await db.driver.fetchrow(f"{SUMMARY} WHERE c.activity = $1", activity)
    if row is None:
        raise NotFound("unknown_activity", field="activity", rule="there is no such activity")
    return ActivitySummary.model_validate(dict(row))


async def summaries(db: Connection, project: str) -> list[ActivitySummary]:
    """All cards of a project, by the day of their first session; those without one last."""
    rows = await db.driver.fetch(f"{SUMMARY} WHERE c.project = $1 ORDER BY s.first_on NULLS LAST, c.title, c.activity", project)
    return [ActivitySummary.model_validate(dict(row)) for row in rows]
