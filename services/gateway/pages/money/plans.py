"""What pages need of the plan of a budget: its versions, and what differs between two of them. Amounts in PLN."""

from datetime import date
from decimal import Decimal

from services.gateway.pages.asking import Read, ask
from services.gateway.pages.money.answers import Named
from services.gateway.pages.visit import Visit
from shared.kernel.errors import NotFound


class Source(Named):
    amount: Decimal


class Line(Named):
    category: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    own_contribution: str | None


class Task(Named):
    kind: str
    lines: list[Line]


class Plan(Read):
    """A version of a budget."""

    version: int
    total: Decimal
    sources: list[Source]
    tasks: list[Task]
    approved_on: date
    eligible_from: date
    eligible_until: date
    indirect_rate: Decimal | None
    reason: str | None


class Amounts(Read):
    before: Decimal | None
    after: Decimal | None


class Changed(Amounts):
    """A source or a line that differs; `fields`: what of it does."""

    code: str
    title: str
    change: str
    fields: list[str]


class Dates(Read):
    eligible_from: date
    eligible_until: date
    indirect_rate: Decimal | None


class Comparison(Read):
    """Two versions; what is equal is not named."""

    total: Amounts
    sources: list[Changed]
    lines: list[Changed]
    before: Dates
    after: Dates

    @property
    def differs(self) -> bool:
        return bool(self.sources or self.lines) or self.before != self.after


class Proposal(Comparison):
    """A version that is not written down yet, beside the one in force."""

    since_version: int


class Revision(Read):
    version: int
    approved_on: date
    reason: str | None


class Diff(Comparison):
    """Two versions, and the revisions that lie between them."""

    since_version: int
    until_version: int
    revisions: list[Revision]


class Project(Read):
    """What a first budget begins with."""

    total: Decimal
    sources: list[Source]
    starts_on: date
    ends_on: date


async def plan_of(visit: Visit, project: str, version: int | None = None) -> Plan | None:
    """The version in force, or the one asked for; None where no budget is approved."""
    try:
        return await ask(visit, "budget", Plan, project=project, version=version)
    except NotFound as no:
        if no.code != "unknown_budget":
            raise
        return None
