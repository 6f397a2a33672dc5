"""A version of the effectiveness rule and the minimum wages: what is measured against, always with its source."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints, model_validator

from services.recruitment.domain.outcome_words import ExclusionKind
from shared.events.event import Part, PublicText
from shared.kernel.ids import Code
from shared.kernel.money import Zloty

WINDOW_MONTHS = 3
"""Calendar months after leaving in which a fact counts (decision D24), also where no rule measures the project."""
Percent = Annotated[int, Field(ge=0, le=100)]
Share = Annotated[str, StringConstraints(pattern=r"^\d{1,4}(/[1-9]\d{0,3})?$")]
"""A share of full time as it is written: 1, 1/2, 3/4."""


def _exact(value: object) -> object:
    return Fraction(value) if isinstance(value, str | int) else value


Exact = Annotated[Fraction, BeforeValidator(_exact), PlainSerializer(str, return_type=str)]
"""A share of full time, exact."""


class Dated(Part):
    """When a rule holds, where it stands, and how sure we are."""

    valid_from: date
    valid_to: date | None
    source: PublicText
    confidence: PublicText


class SocialRule(Part):
    """Thresholds in percent, and how many criteria make a social effect."""

    general: Percent
    hardest: Percent
    criteria_at_least: int = Field(ge=1, le=8)


class EmploymentRule(Part):
    """Thresholds in percent, the least that counts as a job, and what keeps somebody out of the base."""

    general: Percent
    hardest: Percent
    months_at_least: int = Field(ge=1, le=12)
    part_at_least: Exact
    any_part_with_disability: bool
    civil_value_in_minimum_wages: int = Field(ge=1)
    exclusions: frozenset[ExclusionKind]


class EffectivenessRule(Dated):
    """One version of the guidelines; a project keeps its version, whatever comes later (decision D28)."""

    version: Code
    window_months: int = Field(ge=1, le=12)
    social: SocialRule
    employment: EmploymentRule


class MinimumWage(Part):
    """The amount from a day to a day, both included."""

    valid_from: date
    valid_to: date
    amount: Zloty


class MinimumWages(Part):
    """The minimum wage in PLN a month, by date, without a gap."""

    source: PublicText
    confidence: PublicText
    amounts: tuple[MinimumWage, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _without_gaps(self) -> Self:
        for one, following in pairwise(self.amounts):
            if (following.valid_from - one.valid_to).days != 1:
                raise ValueError(f"the minimum wage of {following.valid_from} does not follow the one before")
        return self

    def on(self, day: date) -> Decimal | None:
        """The amount of that day; None outside the table."""
        return next((one.amount for one in self.amounts if one.valid_from <= day <= one.valid_to), None)
