"""The flat-rate steps as they are written down: which rule holds on a day, and its steps to the grosz."""

from datetime import date
from decimal import Decimal

import pytest

from services.finance.rules import flat_rates, steps_on
from shared.kernel.errors import Invalid


@pytest.mark.parametrize(("day", "rule"), [(date(2020, 12, 31), "flat-rates-2014"), (date(2021, 1, 1), "flat-rates-2021")])
def test_a_day_has_its_rule(day: date, rule: str) -> None:
    assert steps_on(day).rule == rule


def test_a_day_before_all_rules_has_none() -> None:
    with pytest.raises(Invalid) as no:
        steps_on(date(2013, 12, 31))
    assert no.value.code == "no_flat_rates"


@pytest.mark.parametrize("pack", flat_rates(), ids=lambda pack: pack.rule)
@pytest.mark.parametrize(
    ("direct", "rate"),
    [
        ("0.01", "0.25"),
        ("830000.00", "0.25"),
        ("830000.01", "0.20"),
        ("1739740.56", "0.20"),
        ("1740000.00", "0.20"),
        ("1740000.01", "0.15"),
        ("4550000.00", "0.15"),
        ("4550000.01", "0.10"),
        ("99999999.99", "0.10"),
    ],
)
def test_direct_costs_stand_on_their_step(pack, direct: str, rate: str) -> None:
    assert steps_on(pack.valid_from).highest(Decimal(direct)).rate == Decimal(rate)
    assert pack.source
