"""What commands and questions about a whole budget begin with: the plan that was asked for, beside the project it is of."""

from typing import NamedTuple

from services.finance.domain.plan import Plan, PlanFields, Steps
from services.finance.domain.words import Amount
from services.finance.projections.known_project import known
from services.finance.rules import steps_on
from shared.http.scope import check_scope
from shared.kernel.ids import Code
from shared.store.database import Connection
from shared.store.transaction import Who


class BudgetFields(PlanFields):
    """The whole budget of a project."""

    project: Code


class AskedPlan(NamedTuple):
    """The plan with what it is judged by: the value of the project (PLN) and the flat rates in force on its first day."""

    project: Code
    plan: Plan
    project_value: Amount
    steps: Steps


async def asked_plan(db: Connection, who: Who, asked: BudgetFields) -> AskedPlan:
    """Raises `Forbidden` (`project_out_of_scope`), `NotFound` (`unknown_project`), `Invalid` (`no_flat_rates`, ...)."""
    check_scope(who, asked.project)
    project = await known(db, asked.project)
    plan = asked.plan(project.period)
    return AskedPlan(asked.project, plan, project.total, steps_on(plan.eligible.first))
