"""Activities as they were planned: what a reminder calls them and where they take place."""

from uuid import UUID

from sqlalchemy import Column, Table, Text, Uuid

from services.notifications.projections import TABLES
from services.notifications.reads import ActivityPlanned
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotYet
from shared.projection.projection import Key, Projection
from shared.store.database import Connection

TABLE = Table(
    "known_activity",
    TABLES,
    Column("activity", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("place", Text),
)


class KnownActivity(View):
    """An activity's title and place; None: the place is not known."""

    activity: UUID
    title: str
    place: str | None


def key(event: Event, _: Meta) -> Key | None:
    return (event.activity,) if isinstance(event, ActivityPlanned) else None


def evolve(row: KnownActivity | None, event: Event, _: Meta) -> KnownActivity | None:
    match event:
        case ActivityPlanned(activity=activity, title=title, place=place):
            return KnownActivity(activity=activity, title=title, place=place)
    return row


KNOWN_ACTIVITY = Projection(TABLE, KnownActivity, key, evolve, of_one_stream=True)


async def find(db: Connection, activity: UUID) -> KnownActivity:
    """One activity. Raises `NotYet` (`activity_not_known_yet`): the news of it may be behind."""
    row = await db.driver.fetchrow("SELECT * FROM known_activity WHERE activity = $1", activity)
    if row is None:
        raise NotYet("activity_not_known_yet", field="notification", rule="the news of the activity is on its way")
    return KnownActivity.model_validate(dict(row))
