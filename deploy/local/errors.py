"""What can go wrong with the embedded stack; every error names the part and carries the end of its log.

StackError
├── PartFailed        a part did not start, or keeps ending
├── NotInstalled      something that `make setup` brings is not there
└── AlreadyRunning    another process uses the run directory
"""

from collections import deque
from pathlib import Path

TAIL_LINES = 25


class StackError(Exception):
    """The embedded stack cannot be what was asked for."""


class NotInstalled(StackError):
    """A program or file that the setup brings is missing."""


class AlreadyRunning(StackError):
    """The run directory belongs to a process that still runs."""

    def __init__(self, run_dir: Path) -> None:
        super().__init__(f"{run_dir} is in use: another stack runs from it")
        self.run_dir = run_dir


class PartFailed(StackError):
    """A part ended, or did not become ready in time; the message ends with the last lines of its log."""

    def __init__(self, part: str, reason: str, log: Path) -> None:
        super().__init__(f"{part} {reason}\n--- end of {log}\n{tail(log)}")
        self.part = part
        self.reason = reason
        self.log = log


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log, or a remark when there is none."""
    if not log.exists():
        return "(nothing was written)"
    with log.open(encoding="utf-8", errors="replace") as file:
        return "".join(deque(file, maxlen=lines)).rstrip() or "(empty)"
