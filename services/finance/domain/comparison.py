"""Two versions of a budget beside each other: what was added, removed or changed, by source and by line."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from services.finance.domain.plan import Line, Plan, Source, Task
from services.finance.domain.words import LineCode, Rate
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.kernel.money import Zloty


class Change(StrEnum):
    """What happened between the versions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Amounts(View):
    """An amount (PLN) before and after; null: it was not there."""

    before: Zloty | None
    after: Zloty | None


class SourceChange(Amounts):
    """A source of financing that differs."""

    code: Code
    title: str
    change: Change
    fields: list[str]


class LineChange(Amounts):
    """A line that differs; `fields` names what of it does, `task` where it stands now (or stood)."""

    code: LineCode
    task: LineCode
    title: str
    change: Change
    fields: list[str]


class Dates(View):
    """Eligibility and flat rate of a version."""

    eligible_from: str
    eligible_until: str
    indirect_rate: Rate | None


class Comparison(View):
    """What differs; what is equal in both versions is not named."""

    total: Amounts
    sources: list[SourceChange]
    lines: list[LineChange]
    before: Dates
    after: Dates


class Placed(View):
    """A line with the task it stands in: moving to another task is a change."""

    task: Task
    line: Line

    def differing(self, other: "Placed") -> list[str]:
        moved = ["task"] if self.task.code != other.task.code else []
        kind = ["kind"] if self.task.kind is not other.task.kind else []
        return moved + kind + [name for name in Line.model_fields if getattr(self.line, name) != getattr(other.line, name)]


def compare(before: Plan, after: Plan) -> Comparison:
    """What changed from one plan to the other, in the order of the later one, what is gone last."""
    return Comparison(
        total=Amounts(before=before.total, after=after.total),
        sources=list(_sources(_by_source(before), _by_source(after))),
        lines=list(_lines(_by_line(before), _by_line(after))),
        before=_dates(before),
        after=_dates(after),
    )


def _sources(before: Mapping[Code, Source], after: Mapping[Code, Source]) -> Iterator[SourceChange]:
    for code in {**after, **before}:
        old, new = before.get(code), after.get(code)
        fields = [name for name in Source.model_fields if old and new and getattr(old, name) != getattr(new, name)]
        if old is None or new is None or fields:
            yield SourceChange(
                code=code,
                title=(new or before[code]).title,
                change=_change(old, new),
                before=old and old.amount,
                after=new and new.amount,
                fields=fields,
            )


def _lines(before: Mapping[LineCode, Placed], after: Mapping[LineCode, Placed]) -> Iterator[LineChange]:
    for code in {**after, **before}:
        old, new = before.get(code), after.get(code)
        fields = old.differing(new) if old and new else []
        if old is None or new is None or fields:
            shown = new or before[code]
            yield LineChange(
                code=code,
                task=shown.task.code,
                title=shown.line.title,
                change=_change(old, new),
                before=old and old.line.amount,
                after=new and new.line.amount,
                fields=fields,
            )


def _change(old: object | None, new: object | None) -> Change:
    if old is None:
        return Change.ADDED
    return Change.REMOVED if new is None else Change.CHANGED


def _by_source(plan: Plan) -> dict[Code, Source]:
    return {source.code: source for source in plan.sources}


def _by_line(plan: Plan) -> dict[LineCode, Placed]:
    return {line.code: Placed(task=task, line=line) for task in plan.tasks for line in task.lines}


def _dates(plan: Plan) -> Dates:
    eligible = plan.eligible
    return Dates(eligible_from=str(eligible.first), eligible_until=str(eligible.last), indirect_rate=plan.indirect_rate)
