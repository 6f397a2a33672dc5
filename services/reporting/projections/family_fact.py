"""Facts of families: how many near ones came along to a session; they are in no count of participants."""

from uuid import UUID

from sqlalchemy import Column, Integer, Table, Uuid

from services.reporting.projections import TABLES, FactRow, fact_columns, key_of
from services.reporting.reads import FamilyAccompanied
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.projection.projection import Projection

TABLE = Table(
    "family_fact",
    TABLES,
    *fact_columns(),
    Column("session", Uuid, nullable=False),
    Column("adults", Integer, nullable=False),
    Column("children", Integer, nullable=False),
)


class FamilyFact(FactRow):
    """Adults and children who came along."""

    session: UUID
    adults: int
    children: int


def evolve(_: FamilyFact | None, event: Event, meta: Meta) -> FamilyFact | None:
    if not isinstance(event, FamilyAccompanied):
        return None
    return FamilyFact(
        stream=meta.stream,
        sequence=meta.sequence,
        project=event.project,
        day=event.on,
        recorded_at=meta.recorded_at,
        session=event.session,
        adults=event.adults,
        children=event.children,
    )


FAMILY_FACT = Projection(TABLE, FamilyFact, key_of(FamilyAccompanied), evolve, only_appends=True)
