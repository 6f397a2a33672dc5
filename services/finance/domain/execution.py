"""Budget execution on a day: planned, bound, incurred and paid by task and line; line by line and in all it adds up.

Folded from entries alone, so any day can be asked for, as it was known at any time. Committed is what is bound and not yet
incurred; left is planned less committed less incurred. Indirect costs have no documents: they are the flat rate of the
direct ones so far, half-up, and stand on the indirect lines in proportion to what is planned there.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from services.finance.domain.entries import Entry, EntryKind
from services.finance.domain.plan import Line, Plan, Source, Task
from services.finance.domain.split import ZERO, divide, product
from services.finance.domain.words import LineCode, Rate, TaskKind
from shared.events.event import Part
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.kernel.money import Zloty

K = TypeVar("K")


class Figures(View):
    """What is planned, what of it is bound but not incurred, incurred, paid, and what is left. PLN."""

    planned: Zloty
    committed: Zloty
    incurred: Zloty
    paid: Zloty
    left: Zloty


class LineFigures(Figures):
    """A line of the budget."""

    code: LineCode
    title: str


class TaskFigures(Figures):
    """A task and its lines."""

    code: LineCode
    title: str
    kind: TaskKind
    lines: list[LineFigures]


class SourceFigures(View):
    """A source of financing (PLN): `incurred` and `paid` of documents; what it has of indirect costs stands there."""

    code: Code
    title: str
    planned: Zloty
    incurred: Zloty
    paid: Zloty


class SourcePart(View):
    """What a source has of the indirect costs (PLN)."""

    code: Code
    incurred: Zloty
    paid: Zloty


class Indirect(View):
    """Indirect costs: the flat rate of the direct eligible costs so far (`base`). PLN."""

    rate: Rate
    base: Zloty
    incurred: Zloty
    paid: Zloty
    sources: list[SourcePart]


class Execution(View):
    """The execution of a budget on a day."""

    tasks: list[TaskFigures]
    totals: Figures
    indirect: Indirect | None
    sources: list[SourceFigures]


class Tally(Part):
    """What the entries come to, by line (PLN)."""

    committed: dict[LineCode, Decimal]
    incurred: dict[LineCode, Decimal]
    paid: dict[LineCode, Decimal]


def tally(entries: Sequence[Entry]) -> Tally:
    """Add the entries up. A document is paid with all its rows; a commitment that was released binds nothing more."""
    paid = {entry.expense for entry in entries if entry.kind is EntryKind.PAYMENT}
    booked = [(entry, row) for entry in entries for row in entry.rows]
    return Tally(
        committed=_committed(entries, _sums((row.commitment, row.eligible) for _, row in booked)),
        incurred=_sums((row.line, row.eligible) for _, row in booked),
        paid=_sums((row.line, row.eligible) for entry, row in booked if entry.expense in paid),
    )


def execution(plan: Plan, others: Sequence[Plan], entries: Sequence[Entry]) -> Execution:
    """Execution by the plan in force; lines and sources that only `others` (newest first) have stand with nothing planned."""
    direct = tally(entries)
    indirect = _indirect(plan, direct)
    sums = _with_indirect(plan, direct, indirect)
    shown = [_task(task, sums) for task in _with_strays(plan, others, direct)]
    return Execution(
        tasks=shown,
        totals=_total(shown),
        indirect=indirect,
        sources=list(_sources(plan, direct)),
    )


def _committed(entries: Iterable[Entry], drawn: Mapping[UUID | None, Decimal]) -> dict[LineCode, Decimal]:
    released = {entry.commitment for entry in entries if entry.kind is EntryKind.RELEASE}
    open_ones = (entry for entry in entries if entry.kind is EntryKind.COMMITMENT and entry.commitment not in released)
    return _sums(
        (entry.line, max((entry.amount or ZERO) - drawn.get(entry.commitment, ZERO), ZERO))
        for entry in open_ones
        if entry.line is not None
    )


def _with_strays(plan: Plan, others: Sequence[Plan], sums: Tally) -> list[Task]:
    """The tasks of the plan, and lines that money stands on but the plan does not have yet, in their tasks."""
    known = {line.code for line in plan.lines()}
    tasks = list(plan.tasks)
    for other in others:
        for task in other.tasks:
            missing = tuple(
                one for one in task.lines if one.code not in known and one.code in {*sums.incurred, *sums.committed}
            )
            known |= {line.code for line in missing}
            tasks = _joined(tasks, task, missing) if missing else tasks
    return tasks


def _joined(tasks: list[Task], task: Task, lines: tuple[Line, ...]) -> list[Task]:
    nothing = tuple(line.model_copy(update={"amount": ZERO}) for line in lines)
    for place, one in enumerate(tasks):
        if one.code == task.code:
            return [*tasks[:place], one.model_copy(update={"lines": (*one.lines, *nothing)}), *tasks[place + 1 :]]
    return [*tasks, task.model_copy(update={"lines": nothing})]


def _indirect(plan: Plan, sums: Tally) -> Indirect | None:
    if plan.indirect_rate is None:
        return None
    base, base_paid = sum(sums.incurred.values(), ZERO), sum(sums.paid.values(), ZERO)
    incurred, paid = product(base, plan.indirect_rate), product(base_paid, plan.indirect_rate)
    amounts = [source.amount for source in plan.sources]
    parts = zip(plan.sources, divide(incurred, amounts), divide(paid, amounts), strict=True)
    return Indirect(
        rate=plan.indirect_rate,
        base=base,
        incurred=incurred,
        paid=paid,
        sources=[SourcePart(code=source.code, incurred=one, paid=other) for source, one, other in parts],
    )


def _with_indirect(plan: Plan, sums: Tally, indirect: Indirect | None) -> Tally:
    lines = list(plan.lines(TaskKind.INDIRECT))
    if indirect is None or not lines:
        return sums
    codes, amounts = [line.code for line in lines], [line.amount for line in lines]
    incurred = dict(zip(codes, divide(indirect.incurred, amounts), strict=True))
    paid = dict(zip(codes, divide(indirect.paid, amounts), strict=True))
    return sums.model_copy(update={"incurred": sums.incurred | incurred, "paid": sums.paid | paid})


def _task(task: Task, sums: Tally) -> TaskFigures:
    lines = [_line(line, sums) for line in task.lines]
    return TaskFigures(code=task.code, title=task.title, kind=task.kind, lines=lines, **_total(lines).model_dump())


def _line(line: Line, sums: Tally) -> LineFigures:
    committed, incurred = sums.committed.get(line.code, ZERO), sums.incurred.get(line.code, ZERO)
    return LineFigures(
        code=line.code,
        title=line.title,
        planned=line.amount,
        committed=committed,
        incurred=incurred,
        paid=sums.paid.get(line.code, ZERO),
        left=line.amount - committed - incurred,
    )


def _total(parts: Sequence[Figures]) -> Figures:
    return Figures(**{name: sum((getattr(part, name) for part in parts), ZERO) for name in Figures.model_fields})


def _sources(plan: Plan, sums: Tally) -> Iterable[SourceFigures]:
    """The rule of the balance over all that is incurred, or paid, by that day.

    Once everything recorded is in view this is what the bookings come to; a view of an earlier day holds them in another
    order than they were entered, so their own parts would not be those of the rule.
    """
    amounts = [source.amount for source in plan.sources]
    incurred, paid = (divide(sum(part.values(), ZERO), amounts) for part in (sums.incurred, sums.paid))
    for source, one, other in zip(plan.sources, incurred, paid, strict=True):
        yield _source(source, source.amount, one, other)


def _source(source: Source, planned: Decimal, incurred: Decimal, paid: Decimal) -> SourceFigures:
    return SourceFigures(code=source.code, title=source.title, planned=planned, incurred=incurred, paid=paid)


def _sums(parts: Iterable[tuple[K, Decimal]]) -> dict[K, Decimal]:
    found: dict[K, Decimal] = {}
    for key, amount in parts:
        found[key] = found.get(key, ZERO) + amount
    return found
