"""Leaving: paths completed, jobs found, and people who break off, whose places go to the reserve list while there is time."""

from collections.abc import Callable
from datetime import timedelta
from itertools import cycle

from deploy.scenarios.calculator.books import Application
from deploy.scenarios.story import WORKER, Story, ref

COMPLETED, EMPLOYED = "path_completed", "employment"
REASONS = (
    COMPLETED, COMPLETED, EMPLOYED, "moved", COMPLETED, COMPLETED, EMPLOYED, "no_motivation", COMPLETED, COMPLETED,
    EMPLOYED, "illness", COMPLETED, COMPLETED, EMPLOYED, COMPLETED, COMPLETED, "rules_broken", COMPLETED, EMPLOYED,
)  # fmt: skip
FINISHING = (COMPLETED, COMPLETED, COMPLETED, COMPLETED, EMPLOYED)
SHORTEST_PATH = timedelta(days=120)


class Leaving:
    """Ends participations; `heard_of` is told who left and why."""

    def __init__(self, story: Story, a_month: int, heard_of: Callable[[str, str], None]) -> None:
        self._story = story
        self._heard_of = heard_of
        self._a_month = a_month
        self._reasons = cycle(REASONS)
        self._finishing = cycle(FINISHING)

    def some(self) -> None:
        """Some of those who have been here for a while."""
        long_enough = [one for one in self._story.started() if self._since(one) >= SHORTEST_PATH]
        for name in self._story.sample(long_enough, self._a_month):
            self._end(name, next(self._reasons))

    def too_late_to_replace(self) -> None:
        """Somebody moves away when the rest of the project is too short for another."""
        for name in self._story.sample(self._story.started(), 1):
            self._end(name, "moved")

    def finish(self) -> None:
        """The last day of the project: everybody who still takes part finishes."""
        for application in self._story.started():
            self._end(application.name, next(self._finishing))

    def _since(self, application: Application) -> timedelta:
        assert application.started is not None
        return self._story.today - application.started

    def _end(self, name: str, reason: str) -> None:
        inputs = {
            "application": ref(name),
            "on": self._story.today,
            "reason": reason,
            "along_path": reason == COMPLETED,
        }
        self._story.script.do(WORKER, "end_participation", inputs)
        self._heard_of(name, reason)
