"""Facts of projects: which exist and what their target groups are, so that an empty group is reported as zero."""

from sqlalchemy import ARRAY, Column, Table, Text

from services.reporting.projections import TABLES, FactRow, fact_columns, key_of
from services.reporting.reads import ProjectOpened
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.errors import NotFound
from shared.projection.projection import Projection
from shared.store.database import Connection

TABLE = Table("project_fact", TABLES, *fact_columns(), Column("target_groups", ARRAY(Text), nullable=False))


class ProjectFact(FactRow):
    """A project as it was opened."""

    target_groups: tuple[str, ...]


def evolve(_: ProjectFact | None, event: Event, meta: Meta) -> ProjectFact | None:
    if not isinstance(event, ProjectOpened):
        return None
    return ProjectFact(
        stream=meta.stream,
        sequence=meta.sequence,
        project=event.project,
        day=meta.effective_on,
        recorded_at=meta.recorded_at,
        target_groups=tuple(group.target_group for group in event.target_groups),
    )


PROJECT_FACT = Projection(TABLE, ProjectFact, key_of(ProjectOpened), evolve, only_appends=True)


async def target_groups(db: Connection, project: str) -> list[str]:
    """The groups of a project, in its own order. Raises `NotFound` (`unknown_project`)."""
    groups: list[str] | None = await db.driver.fetchval("SELECT target_groups FROM project_fact WHERE project = $1", project)
    if groups is None:
        raise NotFound("unknown_project", field="project", rule="there is no such project")
    return groups
