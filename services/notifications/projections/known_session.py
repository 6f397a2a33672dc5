"""Sessions as they were scheduled: the day of each, and whether it was called off."""

from datetime import date
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Index, Table, Text, Uuid, text

from services.notifications.projections import TABLES
from services.notifications.reads import SessionCancelled, SessionScheduled
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.projection.projection import Key, Projection

TABLE = Table(
    "known_session",
    TABLES,
    Column("session", Uuid, primary_key=True),
    Column("project", Text, nullable=False),
    Column("activity", Uuid, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Index("known_session_to_come", "held_on", postgresql_where=text("NOT cancelled")),
)


class KnownSession(View):
    """One meeting of an activity."""

    session: UUID
    project: str
    activity: UUID
    held_on: date
    cancelled: bool = False


def key(event: Event, _: Meta) -> Key | None:
    return (event.session,) if isinstance(event, SessionScheduled | SessionCancelled) else None


def evolve(row: KnownSession | None, event: Event, _: Meta) -> KnownSession | None:
    match event:
        case SessionScheduled(session=session, project=project, activity=activity, on=on):
            return KnownSession(session=session, project=project, activity=activity, held_on=on)
        case SessionCancelled() if row:
            return row.model_copy(update={"cancelled": True})
    return row


KNOWN_SESSION = Projection(TABLE, KnownSession, key, evolve, of_one_stream=True)
