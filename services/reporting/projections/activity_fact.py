"""Facts of activities: the title a report calls them by."""

from uuid import UUID

from sqlalchemy import Column, Table, Text, Uuid

from services.reporting.projections import TABLES, FactRow, fact_columns, key_of
from services.reporting.reads import ActivityPlanned
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.projection.projection import Projection

TABLE = Table(
    "activity_fact",
    TABLES,
    *fact_columns(),
    Column("activity", Uuid, nullable=False, index=True),
    Column("title", Text, nullable=False),
)


class ActivityFact(FactRow):
    """What was planned under which title."""

    activity: UUID
    title: str


def evolve(_: ActivityFact | None, event: Event, meta: Meta) -> ActivityFact | None:
    if not isinstance(event, ActivityPlanned):
        return None
    return ActivityFact(
        stream=meta.stream,
        sequence=meta.sequence,
        project=event.project,
        day=meta.effective_on,
        recorded_at=meta.recorded_at,
        activity=event.activity,
        title=event.title,
    )


ACTIVITY_FACT = Projection(TABLE, ActivityFact, key_of(ActivityPlanned), evolve, only_appends=True)
