"""What a person sees of a play: the business date it has reached while it runs, and its figures at the end."""

from datetime import date
from time import perf_counter
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from deploy.play.player import Tally
from deploy.play.steps import Step

REDRAW = 25
"""Steps between two updates: drawing each would cost as much as sending it."""


class PlayProgress:
    """A `Watch` for the player, drawn while it is open."""

    def __init__(self, console: Console, title: str, total: int) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=console)
        self._title = title
        self._task = self._progress.add_task(title, total=total)
        self._total = total
        self._started = perf_counter()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._progress.stop()

    def __call__(self, _step: Step, today: date | None, tally: Tally) -> None:
        if tally.steps % REDRAW == 0 or tally.steps == self._total:
            self._progress.update(self._task, completed=tally.steps, description=f"{self._title} [bold]{today or ''}")

    @property
    def seconds(self) -> float:
        return perf_counter() - self._started


def summary(tally: Tally, seconds: float) -> str:
    """One line: what was played and how fast."""
    return (
        f"{tally.steps} steps on {tally.dates} days in {seconds:.1f} s: {tally.commands} commands "
        f"({tally.refusals} refusals expected), {tally.expectations} expectations met, {tally.marks} marks; "
        f"{tally.commands / seconds if seconds else 0:.0f} commands/s"
    )


def timings(tally: Tally) -> Table:
    """Where the time went, by operation, the longest first."""
    table = Table("operation", "calls", "seconds", "ms a call", title="Where the time went")
    for operation, seconds in sorted(tally.seconds.items(), key=lambda item: -item[1]):
        calls = tally.operations[operation]
        table.add_row(operation, str(calls), f"{seconds:.2f}", f"{1000 * seconds / calls:.1f}")
    return table
