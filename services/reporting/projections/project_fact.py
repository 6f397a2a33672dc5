"""Facts of projects: which exist and what their target groups are, so that an empty group is reported as zero."""

from sqlalchemy import ARRAY, Column, Table, Text

from services.reporting.projections import TABLES, FactRow, fact_columns, key_of
from services.reporting.reads import ProjectOpened
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.errors import NotFound
from shared.projection.projection import Projection
from shared.store.database import Connection

TABLE = Table(
    "project_fact",
    TABLES,
    *fact_columns(),
    Column("title", Text, nullable=False),
    Column("target_groups", ARRAY(Text), nullable=False),
    Column("group_titles", ARRAY(Text), nullable=False),
)


class ProjectFact(FactRow):
    """A project as it was opened."""

    title: str
    target_groups: tuple[str, ...]
    group_titles: tuple[str, ...]


def evolve(_: ProjectFact | None, event: Event, meta: Meta) -> ProjectFact | None:
    if not isinstance(event, ProjectOpened):
        return None
    return ProjectFact(
        stream=meta.stream,
        sequence=meta.sequence,
        project=event.project,
        day=meta.effective_on,
        recorded_at=meta.recorded_at,
        title=event.title,
        target_groups=tuple(group.target_group for group in event.target_groups),
        group_titles=tuple(group.title for group in event.target_groups),
    )


PROJECT_FACT = Projection(TABLE, ProjectFact, key_of(ProjectOpened), evolve, only_appends=True)


async def target_groups(db: Connection, project: str) -> list[str]:
    """The groups of a project, in its own order. Raises `NotFound` (`unknown_project`)."""
    groups: list[str] | None = await db.driver.fetchval("SELECT target_groups FROM project_fact WHERE project = $1", project)
    if groups is None:
        raise NotFound("unknown_project", field="project", rule="there is no such project")
    return groups


async def titles(db: Connection, project: str) -> tuple[str, dict[str, str]]:
    """The title of a project, and those of its groups by code. Raises `NotFound` (`unknown_project`)."""
    row = await db.driver.fetchrow("SELECT title, target_groups, group_titles FROM project_fact WHERE project = $1", project)
    if row is None:
        raise NotFound("unknown_project", field="project", rule="there is no such project")
    return row["title"], dict(zip(row["target_groups"], row["group_titles"], strict=True))
