"""The notifications of each project in the order they were planned; each is about an application and names nobody."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from pydantic import Field
from sqlalchemy import Column, Date, DateTime, Index, Table, Text, Uuid, text

from services.notifications.domain.notification import NotificationPlanned, NotificationWithdrawn
from services.notifications.domain.telling import Channel, Decision, Template
from services.notifications.projections import TABLES
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotFound
from shared.projection.projection import Key, Projection
from shared.store.database import Connection

TABLE = Table(
    "notification",
    TABLES,
    Column("notification", Uuid, primary_key=True),
    Column("project", Text, nullable=False),
    Column("application", Uuid, nullable=False),
    Column("template", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("cause", Uuid, nullable=False),
    Column("happened_on", Date, nullable=False),
    Column("decision", Text),
    Column("answer_by", Date),
    Column("due", Date),
    Column("activity", Uuid),
    Column("session", Uuid),
    Column("planned_on", Date, nullable=False),
    Column("planned_at", DateTime(timezone=True), nullable=False),
    Column("withdrawn_on", Date),
    Index("notification_by_project", "project", "planned_at", "notification"),
    Index("notification_by_application", "application"),
    Index("notification_by_session", "session", "application", postgresql_where=text("session IS NOT NULL")),
)


class PlannedNotification(View):
    """A notification: about which application, what and by which way; dates are business dates."""

    notification: UUID
    project: str
    application: UUID
    template: Template
    channel: Channel
    cause: UUID = Field(description="the event that called for it, or the session of a reminder")
    happened_on: date = Field(description="day of what is told, such as the session's")
    decision: Decision | None = None
    answer_by: date | None = Field(default=None, description="last day to answer an offer")
    due: date | None = Field(default=None, description="last day to give data after leaving")
    activity: UUID | None = None
    session: UUID | None = None
    planned_on: date
    planned_at: datetime
    withdrawn_on: date | None = Field(default=None, description="day on which it became void: it is not to be sent")


def key(event: Event, _: Meta) -> Key | None:
    return (event.notification,) if isinstance(event, NotificationPlanned | NotificationWithdrawn) else None


def evolve(row: PlannedNotification | None, event: Event, meta: Meta) -> PlannedNotification | None:
    match event:
        case NotificationPlanned():
            facts = event.model_dump(exclude={"on"})
            return PlannedNotification(happened_on=event.on, planned_on=meta.effective_on, planned_at=meta.recorded_at, **facts)
        case NotificationWithdrawn() if row:
            return row.model_copy(update={"withdrawn_on": meta.effective_on})
    return row


NOTIFICATIONS = Projection(TABLE, PlannedNotification, key, evolve, of_one_stream=True)


async def find(db: Connection, notification: UUID) -> PlannedNotification:
    """One notification. Raises `NotFound` (`unknown_notification`)."""
    row = await db.driver.fetchrow("SELECT * FROM notification WHERE notification = $1", notification)
    if row is None:
        raise NotFound("unknown_notification", field="notification", rule="there is no such notification")
    return PlannedNotification.model_validate(dict(row))


STANDING = """
SELECT notification FROM notification WHERE application = ANY($1::uuid[]) AND withdrawn_on IS NULL ORDER BY notification::text
"""


async def standing(db: Connection, applications: Collection[UUID]) -> list[UUID]:
    """The notifications about these applications that were not withdrawn, in the order of their streams."""
    return [row["notification"] for row in await db.driver.fetch(STANDING, list(applications))]
