"""A project's budget: versions whose parts add up; no version leaves a line less than what is bound on it."""

from datetime import date
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from pydantic import Field

from services.finance.domain.budget_events import (
    BudgetApproved,
    BudgetRevised,
    CommitmentReleased,
    ExpenseBooked,
    MoneyCommitted,
)
from services.finance.domain.plan import Period, Plan, Steps, checked
from services.finance.domain.split import ZERO, Frame, Share, divide
from services.finance.domain.words import Amount, Currency, LineCode, TaskKind
from shared.events.decider import Decider
from shared.events.event import Event, Part, Sealed
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, NotFound, Refused
from shared.kernel.ids import Code


class PlannedLine(Part):
    """What a line may hold, in PLN, and of which kind its task is."""

    amount: Amount
    kind: TaskKind


class Commitment(Part):
    """Money a contract or an activity binds on a line, and how much of it bookings have drawn (PLN)."""

    line: LineCode
    supplier: UUID | None
    amount: Amount
    drawn: Amount = ZERO
    released: bool = False

    @property
    def bound(self) -> Decimal:
        """What is gone from the line: the whole commitment, or what was drawn where that is more or all there is."""
        return self.drawn if self.released else max(self.amount, self.drawn)


class Budget(Part):
    """What decisions need: the version in force, and what is bound and booked, in PLN."""

    version: int = 0
    in_force_on: date | None = None
    total: Amount = ZERO
    frame: Frame = ()
    lines: dict[LineCode, PlannedLine] = Field(default_factory=dict)
    eligible: Period | None = None
    commitments: dict[UUID, Commitment] = Field(default_factory=dict)
    incurred: dict[LineCode, Amount] = Field(default_factory=dict)
    """Eligible so far by line; a line with bookings stands here, whatever is left of them."""
    eligible_so_far: Amount = ZERO

    def bound(self, line: LineCode) -> Decimal:
        """Incurred without a commitment, and what the line's commitments bind."""
        on_it = [commitment for commitment in self.commitments.values() if commitment.line == line]
        return self.incurred.get(line, ZERO) + sum((one.bound - one.drawn for one in on_it), ZERO)

    def in_use(self, line: LineCode) -> bool:
        """Was anything booked on the line, or is an open commitment on it?"""
        return line in self.incurred or any(one.line == line and not one.released for one in self.commitments.values())


class Approve(Command):
    """The first version; `project_value` (PLN) is the value with which the project was opened."""

    project: Code
    plan: Plan
    project_value: Amount
    steps: Steps
    today: date


class Draft(Command):
    """A further version as it would be in force from `on`; nothing is written down yet."""

    project: Code
    plan: Plan
    project_value: Amount
    steps: Steps
    on: date
    today: date


class Revise(Draft):
    """A further version, and why."""

    reason: Sealed


BudgetCommand: TypeAlias = Approve | Revise


def evolve(budget: Budget, event: Event) -> Budget:
    match event:
        case BudgetApproved():
            return _planned(budget, event.plan, event.approved_on)
        case BudgetRevised():
            return _planned(budget, event.plan, event.on)
        case MoneyCommitted():
            bound = Commitment(line=event.line, supplier=event.supplier, amount=event.amount)
            return _with_commitment(budget, event.commitment, bound)
        case CommitmentReleased():
            freed = budget.commitments[event.commitment].model_copy(update={"released": True})
            return _with_commitment(budget, event.commitment, freed)
        case ExpenseBooked():
            for row in event.rows:
                budget = booked(budget, row.line, row.commitment, row.eligible)
    return budget


def booked(budget: Budget, line: LineCode, commitment: UUID | None, eligible: Decimal) -> Budget:
    """The budget with this much more (or less) incurred on a line."""
    incurred = budget.incurred | {line: budget.incurred.get(line, ZERO) + eligible}
    so_far = budget.eligible_so_far + eligible
    budget = budget.model_copy(update={"incurred": incurred, "eligible_so_far": so_far})
    if commitment is None:
        return budget
    drawn = budget.commitments[commitment].drawn + eligible
    return _with_commitment(budget, commitment, budget.commitments[commitment].model_copy(update={"drawn": drawn}))


BUDGET = Decider("budget", Budget(), evolve, keep_every=50)
"""Stream `budget:<project>`."""


