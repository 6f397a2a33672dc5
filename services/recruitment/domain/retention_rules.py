"""A legal basis of retention: whose data it keeps, and until which day; always with its source and an example."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from services.recruitment.domain.dates import months_after
from services.recruitment.domain.effectiveness_rules import Dated
from shared.events.event import Part, PublicText
from shared.kernel.errors import Invalid
from shared.kernel.ids import Code

CANDIDATES_BASIS: Code = "candidates_one_year"
"""The one for candidates without a place where the project names none."""
STATE_AID: Code = "state_aid"
"""The one that is added where a project gave aid."""


class Whom(StrEnum):
    """Whose data: who never had a place (`candidates`), or everybody else whom the project knows (`participants`)."""

    PARTICIPANTS = "participants"
    CANDIDATES = "candidates"


class CountedFrom(StrEnum):
    """The day that a period is counted from."""

    AGREEMENT_ENDED_ON = "agreement_ended_on"
    LAST_PAYMENT_ON = "last_payment_on"
    ACCOUNTS_SUBMITTED_ON = "accounts_submitted_on"
    AID_GRANTED_ON = "aid_granted_on"


class Example(Part):
    """A test vector: a day to count from, and the last day of keeping."""

    day: date
    until: date


class RetentionRule(Dated):
    """One legal basis; it holds for agreements that ended from `valid_from` to `valid_to`."""

    basis: Code
    title: PublicText
    whom: Whom
    until: date | None = None
    counted_from: CountedFrom | None = None
    from_end_of_year: bool = False
    years: int = Field(default=0, ge=0, le=50)
    example: Example

    @model_validator(mode="after")
    def _a_day_or_a_period(self) -> Self:
        if (self.until is None) is (self.counted_from is None):
            raise ValueError("a basis names a last day, or what its period is counted from")
        return self

    def last_day(self, days: Mapping[CountedFrom, date | None]) -> date:
        """The last day of keeping. Raises `Invalid` (`date_missing`) where the day to count from is not given."""
        if self.counted_from is None:
            assert self.until is not None
            return self.until
        day = days.get(self.counted_from)
        if day is None:
            rule = f"the period of {self.basis} is counted from this day"
            raise Invalid("date_missing", field=self.counted_from, rule=rule)
        start = date(day.year, 12, 31) if self.from_end_of_year else day
        return months_after(start, 12 * self.years)

    def check_in_force(self, ended_on: date, field: str) -> None:
        """Raises `Invalid` (`basis_not_in_force`) for an agreement of another time."""
        if ended_on < self.valid_from or (self.valid_to is not None and ended_on > self.valid_to):
            rule = "the basis holds for agreements that ended between its first and its last day"
            raise Invalid("basis_not_in_force", field=field, rule=rule, valid_from=self.valid_from.isoformat())
