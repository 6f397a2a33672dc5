"""Use cases of finance: load, decide, append."""

from services.finance.domain.budget import BUDGET, Approve, ApproveBudget, decide
from services.finance.projections.known_project import value_of
from shared.kernel.errors import NotFound
from shared.store.answer import Answer
from shared.store.transaction import Transaction


async def approve_budget(command: ApproveBudget, tx: Transaction) -> Answer:
    """Approve the budget of a project: once, of the project's value, its sources adding up to the total.

    Raises `NotFound` (`unknown_project`) while finance has not heard of the project, and what `decide` raises.
    """
    value = await value_of(tx.db, command.project)
    if value is None:
        raise NotFound("unknown_project", field="project", rule="the project must be open")
    budget = await tx.load(BUDGET, command.project)
    approve = Approve(project=command.project, total=command.total, sources=command.sources, project_value=value)
    tx.append(budget, decide(budget.state, approve))
    return Answer()
