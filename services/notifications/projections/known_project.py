"""Projects as recruitment opened them: what a letter calls them and on whose behalf it is written."""

from sqlalchemy import Column, Table, Text

from services.notifications.projections import TABLES
from services.notifications.reads import ProjectOpened
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotYet
from shared.projection.projection import Key, Projection
from shared.store.database import Connection

TABLE = Table(
    "known_project",
    TABLES,
    Column("project", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("beneficiary", Text, nullable=False),
)


class KnownProject(View):
    """A project's title and the centre that runs it."""

    project: str
    title: str
    beneficiary: str


def key(event: Event, _: Meta) -> Key | None:
    return (event.project,) if isinstance(event, ProjectOpened) else None


def evolve(row: KnownProject | None, event: Event, _: Meta) -> KnownProject | None:
    match event:
        case ProjectOpened(project=project, title=title, beneficiary=beneficiary):
            return KnownProject(project=project, title=title, beneficiary=beneficiary)
    return row


KNOWN_PROJECT = Projection(TABLE, KnownProject, key, evolve, of_one_stream=True)


async def find(db: Connection, project: str) -> KnownProject:
    """One project. Raises `NotYet` (`project_not_known_yet`): recruitment's news may be behind."""
    row = await db.driver.fetchrow("SELECT * FROM known_project WHERE project = $1", project)
    if row is None:
        raise NotYet("project_not_known_yet", field="notification", rule="recruitment's news of the project is on its way")
    return KnownProject.model_validate(dict(row))
