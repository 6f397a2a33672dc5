"""Charts: bars laid out on the server, which a template writes as SVG; units are those of the viewBox."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from services.gateway.pages.reports.report import Budget, Dimension, People, Support

WIDTH = 400
BAR = 270
"""The longest bar; its number stands to the right of it."""
ROW = 46
LONGEST_LABEL = 44
"""Letters; the table beside the chart has the whole text."""
Number = int | Decimal


class Part(NamedTuple):
    """A part of a bar: `kind` gives its pattern."""

    kind: str
    x: float
    width: float


class Bar(NamedTuple):
    """A bar with the number beside it; None: it is hidden. `mark`: where the threshold stands."""

    label: str
    y: int
    parts: tuple[Part, ...]
    end: float
    value: Number | None
    mark: float | None


class Chart(NamedTuple):
    """What a template draws. `kinds`: of the parts, for the key below the chart."""

    name: str
    kinds: tuple[str, ...]
    bars: tuple[Bar, ...]
    width: int
    height: int


class Row(NamedTuple):
    """What a bar shows."""

    label: str
    parts: Sequence[Number | None]
    value: Number | None
    mark: Number | None = None


def chart(name: str, kinds: Sequence[str], rows: Iterable[Row], whole: Number | None = None) -> Chart:
    """Bars one under another; the longest fills the width, or `whole` does."""
    listed = list(rows)
    longest = whole or max((sum(part or 0 for part in row.parts) for row in listed), default=0) or 1
    bars = tuple(_bar(place, row, kinds, longest) for place, row in enumerate(listed))
    return Chart(name, tuple(kinds), bars, WIDTH, max(len(bars), 1) * ROW)


def _bar(place: int, row: Row, kinds: Sequence[str], longest: Number) -> Bar:
    parts, x = [], 0.0
    for kind, value in zip(kinds, row.parts, strict=True):
        width = _long(value or 0, longest)
        parts.append(Part(kind, x, width))
        x += width
    label = row.label if len(row.label) <= LONGEST_LABEL else row.label[: LONGEST_LABEL - 1] + "…"
    return Bar(label, place * ROW, tuple(parts), x, row.value, None if row.mark is None else _long(row.mark, longest))


def _long(value: Number, longest: Number) -> float:
    return round(min(float(value / longest), 1.0) * BAR, 1)


def people_chart(people: People) -> Chart:
    """Each target group, women and men."""
    rows = (Row(one.title, (one.women, one.men), one.persons) for one in people.target_groups)
    return chart("people", ("women", "men"), rows)


def supports_chart(supports: Sequence[Support]) -> Chart:
    """Hours of support by class; the label is the class's code, which the template says in words."""
    rows = (Row(one.service_class, (one.hours,), one.hours) for one in supports if one.service_class)
    return chart("supports", ("hours",), rows)


def money_chart(budget: Budget) -> Chart:
    """Each task: how much of its plan was incurred, is bound, and is left."""
    kinds = ("incurred", "committed", "left")
    rows = (
        Row(f"{one.code}. {one.title}", (one.incurred, one.committed, max(one.left, Decimal(0))), one.planned)
        for one in budget.tasks
    )
    return chart("money", kinds, rows)


def effectiveness_chart(dimension: Dimension) -> Chart:
    """Percent of each category with its threshold; the label is the category's code."""
    rows = (Row(one.category, (one.percent,), one.percent, one.threshold) for one in dimension.categories)
    return chart(dimension.dimension, ("counted",), rows, whole=100)
