"""The budget in force of each project, as staff see it; written with the command, so nobody waits for their own entry."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Column, Date, MetaData, Numeric, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from services.finance.domain.budget import BudgetApproved, Currency, Source
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.http.operations import Looking
from shared.kernel.command import View
from shared.kernel.errors import NotFound
from shared.kernel.ids import Code
from shared.kernel.money import Zloty
from shared.projection.projection import Projection

TABLE = Table(
    "budget",
    MetaData(),
    Column("project", Text, primary_key=True),
    Column("total", Numeric(14, 2), nullable=False),
    Column("currency", Text, nullable=False),
    Column("approved_on", Date, nullable=False),
    Column("sources", JSONB, nullable=False),
)


class BudgetRow(View):
    """A row of `budget`; amounts in PLN."""

    project: Code
    total: Decimal
    currency: Currency
    approved_on: date
    sources: tuple[Source, ...]


class BudgetView(BudgetRow):
    """The budget of a project: total and sources of financing, in PLN, and the business date of its approval."""

    total: Zloty


def key(event: Event, _: Meta) -> tuple[str] | None:
    return (event.project,) if isinstance(event, BudgetApproved) else None


def evolve(row: BudgetRow | None, event: Event, meta: Meta) -> BudgetRow | None:
    match event:
        case BudgetApproved():
            return BudgetRow(
                project=event.project,
                total=event.total,
                currency=event.currency,
                approved_on=meta.effective_on,
                sources=event.sources,
            )
    return row


BUDGETS = Projection(TABLE, BudgetRow, key, evolve, of_one_stream=True)


async def budget(project: Code, look: Looking) -> BudgetView:
    """The budget in force of a project. Raises `NotFound` (`unknown_budget`) before one was approved."""
    rows = await look.db.rows(select(TABLE).where(TABLE.c.project == project))
    if not rows:
        raise NotFound("unknown_budget", field="project", rule="no budget was approved for this project")
    return BudgetView.model_validate(dict(rows[0]))
