"""The projects finance has heard of, each with its value; fed by recruitment, so it may lag behind it for a moment."""

from decimal import Decimal

from sqlalchemy import Column, MetaData, Numeric, Table, Text, select

from services.finance.reads import ProjectOpened
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.projection.projection import Projection
from shared.store.database import Connection

TABLE = Table(
    "known_project",
    MetaData(),
    Column("project", Text, primary_key=True),
    Column("total", Numeric(14, 2), nullable=False),
)


class KnownProject(View):
    """A row of `known_project`; `total` in PLN."""

    project: Code
    total: Decimal


def key(event: Event, _: Meta) -> tuple[str] | None:
    return (event.project,) if isinstance(event, ProjectOpened) else None


def evolve(row: KnownProject | None, event: Event, _: Meta) -> KnownProject | None:
    match event:
        case ProjectOpened():
            return KnownProject(project=event.project, total=event.total)
    return row


KNOWN_PROJECT = Projection(TABLE, KnownProject, key, evolve, of_one_stream=True)


async def value_of(db: Connection, project: Code) -> Decimal | None:
    """The value of a project in PLN; None when finance has not heard of it."""
    rows = await db.rows(select(TABLE.c.total).where(TABLE.c.project == project))
    return rows[0]["total"] if rows else None
