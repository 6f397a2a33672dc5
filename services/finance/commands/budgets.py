"""Budgets: approved once, revised as often as need be."""

from datetime import date

from services.finance.commands.sealing import sealed
from services.finance.domain.budget import BUDGET, Approve, Revise, decide
from services.finance.domain.plan import Period, Plan, PlanFields
from services.finance.projections import known_project
from services.finance.projections.known_project import KnownProject, known
from services.finance.rules import steps_on
from shared.http.patience import until
from shared.http.scope import check_scope
from shared.kernel.ids import Code
from shared.privacy.personal import Personal
from shared.store.answer import Answer
from shared.store.database import Database
from shared.store.transaction import Transaction


class ApproveBudget(PlanFields):
    """The budget of the signed grant agreement: sources, tasks and lines. Amounts in PLN."""

    project: Code


class ReviseBudget(PlanFields):
    """The whole budget as it is from `on`, and why it changes. Amounts in PLN."""

    project: Code
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
    check_scope(tx.who, command.project)
    project = await known(tx.db, command.project)
    plan = _plan(command, project)
    budget = await tx.load(BUDGET, command.project)
    approve = Approve(
        project=command.project,
        plan=plan,
        project_value=project.total,
        steps=steps_on(plan.eligible.first),
        today=tx.today,
    )
    tx.append(budget, decide(budget.state, approve))
    return Answer()


async def revise_budget(command: ReviseBudget, tx: Transaction) -> RevisedAnswer:
    """Write down a further version of the budget, before or after the start of the project, with the reason.

    Refused: as `approve_budget` (but for the total, which may be less than the value of the project but not more:
    `total_over_project_value`), `unknown_budget`, `date_in_future`, `revision_out_of_order`, `line_in_use`,
    `line_below_bound`.
    """
    check_scope(tx.who, command.project)
    project = await known(tx.db, command.project)
    plan = _plan(command, project)
    budget = await tx.load(BUDGET, command.project)
    revise = Revise(
        project=command.project,
        plan=plan,
        project_value=project.total,
        steps=steps_on(plan.eligible.first),
        on=command.on,
        today=tx.today,
        reason=sealed(command.reason),
    )
    tx.append(budget, decide(budget.state, revise))
    return RevisedAnswer(version=budget.state.version)


async def hear_of_project(database: Database, command: ApproveBudget) -> None:
    """Wait a moment for the project, which recruitment may just have opened."""
    await until(database, lambda db: known_project.is_known(db, command.project))


def _plan(command: PlanFields, project: KnownProject) -> Plan:
    """What was asked for; eligibility is the project's period where nothing else is said."""
    return Plan(
        total=command.total,
        sources=command.sources,
        tasks=command.tasks,
        eligible=Period(
            first=command.eligible_from or project.starts_on,
            last=command.eligible_until or project.ends_on,
        ),
        indirect_rate=command.indirect_rate,
    )
