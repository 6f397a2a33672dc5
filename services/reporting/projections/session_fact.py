"""Facts of sessions: day and clock hours of each meeting, as scheduled; whether it took place is told by who attended."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import Column, Numeric, Table, Uuid

from services.reporting.projections import TABLES, FactRow, fact_columns, key_of
from services.reporting.reads import SessionScheduled
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.projection.projection import Projection

TABLE = Table(
    "session_fact",
    TABLES,
    *fact_columns(),
    Column("session", Uuid, nullable=False, index=True),
    Column("activity", Uuid, nullable=False),
    Column("hours", Numeric(6, 2), nullable=False),
)


class SessionFact(FactRow):
    """A meeting of an activity; `hours`: clock hours planned."""

    session: UUID
    activity: UUID
    hours: Decimal


def evolve(_: SessionFact | None, event: Event, meta: Meta) -> SessionFact | None:
    if not isinstance(event, SessionScheduled):
        return None
    return SessionFact(
        stream=meta.stream,
        sequence=meta.sequence,
        project=event.project,
        day=event.on,
        recorded_at=meta.recorded_at,
        session=event.session,
        activity=event.activity,
        hours=event.hours,
    )


SESSION_FACT = Projection(TABLE, SessionFact, key_of(SessionScheduled), evolve, only_appends=True)
