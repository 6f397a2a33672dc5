"""Rule packs: the thresholds of the guidelines by version, and the minimum wage by date."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from services.recruitment.domain.effectiveness_rules import EffectivenessRule, MinimumWages
from services.recruitment.domain.outcome_words import ExclusionKind
from services.recruitment.rules import EFFECTIVENESS, MINIMUM_WAGES, effectiveness_rule
from shared.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("version", "social", "employment", "criteria", "valid_from"),
    [
        ("2015", (56, 46), (22, 12), 2, date(2015, 5, 28)),
        ("2016", (34, 34), (22, 12), 1, date(2016, 10, 24)),
        ("2018", (34, 34), (25, 12), 1, date(2018, 1, 9)),
    ],
)
def test_thresholds_are_those_of_the_guidelines(version, social, employment, criteria, valid_from):
    """Domain, part 3.1: general and hardest group."""
    rule = effectiveness_rule(version)
    assert (rule.social.general, rule.social.hardest) == social
    assert (rule.employment.general, rule.employment.hardest) == employment
    assert (rule.social.criteria_at_least, rule.valid_from) == (criteria, valid_from)
    assert (rule.window_months, rule.employment.exclusions) == (3, frozenset(ExclusionKind))


def test_there_is_no_other_version():
    assert sorted(EFFECTIVENESS) == ["2015", "2016", "2018"]
    with pytest.raises(Invalid) as no:
        effectiveness_rule("2021", "definition.effectiveness.version")
    assert (no.value.code, no.value.field) == ("unknown_rule_version", "definition.effectiveness.version")


def test_a_rule_with_a_field_nobody_knows_is_not_loaded():
    written = EFFECTIVENESS["2018"].model_dump(mode="json")
    assert EffectivenessRule.model_validate(written) == EFFECTIVENESS["2018"]
    with pytest.raises(ValidationError):
        EffectivenessRule.model_validate(written | {"treshold": 25})


@pytest.mark.parametrize(
    ("day", "wage"),
    [
        ("2014-12-31", None),
        ("2015-01-01", "1750.00"),
        ("2020-12-31", "2600.00"),
        ("2021-01-01", "2800.00"),
        ("2023-06-30", "3490.00"),
        ("2023-07-01", "3600.00"),
        ("2024-06-30", "4242.00"),
        ("2024-07-01", "4300.00"),
        ("2026-12-31", "4806.00"),
        ("2027-01-01", None),
    ],
)
def test_the_minimum_wage_of_a_day(day, wage):
    assert MINIMUM_WAGES.on(date.fromisoformat(day)) == (wage and Decimal(wage))


def test_a_gap_between_minimum_wages_is_not_loaded():
    written = MINIMUM_WAGES.model_dump(mode="json")
    del written["amounts"][1]
    with pytest.raises(ValidationError):
        MinimumWages.model_validate(written)
