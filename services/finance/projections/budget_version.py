"""The versions of every budget; a version is written once, with the command that made it, and never changes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Date, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.finance.domain.budget_events import BudgetApproved, BudgetRevised
from services.finance.domain.plan import Plan
from services.finance.projections import TABLES
from services.finance.projections.reading import first, rows
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import Invalid, NotFound
from shared.kernel.ids import Code
from shared.projection.projection import Projection
from shared.store.database import Connection

TABLE = Table(
    "budget_version",
    TABLES,
    Column("project", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("approved_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("plan", JSONB, nullable=False),
    Column("steps", Text, nullable=False),
    Column("reason", Text),
    Column("event", Uuid, nullable=False),
)


class BudgetVersion(View):
    """A version of a budget, in force from `approved_on`; the sealed reason opens with the id of its event."""

    project: Code
    version: int
    approved_on: date
    recorded_at: datetime
    plan: Plan
    steps: Code
    reason: str | None
    event: UUID


def key(event: Event, _: Meta) -> tuple[str, int] | None:
    match event:
        case BudgetApproved():
            return event.project, 1
        case BudgetRevised():
            return event.project, event.version
    return None


def evolve(row: BudgetVersion | None, event: Event, meta: Meta) -> BudgetVersion | None:
    assert isinstance(event, BudgetApproved | BudgetRevised)
    return BudgetVersion(
        project=event.project,
        version=event.version if isinstance(event, BudgetRevised) else 1,
        approved_on=meta.effective_on,
        recorded_at=meta.recorded_at,
        plan=event.plan,
        steps=event.steps,
        reason=event.reason.token if isinstance(event, BudgetRevised) else None,
        event=meta.id,
    )


BUDGET_VERSION = Projection(TABLE, BudgetVersion, key, evolve, only_appends=True)

NEWEST_FIRST = "SELECT * FROM budget_version WHERE project = $1 ORDER BY version DESC"


async def version_of(db: Connection, project: Code, version: int | None = None) -> BudgetVersion:
    """A version, or the newest. Raises `NotFound`: `unknown_budget`, `unknown_version`."""
    found = await first(
        db,
        BudgetVersion,
        "SELECT * FROM budget_version WHERE project = $1 AND ($2::int IS NULL OR version = $2) ORDER BY version DESC LIMIT 1",
        project,
        version,
    )
    if found is not None:
        return found
    if version is not None and await first(db, BudgetVersion, NEWEST_FIRST, project):
        raise NotFound("unknown_version", field="version", rule="the budget has no such version")
    raise unknown_budget()


def unknown_budget() -> NotFound:
    return NotFound("unknown_budget", field="project", rule="no budget was approved for this project")


async def versions_of(db: Connection, project: Code) -> list[BudgetVersion]:
    """All versions, the newest first. Raises `NotFound` (`unknown_budget`) when there is none."""
    found = await rows(db, BudgetVersion, NEWEST_FIRST, project)
    if not found:
        raise unknown_budget()
    return found


def in_force(versions: list[BudgetVersion], as_of: date, known_at: datetime | None) -> BudgetVersion:
    """The newest version that was in force on the day and known at the time; `versions` come newest first.

    Raises `NotFound` (`unknown_budget`), `Invalid` (`invalid_field`) for a time without its offset.
    """
    if known_at is not None and known_at.tzinfo is None:
        raise Invalid("invalid_field", field="known_at", rule="a time with its offset from UTC")
    for one in versions:
        if one.approved_on <= as_of and (known_at is None or one.recorded_at <= known_at):
            return one
    raise unknown_budget()
