"""By which day a report measures effectiveness."""

from datetime import UTC, date, datetime

import pytest

from services.reporting.composing import measured_on

TODAY = date(2023, 6, 30)


@pytest.mark.parametrize(
    ("known_at", "day"),
    [
        (None, TODAY),
        (datetime(2023, 3, 1, 12, tzinfo=UTC), date(2023, 3, 1)),
        (datetime(2023, 2, 28, 23, 30, tzinfo=UTC), date(2023, 3, 1)),
        (datetime(2026, 11, 29, tzinfo=UTC), TODAY),
    ],
    ids=["now", "earlier knowledge", "an hour before midnight is the next day in Warsaw", "a driven clock stands before"],
)
def test_earlier_knowledge_is_measured_by_its_own_day(known_at: datetime | None, day: date) -> None:
    assert measured_on(TODAY, known_at) == day
