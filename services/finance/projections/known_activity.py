"""The activities finance has heard of; fed by the service of activities, so it may lag behind for a moment."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import Column, Table, Text, Uuid

from services.finance.projections import TABLES
from services.finance.reads import ActivityPlanned
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotFound
from shared.kernel.ids import Code
from shared.projection.projection import Projection
from shared.store.database import Connection

TABLE = Table(
    "known_activity",
    TABLES,
    Column("activity", Uuid, primary_key=True),
    Column("project", Text, nullable=False),
)


class KnownActivity(View):
    """Which project an activity belongs to."""

    activity: UUID
    project: Code


def key(event: Event, _: Meta) -> tuple[UUID] | None:
    return (event.activity,) if isinstance(event, ActivityPlanned) else None


def evolve(row: KnownActivity | None, event: Event, _: Meta) -> KnownActivity | None:
    match event:
        case ActivityPlanned():
            return KnownActivity(activity=event.activity, project=event.project)
    return row


KNOWN_ACTIVITY = Projection(TABLE, KnownActivity, key, evolve, of_one_stream=True)

MISSING = """
SELECT asked FROM unnest($1::uuid[]) asked
WHERE NOT EXISTS (SELECT FROM known_activity WHERE activity = asked AND project = $2) LIMIT 1
"""


async def all_known(db: Connection, project: Code, activities: Iterable[UUID]) -> bool:
    """Are all of them activities of this project, as far as finance has heard?"""
    return await db.driver.fetchval(MISSING, list(activities), project) is None


async def check_known(db: Connection, project: Code, activities: Mapping[str, UUID | None]) -> None:
    """Raises `NotFound` (`unknown_activity`) for a field that names no activity of this project."""
    asked = {field: activity for field, activity in activities.items() if activity is not None}
    missing: UUID | None = await db.driver.fetchval(MISSING, list(asked.values()), project)
    for field, activity in asked.items():
        if activity == missing:
            rule = "the project has no such activity"
            raise NotFound("unknown_activity", field=field, rule=rule, activity=str(activity))
