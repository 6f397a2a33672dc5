"""The notifications of each project in the order they were planned."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlalchemy import Column, Date, DateTime, MetaData, Table, Text, Uuid, select, tuple_

from services.notifications.domain.notification import Channel, NotificationPlanned, Template
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.http.operations import Looking
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.projection.projection import Projection

TABLE = Table(
    "notification",
    MetaData(),
    Column("notification", Uuid, primary_key=True),
    Column("project", Text, nullable=False),
    Column("application", Uuid, nullable=False),
    Column("template", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("planned_on", Date, nullable=False),
    Column("planned_at", DateTime(timezone=True), nullable=False),
)


class PlannedNotification(View):
    """A notification: about which application, what and by which way; `planned_on` is a business date."""

    notification: UUID
    project: Code
    application: UUID
    template: Template
    channel: Channel
    planned_on: date
    planned_at: datetime


class Notifications(View):
    """A page of notifications; `next` is the cursor of the following page, None on the last."""

    items: list[PlannedNotification]
    next: UUID | None


def key(event: Event, _: Meta) -> tuple[UUID] | None:
    return (event.notification,) if isinstance(event, NotificationPlanned) else None


def evolve(row: PlannedNotification | None, event: Event, meta: Meta) -> PlannedNotification | None:
    match event:
        case NotificationPlanned():
            return PlannedNotification(
                notification=event.notification,
                project=event.project,
                application=event.application,
                template=event.template,
                channel=event.channel,
                planned_on=meta.effective_on,
                planned_at=meta.recorded_at,
            )
    return row


NOTIFICATIONS = Projection(TABLE, PlannedNotification, key, evolve, of_one_stream=True)


async def notifications(
    project: Code,
    look: Looking,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> Notifications:
    """The notifications of a project, first planned first."""
    moment = tuple_(TABLE.c.planned_at, TABLE.c.notification)  # of two at once the id decides: no page repeats one
    query = select(TABLE).where(TABLE.c.project == project).order_by(moment).limit(limit + 1)
    if cursor is not None:
        last = select(TABLE.c.planned_at, TABLE.c.notification).where(TABLE.c.notification == cursor)
        query = query.where(moment > last.scalar_subquery())
    rows = await look.db.rows(query)
    items = [PlannedNotification.model_validate(dict(row)) for row in rows]
    return Notifications(items=items[:limit], next=items[limit - 1].notification if len(items) > limit else None)
