"""Facts, one table in each file: one row for each event that matters, never changed, so any day can be asked as of any day."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Date, DateTime, MetaData, Text

from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.projection.projection import Key

TABLES = MetaData()
"""The tables of this service besides the core ones; migrations are compared with it."""


class FactRow(View):
    """What every fact has: where it came from, when it counts and when it became known.

    `day` is the business date; `recorded_at` the clock of the service that recorded it. A fact recorded later overrides an
    earlier one about the same thing; facts of one moment stand in the order of their stream.
    """

    stream: str
    sequence: int
    project: Code
    day: date | None
    recorded_at: datetime


def fact_columns() -> list[Column[object]]:
    """The columns of `FactRow`; every question goes by project and by what was known when."""
    return [
        Column("stream", Text, primary_key=True),
        Column("sequence", BigInteger, primary_key=True),
        Column("project", Text, nullable=False, index=True),
        Column("day", Date),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
    ]


def key_of(*kinds: type[Event]) -> Callable[[Event, Meta], Key | None]:
    """Each event of these kinds is a fact of its own."""
    return lambda event, meta: (meta.stream, meta.sequence) if isinstance(event, kinds) else None
