"""The projects finance has heard of, each with its value and period; fed by recruitment, so it may lag behind for a moment."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Column, Date, Numeric, Table, Text

from services.finance.domain.plan import Period
from services.finance.projections import TABLES
from services.finance.projections.reading import first
from services.finance.reads import ProjectOpened
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotFound
from shared.kernel.ids import Code
from shared.projection.projection import Projection
from shared.store.database import Connection

TABLE = Table(
    "known_project",
    TABLES,
    Column("project", Text, primary_key=True),
    Column("total", Numeric(14, 2), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
)


class KnownProject(View):
    """A row of `known_project`; `total` in PLN, both days included."""

    project: Code
    total: Decimal
    starts_on: date
    ends_on: date

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(first=self.starts_on, last=self.ends_on)


def key(event: Event, _: Meta) -> tuple[str] | None:
    return (event.project,) if isinstance(event, ProjectOpened) else None


def evolve(row: KnownProject | None, event: Event, _: Meta) -> KnownProject | None:
    match event:
        case ProjectOpened():
            return KnownProject(**event.model_dump())
    return row


KNOWN_PROJECT = Projection(TABLE, KnownProject, key, evolve, of_one_stream=True)


async def is_known(db: Connection, project: str) -> bool:
    """Has recruitment told of the project?"""
    return bool(await db.driver.fetchval("SELECT count(*) FROM known_project WHERE project = $1", project))


async def known(db: Connection, project: Code) -> KnownProject:
    """The project. Raises `NotFound` (`unknown_project`) while finance has not heard of it."""
    found = await first(db, KnownProject, "SELECT * FROM known_project WHERE project = $1", project)
    if found is None:
        raise NotFound("unknown_project", field="project", rule="the project must be open")
    return found
