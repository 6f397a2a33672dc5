"""Projects as recruitment opened them: the period every session must lie in."""

from datetime import date

from sqlalchemy import Column, Date, Table, Text

from services.activities.domain.session import Period
from services.activities.projections import TABLES
from services.activities.reads import ProjectOpened
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotFound
from shared.projection.projection import Key, Projection
from shared.store.database import Connection

TABLE = Table(
    "known_project",
    TABLES,
    Column("project", Text, primary_key=True),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
)


class KnownProject(View):
    """A project's period, both days included."""

    project: str
    starts_on: date
    ends_on: date


def key(event: Event, meta: Meta) -> Key | None:
    return (event.project,) if isinstance(event, ProjectOpened) else None


def evolve(row: KnownProject | None, event: Event, meta: Meta) -> KnownProject | None:
    match event:
        case ProjectOpened(project=project, starts_on=starts_on, ends_on=ends_on):
            return KnownProject(project=project, starts_on=starts_on, ends_on=ends_on)
    return row


KNOWN_PROJECT = Projection(TABLE, KnownProject, key, evolve, of_one_stream=True)


async def is_known(db: Connection, project: str) -> bool:
    """Has recruitment told of the project?"""
    return bool(await db.driver.fetchval("SELECT count(*) FROM known_project WHERE project = $1", project))


async def period(db: Connection, project: str) -> Period:
    """The period of a project. Raises `NotFound` (`unknown_project`)."""
    row = await db.driver.fetchrow("SELECT starts_on, ends_on FROM known_project WHERE project = $1", project)
    if row is None:
        raise NotFound("unknown_project", field="project", rule="there is no such project")
    return Period.model_validate(dict(row))
