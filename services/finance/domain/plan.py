"""The plan of a budget: sources, tasks and lines; it is written down only when all its parts add up to the grosz."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.finance.domain.split import ZERO, Frame, Share, product
from services.finance.domain.words import Amount, LineCode, OwnContribution, Positive, Quantity, Rate, TaskKind
from shared.events.event import Part, PublicText
from shared.kernel.command import Command
from shared.kernel.errors import Invalid
from shared.kernel.ids import Code


class Source(Part):
    """A source of financing: the grant, the centre's own contribution; its amount in PLN."""

    code: Code
    title: PublicText
    amount: Positive


class Line(Part):
    """A cost that is planned: quantity times unit price, half-up, is its amount in PLN."""

    code: LineCode
    title: PublicText
    category: PublicText
    unit: PublicText
    quantity: Quantity
    unit_price: Positive
    amount: Positive
    own_contribution: OwnContribution | None = None


class Task(Part):
    """A task with its lines; management stands in an indirect one only."""

    code: LineCode
    title: PublicText
    kind: TaskKind
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=200)]


class Period(Part):
    """First and last day on which expenses are eligible, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class Plan(Part):
    """A plan whose parts add up. Amounts in PLN."""

    total: Amount
    sources: tuple[Source, ...]
    tasks: tuple[Task, ...]
    eligible: Period
    indirect_rate: Rate | None

    @property
    def frame(self) -> Frame:
        return tuple(Share(source=source.code, amount=source.amount) for source in self.sources)

    def lines(self, kind: TaskKind | None = None) -> Iterator[Line]:
        """The lines in the order of the plan: all, or those of direct or of indirect tasks."""
        return (line for task in self.tasks if kind in (None, task.kind) for line in task.lines)

    def planned(self, kind: TaskKind | None = None) -> Decimal:
        """What the lines add up to."""
        return sum((line.amount for line in self.lines(kind)), ZERO)


class PlanFields(Command):
    """What a budget says. The order of the sources is that of the split; the last one has what remains."""

    total: Annotated[Amount, Field(gt=0, examples=["3500000.00"])]
    sources: Annotated[tuple[Source, ...], Field(min_length=1, max_length=50)]
    tasks: Annotated[tuple[Task, ...], Field(min_length=1, max_length=100)]
    eligible_from: date | None = Field(default=None, description="null: the first day of the project")
    eligible_until: date | None = Field(default=None, description="null: the last day of the project")
    indirect_rate: Rate | None = Field(default=None, description="part of one", examples=["0.15"])

    def plan(self, project: Period) -> Plan:
        """What was asked for; eligibility is the project's period where nothing else is said."""
        return Plan(
            total=self.total,
            sources=self.sources,
            tasks=self.tasks,
            eligible=Period(first=self.eligible_from or project.first, last=self.eligible_until or project.last),
            indirect_rate=self.indirect_rate,
        )


class Step(Part):
    """The highest flat rate for direct costs up to `up_to` (PLN, included; None: any more), and the rule it comes from."""

    up_to: Amount | None
    rate: Rate


class Steps(Part):
    """The flat-rate steps of a period of calls, by rising costs; the last has no upper end."""

    rule: Code
    steps: tuple[Step, ...]

    def highest(self, direct: Decimal) -> Step:
        """The step these direct costs stand on."""
        return next(step for step in self.steps if step.up_to is None or direct <= step.up_to)


def checked(plan: Plan, steps: Steps) -> Plan:
    """The plan, if it adds up. Raises `Invalid`.

    `period_reversed`, `duplicate_code`, `sources_do_not_add_up`, `line_amount_differs`, `lines_do_not_add_up`,
    `indirect_rate_missing`, `indirect_differs`, `indirect_over_step`.
    """
    if plan.eligible.last < plan.eligible.first:
        raise Invalid("period_reversed", field="eligible_until", rule="eligibility ends on or after its first day")
    _unique("sources", (source.code for source in plan.sources))
    _unique("tasks", (task.code for task in plan.tasks))
    _unique("tasks", (line.code for line in plan.lines()))
    _adds_up("sources", sum((source.amount for source in plan.sources), ZERO), plan.total)
    for line in plan.lines():
        _check_line(line)
    _adds_up("lines", plan.planned(), plan.total)
    _check_indirect(plan, steps)
    return plan


def _unique(field: str, codes: Iterable[str]) -> None:
    seen = set[str]()
    for code in codes:
        if code in seen:
            raise Invalid("duplicate_code", field=field, rule="each code stands once", duplicate=code)
        seen.add(code)


def _adds_up(what: str, found: Decimal, total: Decimal) -> None:
    if found != total:
        raise Invalid(
            f"{what}_do_not_add_up",
            field="sources" if what == "sources" else "tasks",
            rule=f"the {what} add up to the total",
            total=str(total),
            **{what: str(found)},
        )


def _check_line(line: Line) -> None:
    worth = product(line.unit_price, line.quantity)
    if line.amount != worth:
        raise Invalid(
            "line_amount_differs",
            field="tasks",
            rule="the amount of a line is its quantity times its unit price, rounded half-up",
            line=line.code,
            amount=str(line.amount),
            expected=str(worth),
        )


def _check_indirect(plan: Plan, steps: Steps) -> None:
    """Indirect costs are the flat rate of the direct ones, to the grosz, and the rate is within its step."""
    direct, indirect = plan.planned(TaskKind.DIRECT), plan.planned(TaskKind.INDIRECT)
    if plan.indirect_rate is None:
        if indirect:
            raise Invalid(
                "indirect_rate_missing", field="indirect_rate", rule="indirect costs are a flat rate of the direct ones"
            )
        return
    step = steps.highest(direct)
    if plan.indirect_rate > step.rate:
        raise Invalid(
            "indirect_over_step",
            field="indirect_rate",
            rule="the flat rate is at most that of the step of the direct costs",
            direct=str(direct),
            highest=str(step.rate),
            by=steps.rule,
        )
    expected = product(direct, plan.indirect_rate)
    if indirect != expected:
        raise Invalid(
            "indirect_differs",
            field="tasks",
            rule="the indirect lines add up to the rate times the direct ones, rounded half-up",
            indirect=str(indirect),
            expected=str(expected),
        )
