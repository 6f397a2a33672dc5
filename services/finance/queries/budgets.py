"""Budgets by version, and what differs between two of them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from fastapi import Query
from pydantic import Field

from services.finance.domain.budget import BUDGET
from services.finance.domain.comparison import Comparison, compare
from services.finance.domain.plan import Plan, Source, Task
from services.finance.domain.split import half_up
from services.finance.domain.words import Currency, Rate
from services.finance.projections.budget_version import BudgetVersion, version_of, versions_of
from shared.http.operations import Looking
from shared.http.scope import check_scope
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.kernel.money import Zloty
from shared.privacy.keys import Keys
from shared.privacy.ring import Owner

Version = Annotated[int, Query(ge=1, lt=2**31, description="counted from 1, the first budget")]
GRANT = "grant"
"""The code of the source whose share of the total is the rate; a budget without it has the rate of its first source."""


class RateView(View):
    """The rate of the grant: the exact fraction grant / total (PLN), and the same in percent with two decimals."""

    numerator: Zloty
    denominator: Zloty
    percent: Zloty


class BudgetView(View):
    """A version of a budget. Amounts in PLN; `approved_on` is the day from which the version is in force."""

    project: Code
    version: int
    currency: Currency = Currency.PLN
    total: Zloty
    rate: RateView
    sources: tuple[Source, ...]
    tasks: tuple[Task, ...]
    approved_on: date
    eligible_from: date
    eligible_until: date
    indirect_rate: Rate | None
    steps: Code = Field(description="the rule of flat rates the version was checked by")
    reason: str | None = Field(description="why the version before was changed")


class RevisionView(View):
    """A revision on the way from one version to the other."""

    version: int
    approved_on: date
    reason: str | None


class BudgetDiff(Comparison):
    """What differs between two versions, and the revisions that made it so."""

    project: Code
    since_version: int
    until_version: int
    revisions: list[RevisionView]


async def budget(project: Code, look: Looking, version: Version | None = None) -> BudgetView:
    """The budget of a project: the version in force, or the one asked for. Raises `unknown_budget`, `unknown_version`."""
    check_scope(look.who, project)
    found = await version_of(look.db, project, version)
    plan = found.plan
    return BudgetView(
        project=project,
        version=found.version,
        total=plan.total,
        rate=rate_of(plan),
        sources=plan.sources,
        tasks=plan.tasks,
        approved_on=found.approved_on,
        eligible_from=plan.eligible.first,
        eligible_until=plan.eligible.last,
        indirect_rate=plan.indirect_rate,
        steps=found.steps,
        reason=await _reason(found, look.keys),
    )


async def budget_diff(project: Code, since_version: Version, until_version: Version, look: Looking) -> BudgetDiff:
    """What differs between two versions of a budget, and why. Raises `unknown_budget`, `unknown_version`."""
    check_scope(look.who, project)
    since = await version_of(look.db, project, since_version)
    until = await version_of(look.db, project, until_version)
    between = range(min(since_version, until_version) + 1, max(since_version, until_version) + 1)
    made = [one for one in reversed(await versions_of(look.db, project)) if one.version in between]
    return BudgetDiff(
        **dict(compare(since.plan, until.plan)),
        project=project,
        since_version=since_version,
        until_version=until_version,
        revisions=[
            RevisionView(version=one.version, approved_on=one.approved_on, reason=await _reason(one, look.keys)) for one in made
        ],
    )


def rate_of(plan: Plan) -> RateView:
    """The rate of the grant (decision D29)."""
    by_code: dict[str, Decimal] = {source.code: source.amount for source in plan.sources}
    grant = by_code.get(GRANT, plan.sources[0].amount)
    percent = half_up(100 * Fraction(grant) / Fraction(plan.total))
    return RateView(numerator=grant, denominator=plan.total, percent=percent)


async def _reason(version: BudgetVersion, keys: Keys) -> str | None:
    if version.reason is None:
        return None
    owner = Owner(BUDGET.stream(version.project), version.project)
    return (await keys.for_opening([owner])).open(version.reason, owner, "reason", version.event)
