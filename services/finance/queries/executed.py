"""Budget execution: what of the plan is bound, incurred, paid and left on a day, as it was known at a time."""

from datetime import date

from services.finance.domain.execution import Execution, execution
from services.finance.domain.words import Currency
from services.finance.projections.budget_version import in_force, versions_of
from services.finance.projections.ledger import entries_until
from shared.http.known_at import KnownAt
from shared.http.operations import Looking
from shared.http.scope import check_scope
from shared.kernel.ids import Code


class ExecutionView(Execution):
    """The execution of a project's budget on a day, by the version in force on it. Amounts in PLN."""

    project: Code
    as_of: date
    version: int
    currency: Currency = Currency.PLN


async def budget_execution(project: Code, as_of: date, look: Looking, known_at: KnownAt = None) -> ExecutionView:
    """Planned, committed, incurred, paid and left by task, line and source on a day.

    `known_at` leaves out what was recorded later. Expenses count from the day of issue, payments from theirs, a
    contract from its signature, other commitments, releases and ineligible parts from the day they were recorded,
    corrections and versions from the day they name. Raises `unknown_budget` when no version was in force.
    """
    check_scope(look.who, project)
    versions = await versions_of(look.db, project)
    inside = in_force(versions, as_of, known_at)
    others = [one.plan for one in versions if one is not inside]
    entries = await entries_until(look.db, project, as_of, known_at)
    return ExecutionView(**dict(execution(inside.plan, others, entries)), project=project, as_of=as_of, version=inside.version)
