"""The business date: asked of a clock that is given, never of the machine in the middle of a rule."""

from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")


class ClockMode(StrEnum):
    """`real`: the date in Warsaw. `driven`: the date an admin last set with `advance_clock`."""

    REAL = "real"
    DRIVEN = "driven"


def warsaw_today() -> date:
    """The date a person in Poland would write today."""
    return datetime.now(WARSAW).date()


def utc_now() -> datetime:
    """The machine's time, aware; for technical expiry only (tokens), never for a rule of the field."""
    return datetime.now(UTC)