def decide(budget: Budget, command: BudgetCommand) -> list[Event]:
    """Approve once, then revise.

    Raises `Refused` (`budget_already_approved`, `line_in_use`, `line_below_bound`), `NotFound` (`unknown_budget`) and
    `Invalid` (`total_differs`, `total_over_project_value`, `date_in_future`, `revision_out_of_order`, and as `checked` does).
    """
    match command:
        case Approve():
            return [_approve(budget, command)]
        case Revise():
            return [_revise(budget, command)]


def approved(budget: Budget) -> Budget:
    """The budget, if there is one. Raises `NotFound` (`unknown_budget`)."""
    if not budget.version:
        raise NotFound("unknown_budget", field="project", rule="no budget was approved for this project")
    return budget


def _approve(budget: Budget, command: Approve) -> BudgetApproved:
    if budget.version:
        raise Refused("budget_already_approved", field="project", rule="a budget is approved once, then revised")
    plan = checked(command.plan, command.steps)
    if plan.total != command.project_value:
        _refuse_total("total_differs", "the budget is the value of the project", plan.total, command.project_value)
    return BudgetApproved(
        project=command.project,
        approved_on=command.today,
        currency=Currency.PLN,
        plan=plan,
        steps=command.steps.rule,
    )


def revisable(budget: Budget, draft: Draft) -> Plan:
    """The plan of a further version that could be written down. Raises as `decide` does."""
    approved(budget)
    _check_day(budget, draft)
    plan = checked(draft.plan, draft.steps)
    if plan.total > draft.project_value:
        rule = "a revision stays within the value of the project"
        _refuse_total("total_over_project_value", rule, plan.total, draft.project_value)
    _check_lines(budget, plan)
    return plan


def _revise(budget: Budget, command: Revise) -> BudgetRevised:
    plan = revisable(budget, command)
    return BudgetRevised(
        project=command.project,
        version=budget.version + 1,
        on=command.on,
        plan=plan,
        steps=command.steps.rule,
        reason=command.reason,
        rebalanced=rebalanced(budget.eligible_so_far, budget.frame, plan.frame),
    )


def rebalanced(eligible: Decimal, before: Frame, after: Frame) -> tuple[Share, ...]:
    """How the balance of each source moves when the same eligible money is divided by another frame; adds up to zero."""
    moved = {share.source: amount for share, amount in zip(after, divide(eligible, [s.amount for s in after]), strict=True)}
    for share, amount in zip(before, divide(eligible, [s.amount for s in before]), strict=True):
        moved[share.source] = moved.get(share.source, ZERO) - amount
    return tuple(Share(source=source, amount=amount) for source, amount in moved.items() if amount)


def _check_day(budget: Budget, command: Draft) -> None:
    if command.on > command.today:
        raise Invalid("date_in_future", field="on", rule="a revision does not lie in the future", today=str(command.today))
    if budget.in_force_on is not None and command.on < budget.in_force_on:
        rule = "a revision is in force from the day of the version before, or later"
        raise Invalid("revision_out_of_order", field="on", rule=rule, in_force_on=str(budget.in_force_on))


def _check_lines(budget: Budget, plan: Plan) -> None:
    lines = _lines(plan)
    for code, line in budget.lines.items():
        new, bound = lines.get(code), budget.bound(code)
        if budget.in_use(code) and (new is None or new.kind is not line.kind):
            raise Refused("line_in_use", field="tasks", rule="a line that is in use stays, in a task of its kind", line=code)
        if bound > (new.amount if new else ZERO):
            raise Refused(
                "line_below_bound",
                field="tasks",
                rule="a line keeps at least what is bound on it",
                line=code,
                planned=str(new.amount if new else ZERO),
                bound=str(bound),
            )


def _refuse_total(code: str, rule: str, total: Decimal, value: Decimal) -> None:
    raise Invalid(code, field="total", rule=rule, total=str(total), project_value=str(value))


def _planned(budget: Budget, plan: Plan, on: date) -> Budget:
    changes = {
        "version": budget.version + 1,
        "in_force_on": on,
        "total": plan.total,
        "frame": plan.frame,
        "lines": _lines(plan),
        "eligible": plan.eligible,
    }
    return budget.model_copy(update=changes)


def _lines(plan: Plan) -> dict[LineCode, PlannedLine]:
    return {line.code: PlannedLine(amount=line.amount, kind=task.kind) for task in plan.tasks for line in task.lines}


def _with_commitment(budget: Budget, key: UUID, commitment: Commitment) -> Budget:
    return budget.model_copy(update={"commitments": budget.commitments | {key: commitment}})
