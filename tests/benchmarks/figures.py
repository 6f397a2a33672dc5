"""What a benchmark gives: rows of one shape, each a figure beside its named reference and what is wanted of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One row. `ratio` is ours to the reference, measured in turn in the same run; the rest are wishes, or None."""

    name: str
    value: float
    unit: str
    reference: str = ""
    ratio: float | None = None
    least_ratio: float | None = None
    most_ratio: float | None = None
    least: float | None = None
    most: float | None = None

    @property
    def wanted(self) -> str:
        return " and ".join(
            [
                *([f"ratio ≥ {self.least_ratio:g}"] if self.least_ratio is not None else []),
                *([f"ratio ≤ {self.most_ratio:g}"] if self.most_ratio is not None else []),
                *([f"≥ {self.least:,.0f}"] if self.least is not None else []),
                *([f"≤ {self.most:g}"] if self.most is not None else []),
            ]
        )

    @property
    def missed(self) -> bool:
        return (
            (self.least_ratio is not None and (self.ratio or 0) < self.least_ratio)
            or (self.most_ratio is not None and (self.ratio or 0) > self.most_ratio)
            or (self.least is not None and self.value < self.least)
            or (self.most is not None and self.value > self.most)
        )


def table(title: str, figures: Sequence[Figure]) -> Table:
    """All rows; a wish that was missed is marked."""
    made = Table(title=title)
    for column in ("what", "figure", "unit", "against", "ratio", "wanted"):
        made.add_column(column, justify="right" if column in ("figure", "ratio") else "left", overflow="fold")
    for one in figures:
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        wanted = f"[red]{one.wanted}: missed[/]" if one.missed else one.wanted
        made.add_row(one.name, _digits(one.value), one.unit, one.reference, ratio, wanted)
    return made


def _digits(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"
