"""Terms: how many days before or after, by the dated entries of `rules/reminders.yaml`; for each day one entry holds."""

from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

RULES = Path(__file__).parent / "rules" / "reminders.yaml"


class Term(StrEnum):
    """What has a number of days."""

    SESSION_REMINDER = "session_reminder"
    LEAVING_DATA = "leaving_data"


class Entry(BaseModel):
    """A number of days, when it holds, and whence it is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid_from: date
    valid_to: date | None
    days: int = Field(ge=0)
    source: str
    confidence: str

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def days(term: Term, on: date) -> timedelta:
    """The days of a term by the rules of a day. Raises `LookupError` where no entry holds."""
    for entry in ENTRIES[term]:
        if entry.holds(on):
            return timedelta(days=entry.days)
    raise LookupError(f"no {term} in force on {on.isoformat()}")


ENTRIES = MappingProxyType(TypeAdapter(dict[Term, tuple[Entry, ...]]).validate_python(yaml.safe_load(RULES.read_text("utf-8"))))
