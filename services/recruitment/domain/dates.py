"""Business dates: nothing happens in the future or outside its project, and what is entered late says why."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta
from pydantic import SecretStr

from shared.events.event import Part
from shared.kernel.errors import Invalid

LATE_AFTER_DAYS = 7
"""Days after which an entry needs its reason (a decision of the product: nothing obliges, but an auditor asks)."""


class Period(Part):
    """First and last day of a project, both included."""

    starts_on: date
    ends_on: date

    def __contains__(self, on: date) -> bool:
        return self.starts_on <= on <= self.ends_on


def check_day(on: date, today: date, period: Period, field: str) -> None:
    """The day has come and lies in the project. Raises `Invalid`: `date_in_future`, `outside_project_period`."""
    if on > today:
        raise Invalid("date_in_future", field=field, rule="a fact cannot lie in the future", today=today.isoformat())
    if on not in period:
        raise Invalid(
            "outside_project_period",
            field=field,
            rule="the day lies between the first and the last day of the project",
            starts_on=period.starts_on.isoformat(),
            ends_on=period.ends_on.isoformat(),
        )


def check_lateness(on: date, today: date, late_reason: SecretStr | None) -> None:
    """More than LATE_AFTER_DAYS after the fact a reason is needed. Raises `Invalid`: `late_without_reason`."""
    if (today - on).days > LATE_AFTER_DAYS and late_reason is None:
        rule = f"an entry more than {LATE_AFTER_DAYS} days after the fact says why it is late"
        raise Invalid("late_without_reason", field="late_reason", rule=rule)


@lru_cache(maxsize=4_096)  # thousands of people leave on a few hundred days
def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month where it has no such day (decision D24)."""
    return day + relativedelta(months=months)


def last_day_of_months(since: date, months: int) -> date:
    """The last of a number of full months that begin with `since`.

    The day before the corresponding one, or the last day of a month that has no such day (civil code, art. 112):
    1 March and three months end on 31 May, 30 November and three months on 28 or 29 February.
    """
    corresponding = months_after(since, months)
    return corresponding if corresponding.day < since.day else corresponding - timedelta(days=1)


def completed_years(born: date, on: date) -> int:
    """Age on a day: completed years.

    A year of somebody born on 29 February is complete on 28 February of a common year (civil code, art. 112).
    """
    return on.year - born.year - (on < _birthday(born, on.year))


def _birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
