"""What can go wrong with a play; every error names the file, and the line and step where there is one.

PlayError
├── ScenarioError      the file cannot be played as it is written
├── StepFailed         an answer was not the expected one
└── GatewayAway        the gateway did not answer in time
"""

from dataclasses import dataclass
from pathlib import Path


class PlayError(Exception):
    """The play ends here."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step stands: the file, the line of the file and the number of the step, both from 1."""

    file: Path
    line: int
    step: int | None = None

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return where if self.step is None else f"{where}, step {self.step}"


class ScenarioError(PlayError):
    """Something is written that cannot be played."""

    def __init__(self, place: Place, wrong: str) -> None:
        super().__init__(f"{place}: {wrong}")
        self.place = place


class StepFailed(PlayError):
    """The system answered something else than the scenario expects."""

    def __init__(self, place: Place, happened: str, sent: str, answered: str) -> None:
        super().__init__(f"{place}: {happened}\n  sent:     {sent}\n  answered: {answered}")
        self.place = place


class GatewayAway(PlayError):
    """No answer after all tries."""
