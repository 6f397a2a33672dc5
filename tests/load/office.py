"""The office: what everybody's clicks took, by page, by step of an intake and by command, and what went wrong."""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
LOOKS = re.compile(r"/people")
"""A form that is sent and changes nothing: a search with personal data, which stands in no address."""
KEEPS = re.compile(r".*/recruitment/apply(/…/(person|situation|premises|declarations))?")
"""A step of an intake is kept by the gateway and commands nothing yet."""
RACED = frozenset({409, 412})
"""Answers to who came second: it was done already, or what was looked at has changed since."""


@dataclass
class Clock:
    """Seconds from the click to the last byte, by page and by command, and what the parts of the installation worked.

    Nothing is kept before `start`, but faults. `spent`: the processor seconds of each part so far.
    """

    spent: Callable[[], Mapping[str, float]]
    pages: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    steps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    commands: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: Counter[str] = field(default_factory=Counter)
    _started: float | None = None
    _before: Mapping[str, float] = field(default_factory=dict)

    def start(self) -> None:
        """Everything counts from now on."""
        self._started, self._before = time.monotonic(), self.spent()

    def used(self) -> dict[str, float]:
        """How many processors each part used since the start."""
        assert self._started is not None, "it was started"
        lasted = time.monotonic() - self._started
        return {part: (seconds - self._before[part]) / lasted for part, seconds in self.spent().items()}

    def page(self, place: str, seconds: float, status: int) -> None:
        """A page was shown."""
        self._took(self.pages, "GET", place, seconds, status)

    def sent(self, place: str, seconds: float, status: int, *, raced: bool = False) -> None:
        """A form was sent; a command that is refused is a fault here: everybody types what is right.

        `raced`: somebody else may have done the same a moment ago, which is no fault.
        """
        name = ID.sub("…", place)
        kept = self.pages if LOOKS.fullmatch(name) else self.steps if KEEPS.fullmatch(name) else self.commands
        self._took(kept, "POST", place, seconds, 303 if raced and status in RACED else status)

    def _took(self, kept: dict[str, list[float]], method: str, place: str, seconds: float, status: int) -> None:
        name = ID.sub("…", place.partition("?")[0])
        if status >= 400:
            self.faults[f"{status} at {method} {name}"] += 1
        if self._started is not None:
            kept[f"{method} {name}"].append(seconds)


def all_of(kept: dict[str, list[float]]) -> list[float]:
    """The seconds of all places together."""
    return [seconds for found in kept.values() for seconds in found]


def percentile(seconds: list[float], share: float) -> float:
    """Milliseconds within which this share of them was answered; 0 of none."""
    found = sorted(seconds)
    return 1000 * found[min(len(found) - 1, int(len(found) * share))] if found else 0.0
