"""The business date: asked of a clock that is given, never of the machine in the middle of a rule."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import WithJsonSchema

WARSAW = ZoneInfo("Europe/Warsaw")
LOCAL = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$", "examples": ["2021-02-01T09:15:00"]}
LocalTime = Annotated[datetime, WithJsonSchema(LOCAL)]
"""A time on the clock in Poland, without a zone; in JSON Schema `date-time` would have one."""

FIRST_DAY, LAST_DAY = date(2007, 1, 1), date(2099, 12, 31)
"""Between them a driven clock may stand: from the first period of funds whose rules stand here, to where dates add up."""


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
