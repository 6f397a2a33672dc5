"""A version of a budget before it is written down: what it would change, refused as the command itself would refuse it."""

from datetime import date

from services.finance.asked_plan import BudgetFields, asked_plan
from services.finance.domain.budget import BUDGET, Draft, revisable
from services.finance.domain.comparison import Comparison, compare
from services.finance.events import EVENTS
from services.finance.projections.budget_version import version_of
from shared.http.operations import Looking
from shared.kernel.ids import Code
from shared.store.load import tail


class ProposedBudget(BudgetFields):
    """The whole budget as it is to be from `on`. Amounts in PLN."""

    on: date


class ProposalView(Comparison):
    """What would differ from the version in force, `since_version`."""

    project: Code
    since_version: int


async def proposed_budget(asked: ProposedBudget, look: Looking) -> ProposalView:
    """What a further version would change; nothing is written down. Refused as `revise_budget` is."""
    plan = await asked_plan(look.db, look.who, asked)
    budget = BUDGET.fold(BUDGET.initial, await tail(look.db, EVENTS, BUDGET.stream(asked.project), 0))
    after = revisable(budget, Draft(**plan._asdict(), on=asked.on, today=await look.today()))
    before = await version_of(look.db, asked.project)
    return ProposalView(**dict(compare(before.plan, after)), project=asked.project, since_version=before.version)
