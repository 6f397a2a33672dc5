"""What a search reports: where something was found, never what; and how much was searched."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

SHOWN = 20
"""Findings of one place that are shown each by itself."""


class Finding(NamedTuple):
    """`place`: a column, a topic or a file; `at`: a row's key, an offset or a line."""

    place: str
    at: str


@dataclass
class Findings:
    """Everything a search has found and could not look at."""

    show: Callable[[str], None]
    found: dict[str, int] = field(default_factory=dict)
    """By place."""
    unread: list[str] = field(default_factory=list)
    searched: dict[str, int] = field(default_factory=dict)
    """How many of what: tables, records, files."""

    def add(self, finding: Finding) -> None:
        before = self.found.get(finding.place, 0)
        self.found[finding.place] = before + 1
        if before < SHOWN:
            self.show(f"{finding.place}  {finding.at}")

    def could_not(self, what: str, why: str) -> None:
        self.unread.append(what)
        self.show(f"{what} was not searched: {why}")

    def count(self, what: str, number: int) -> None:
        self.searched[what] = self.searched.get(what, 0) + number

    @property
    def total(self) -> int:
        return sum(self.found.values())

    @property
    def clean(self) -> bool:
        return not self.found and not self.unread
