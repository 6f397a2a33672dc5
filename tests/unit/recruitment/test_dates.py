"""Business dates: age, lateness, and the project's period."""

from datetime import date

import pytest
from pydantic import SecretStr

from services.recruitment.domain.dates import Period, check_day, check_lateness, completed_years, last_day_of_months
from services.recruitment.domain.project import months_before
from shared.kernel.errors import Invalid

PERIOD = Period(starts_on=date(2021, 1, 1), ends_on=date(2023, 6, 30))


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1980, 5, 17), date(2021, 5, 16), 40),
        (date(1980, 5, 17), date(2021, 5, 17), 41),
        (date(2004, 2, 29), date(2021, 2, 27), 16),
        (date(2004, 2, 29), date(2021, 2, 28), 17),  # a common year: complete on 28 February
        (date(2004, 2, 29), date(2024, 2, 28), 19),  # a leap year: complete on the 29th
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2021, 3, 10), date(2021, 3, 10), 0),
    ],
)
def test_age_is_completed_years(born, on, years):
    assert completed_years(born, on) == years


def test_the_first_and_the_last_day_belong_to_the_project():
    check_day(date(2021, 1, 1), date(2023, 7, 30), PERIOD, "on")
    check_day(date(2023, 6, 30), date(2023, 7, 30), PERIOD, "on")


@pytest.mark.parametrize("on", [date(2020, 12, 31), date(2023, 7, 1)])
def test_a_day_outside_the_project_is_refused(on):
    with pytest.raises(Invalid) as no:
        check_day(on, date(2023, 7, 30), PERIOD, "signed_on")
    assert (no.value.code, no.value.field) == ("outside_project_period", "signed_on")


def test_a_day_that_has_not_come_is_refused():
    with pytest.raises(Invalid) as no:
        check_day(date(2021, 3, 2), date(2021, 3, 1), PERIOD, "on")
    assert no.value.code == "date_in_future"


def test_seven_days_are_not_late_and_eight_need_a_reason():
    check_lateness(date(2021, 3, 1), date(2021, 3, 8), None)
    with pytest.raises(Invalid) as no:
        check_lateness(date(2021, 3, 1), date(2021, 3, 9), None)
    assert (no.value.code, no.value.field) == ("late_without_reason", "late_reason")
    check_lateness(date(2021, 3, 1), date(2021, 3, 9), SecretStr("sick leave of the worker"))


@pytest.mark.parametrize(
    ("day", "earlier"),
    [
        (date(2023, 6, 30), date(2023, 3, 30)),
        (date(2023, 5, 31), date(2023, 2, 28)),
        (date(2021, 1, 31), date(2020, 10, 31)),
    ],
)
def test_three_months_before_the_end(day, earlier):
    assert months_before(day, 3) == earlier


@pytest.mark.parametrize(
    ("since", "months", "last"),
    [
        (date(2022, 3, 1), 3, date(2022, 5, 31)),
        (date(2022, 6, 15), 3, date(2022, 9, 14)),
        (date(2022, 11, 30), 3, date(2023, 2, 28)),  # no 30 February: the last day of the month
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2022, 11, 28), 3, date(2023, 2, 27)),
    ],
)
def test_full_months_end_on_the_day_before_the_corresponding_one(since, months, last):
    assert last_day_of_months(since, months) == last
