"""Facts of support: who was present in which session for how many hours, and each correction of it."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import Boolean, Column, Numeric, Table, Text, Uuid

from services.reporting.projections import TABLES, FactRow, fact_columns, key_of
from services.reporting.reads import AttendanceCorrected, ServiceClass, WorkshopAttended
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.projection.projection import Projection

TABLE = Table(
    "support_fact",
    TABLES,
    *fact_columns(),
    Column("session", Uuid, nullable=False),
    Column("participant", Uuid, nullable=False),
    Column("service_class", Text, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("hours", Numeric(6, 2), nullable=False),
)


class SupportFact(FactRow):
    """How one line of a list stands since `recorded_at`. `hours`: clock hours this participant got."""

    session: UUID
    participant: UUID
    service_class: ServiceClass
    present: bool
    hours: Decimal


def evolve(_: SupportFact | None, event: Event, meta: Meta) -> SupportFact | None:
    match event:
        case WorkshopAttended() | AttendanceCorrected():
            return SupportFact(
                stream=meta.stream,
                sequence=meta.sequence,
                project=event.project,
                day=event.on,
                recorded_at=meta.recorded_at,
                session=event.session,
                participant=event.participant,
                service_class=event.service_class,
                present=isinstance(event, WorkshopAttended) or event.present,
                hours=event.hours,
            )
    return None


SUPPORT_FACT = Projection(TABLE, SupportFact, key_of(WorkshopAttended, AttendanceCorrected), evolve, only_appends=True)
