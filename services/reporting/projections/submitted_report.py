"""The reports that were handed in, each as it was printed on that day."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Date, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.reporting.domain.report import Copy, Made, ReportKind, ReportSubmitted
from services.reporting.projections import TABLES
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotFound
from shared.kernel.ids import Code
from shared.projection.projection import Projection
from shared.store.database import Connection

TABLE = Table(
    "submitted_report",
    TABLES,
    Column("report", Uuid, primary_key=True),
    Column("project", Text, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("submitted_by", Uuid, nullable=False),
    Column("known_at", DateTime(timezone=True), nullable=False),
    Column("corrects", Integer),
    Column("made_of", JSONB, nullable=False),
    Column("copies", JSONB, nullable=False),
)


class Filed(View):
    """A submitted report without its text; `submitted_by` is the random id of an account."""

    report: UUID
    project: Code
    number: int
    kind: ReportKind
    since: date
    until: date
    submitted_on: date
    submitted_by: UUID
    known_at: datetime
    corrects: int | None
    made_of: Made

    def without_counts(self) -> "Filed":
        """As it may be seen by who may not see small groups: what it was made of counts people's facts."""
        return self.model_copy(update={"made_of": self.made_of.model_copy(update={"facts": {}})})


class SubmittedReport(Filed):
    """A row of `submitted_report`."""

    copies: tuple[Copy, ...]

    def copy_for(self, *, masked: bool) -> Copy:
        return next(copy for copy in self.copies if copy.masked is masked)


def key(event: Event, _: Meta) -> tuple[UUID] | None:
    return (event.report,) if isinstance(event, ReportSubmitted) else None


def evolve(row: SubmittedReport | None, event: Event, meta: Meta) -> SubmittedReport | None:
    match event:
        case ReportSubmitted():
            named = {name: getattr(event, name) for name in ReportSubmitted.model_fields}
            return SubmittedReport(**named, submitted_on=meta.effective_on, submitted_by=meta.actor)
    return row


SUBMITTED_REPORTS = Projection(TABLE, SubmittedReport, key, evolve, only_appends=True)

WITHOUT_TEXT = "SELECT {} FROM submitted_report WHERE project = $1 ORDER BY number".format(", ".join(Filed.model_fields))


async def filed(db: Connection, project: str) -> list[Filed]:
    """The submitted reports of a project, by number."""
    return [Filed.model_validate(dict(row)) for row in await db.driver.fetch(WITHOUT_TEXT, project)]


async def find(db: Connection, report: UUID) -> SubmittedReport:
    """A submitted report. Raises `NotFound` (`unknown_report`)."""
    row = await db.driver.fetchrow("SELECT * FROM submitted_report WHERE report = $1", report)
    if row is None:
        raise NotFound("unknown_report", field="report", rule="there is no such report")
    return SubmittedReport.model_validate(dict(row))
