"""Projects as they were opened: what forms, assessments and explanations look up."""

from datetime import date

from sqlalchemy import Column, Date, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.recruitment.domain.dates import Period
from services.recruitment.domain.definition import Effectiveness, Partner, Programme, RecruitmentRules, Source
from services.recruitment.domain.project import OpenedGroup, ProjectOpened
from services.recruitment.projections.reading import METADATA, first, rows
from shared.events.envelope import Meta
from shared.events.event import Event, PublicText
from shared.kernel.command import View
from shared.kernel.errors import Forbidden, NotFound
from shared.kernel.ids import Code
from shared.kernel.money import Zloty
from shared.projection.projection import Projection
from shared.store.database import Connection
from shared.store.transaction import Who

PROJECT_CARD = Table(
    "project_card",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("beneficiary", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("programme", JSONB, nullable=False),
    Column("total", Text, nullable=False),
    Column("grant_amount", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("sources", JSONB, nullable=False),
    Column("partners", JSONB, nullable=False),
    Column("organisations", JSONB, nullable=False),
    Column("recruitment", JSONB, nullable=False),
    Column("target_groups", JSONB, nullable=False),
    Column("effectiveness", JSONB),
    Column("completion_days", Integer, nullable=False),
)


class ProjectCard(View):
    """A project; `target_groups` are as they were opened, today's limits stand with each group.

    Amounts are texts in the table: a number would come back through JSON as a float.
    """

    project: Code
    title: PublicText
    beneficiary: PublicText
    starts_on: date
    ends_on: date
    programme: Programme
    total: Zloty
    grant_amount: Zloty
    currency: str
    sources: tuple[Source, ...]
    partners: tuple[Partner, ...]
    organisations: tuple[Code, ...]
    recruitment: RecruitmentRules
    target_groups: tuple[OpenedGroup, ...]
    effectiveness: Effectiveness | None = None
    completion_days: int

    @property
    def period(self) -> Period:
        return Period(starts_on=self.starts_on, ends_on=self.ends_on)


def key(event: Event, meta: Meta) -> tuple[Code] | None:
    return (event.project,) if isinstance(event, ProjectOpened) else None


def evolve(row: ProjectCard | None, event: Event, meta: Meta) -> ProjectCard | None:
    match event:
        case ProjectOpened():
            named = {name: value for name, value in dict(event).items() if name in ProjectCard.model_fields}
            return ProjectCard(**named, grant_amount=event.grant)
        case _:
            return row


PROJECTS = Projection(PROJECT_CARD, ProjectCard, key, evolve, of_one_stream=True)


class ProjectLine(View):
    """A project in a list."""

    project: Code
    title: str
    starts_on: date
    ends_on: date


REACHED = """
SELECT project, title, starts_on, ends_on FROM project_card WHERE $1::text[] IS NULL OR project = ANY($1)
ORDER BY starts_on DESC, project
"""


async def find_projects(db: Connection, who: Who) -> list[ProjectLine]:
    """The projects that the caller's token reaches, the latest to begin first."""
    return await rows(db, ProjectLine, REACHED, None if who.projects is None else sorted(who.projects))


async def find_project(db: Connection, who: Who, project: Code) -> ProjectCard:
    """The project, if the caller's token reaches it.

    Raises `NotFound` (`unknown_project`) and `Forbidden` (`project_out_of_scope`).
    """
    if who.projects is not None and project not in who.projects:
        raise Forbidden("project_out_of_scope", field="project", rule="the account is not assigned to this project")
    found = await first(db, ProjectCard, "SELECT * FROM project_card WHERE project = $1", project)
    if found is None:
        raise NotFound("unknown_project", field="project", rule="there is no such project")
    return found
