"""Budgets: approved once, revised as often as need be."""

from datetime import date

from services.finance.asked_plan import BudgetFields, asked_plan
from services.finance.commands.sealing import sealed
from services.finance.domain.budget import BUDGET, Approve, Revise, decide
from services.finance.projections import known_project
from shared.http.patience import until
from shared.privacy.personal import Personal
from shared.store.answer import Answer
from shared.store.database import Database
from shared.store.transaction import Transaction


class ApproveBudget(BudgetFields):
    """The budget of the signed grant agreement: sources, tasks and lines. Amounts in PLN."""


class ReviseBudget(BudgetFields):
    """The whole budget as it is from `on`, and why it changes. Amounts in PLN."""

    on: date
    reason: Personal


class RevisedAnswer(Answer):
    """The number of the new version."""

    version: int


async def approve_budget(command: ApproveBudget, tx: Transaction) -> Answer:
    """Approve the budget of a project: once, of the project's value, its sources and its lines adding up to the total.

    Refused: `unknown_project`, `budget_already_approved`, `period_reversed`, `duplicate_code`, `sources_do_not_add_up`,
    `line_amount_differs`, `lines_do_not_add_up`, `total_differs`, `indirect_rate_missing`, `indirect_differs`,
    `indirect_over_step`, `no_flat_rates`.
    """
    asked = await asked_plan(tx.db, tx.who, command)
    budget = await tx.load(BUDGET, command.project)
    tx.append(budget, decide(budget.state, Approve(**asked._asdict(), today=tx.today)))
    return Answer()


async def revise_budget(command: ReviseBudget, tx: Transaction) -> RevisedAnswer:
    """Write down a further version of the budget, before or after the start of the project, with the reason.

    Refused: as `approve_budget` (but for the total, which may be less than the value of the project but not more:
    `total_over_project_value`), `unknown_budget`, `date_in_future`, `revision_out_of_order`, `line_in_use`,
    `line_below_bound`.
    """
    asked = await asked_plan(tx.db, tx.who, command)
    budget = await tx.load(BUDGET, command.project)
    revise = Revise(**asked._asdict(), on=command.on, today=tx.today, reason=sealed(command.reason))
    tx.append(budget, decide(budget.state, revise))
    return RevisedAnswer(version=budget.state.version)


async def hear_of_project(database: Database, command: ApproveBudget) -> None:
    """Wait a moment for the project, which recruitment may just have opened."""
    await until(database, lambda db: known_project.is_known(db, command.project))
