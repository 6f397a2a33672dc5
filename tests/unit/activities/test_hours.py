"""Hours: exact quarters, as decimal strings."""

from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from services.activities.domain.hours import Hours, PlannedHours

HOURS, PLANNED = TypeAdapter(Hours), TypeAdapter(PlannedHours)


@pytest.mark.parametrize(("written", "kept"), [('"4.5"', "4.50"), ('"0.25"', "0.25"), ("6", "6.00"), ('"24"', "24.00")])
def test_hours_are_kept_with_two_places(written, kept):
    assert HOURS.dump_json(HOURS.validate_json(written)) == f'"{kept}"'.encode()


@pytest.mark.parametrize("written", ["1.5", '"1.3"', '"-0.25"', '"24.25"', '"NaN"', '"1e2"'])
def test_what_is_no_quarter_of_a_day_is_refused(written):
    with pytest.raises(ValidationError):
        HOURS.validate_json(written)


def test_nothing_is_planned_for_no_time():
    assert PLANNED.validate_json('"0.25"') == Decimal("0.25")
    with pytest.raises(ValidationError):
        PLANNED.validate_json('"0"')
