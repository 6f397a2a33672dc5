"""What staff ask notifications; people are random ids here, names and addresses are recruitment's to open."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field
from sqlalchemy import Select, select, tuple_

from services.notifications import texts
from services.notifications.domain.telling import Channel, Template
from services.notifications.projections import known_activity, known_project
from services.notifications.projections import notifications as planned
from services.notifications.projections.known_application import TABLE as APPLICATIONS
from services.notifications.projections.notifications import TABLE, PlannedNotification
from shared.http.operations import Looking
from shared.http.scope import check_scope
from shared.kernel.command import View
from shared.kernel.ids import Code


class ListedNotification(PlannedNotification):
    """A notification and whose application it is about."""

    person: UUID | None = Field(description="random id in recruitment's registry; null: not known here yet")


class Notifications(View):
    """A page of notifications; `next` is the cursor of the following page, null on the last."""

    items: list[ListedNotification]
    next: UUID | None


class NotificationText(View):
    """The words of a notification."""

    notification: UUID
    project: str
    application: UUID
    template: Template
    channel: Channel
    subject: str
    text: str = Field(description="with a placeholder for the addressee's name, which is fetched when it is sent")
    withdrawn: bool = Field(description="true: what it tells is no longer so, it is not to be sent")


async def notifications(
    project: Code,
    look: Looking,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
    template: Annotated[Template | None, Query(description="only this one")] = None,
    application: Annotated[UUID | None, Query(description="only about this application")] = None,
) -> Notifications:
    """The notifications of a project, first planned first; withdrawn ones too."""
    check_scope(look.who, project)
    query = _page(project, cursor, limit)
    if template is not None:
        query = query.where(TABLE.c.template == template.value)
    if application is not None:
        query = query.where(TABLE.c.application == application)
    items = [ListedNotification.model_validate(dict(row)) for row in await look.db.rows(query)]
    return Notifications(items=items[:limit], next=items[limit - 1].notification if len(items) > limit else None)


async def notification_text(notification: UUID, look: Looking) -> NotificationText:
    """What a notification says, in Polish. Refused: `unknown_notification`."""
    told = await planned.find(look.db, notification)
    check_scope(look.who, told.project)
    project = await known_project.find(look.db, told.project)
    activity = await known_activity.find(look.db, told.activity) if told.activity else None
    subject, text = texts.text_of(told, project, activity)
    return NotificationText(
        **told.model_dump(include={"notification", "project", "application", "template", "channel"}),
        subject=subject,
        text=text,
        withdrawn=told.withdrawn_on is not None,
    )


def _page(project: str, cursor: UUID | None, limit: int) -> Select[tuple[object, ...]]:
    """One row more than the page, to see whether another follows."""
    moment = tuple_(TABLE.c.planned_at, TABLE.c.notification)  # of two at once the id decides: no page repeats one
    whose = TABLE.outerjoin(APPLICATIONS, APPLICATIONS.c.application == TABLE.c.application)
    query = select(TABLE, APPLICATIONS.c.person).select_from(whose).where(TABLE.c.project == project)
    if cursor is not None:
        last = select(TABLE.c.planned_at, TABLE.c.notification).where(TABLE.c.notification == cursor)
        query = query.where(moment > last.scalar_subquery())
    return query.order_by(moment).limit(limit + 1)
