"""Rule packs of finance: dated, with their source; a day is looked up in the pack that is valid on it."""

from datetime import date
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from services.finance.domain.plan import Steps
from shared.kernel.errors import Invalid


class FlatRates(Steps):
    """The flat-rate steps of a period, both days included, where they stand and how sure we are."""

    valid_from: date
    valid_to: date | None
    source: str
    confidence: str

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def flat_rates() -> tuple[FlatRates, ...]:
    """All packs, as written in `flat_rates.yaml`."""
    text = (Path(__file__).parent / "flat_rates.yaml").read_text("utf-8")
    return TypeAdapter(tuple[FlatRates, ...]).validate_python(yaml.safe_load(text))


def steps_on(day: date) -> Steps:
    """The steps that hold for a project whose eligibility begins on this day. Raises `Invalid` (`no_flat_rates`)."""
    for pack in flat_rates():
        if pack.holds_on(day):
            return Steps(rule=pack.rule, steps=pack.steps)
    raise Invalid("no_flat_rates", field="eligible_from", rule="no rule of flat rates is known for this day")
