"""What an examination found: a part, whether it is sound, and what it is in a sentence without personal data."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    SOUND = "sound"
    WATCH = "watch"
    """Nothing is lost, but somebody should look."""
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one part: store, topic, a read model, a consumer."""

    part: str
    verdict: Verdict
    says: str


def sound(part: str, says: str) -> Finding:
    return Finding(part, Verdict.SOUND, says)


def watch(part: str, says: str) -> Finding:
    return Finding(part, Verdict.WATCH, says)


def fault(part: str, says: str) -> Finding:
    return Finding(part, Verdict.FAULT, says)


NAMED = 5
"""Examples that a sentence names at most."""


def some(names: list[str]) -> str:
    """The first few of these, and how many more."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")
