"""Which period is asked for, and as known on which day: from the address, or the month before this one."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode

from services.gateway.installation import clocks
from services.gateway.pages.form import Form
from services.gateway.pages.saying import WARSAW
from services.gateway.pages.visit import Visit
from shared.kernel.errors import Invalid

FIELDS = ("since", "until", "known")
PARTS = ("day", "month", "year")


class Period(NamedTuple):
    """First and last day, and the last day of what was known; None: all that is known now."""

    since: date
    until: date
    known: date | None

    @property
    def asked(self) -> dict[str, object]:
        """As reporting is asked."""
        return {"since": self.since, "until": self.until, **_known(self.known)}

    @property
    def address(self) -> str:
        """As it stands in the address of a page."""
        return _address(since=self.since, until=self.until, known=self.known)


class Moment(NamedTuple):
    """A day, and the last day of what was known; None: all that is known now."""

    as_of: date
    known: date | None

    @property
    def asked(self) -> dict[str, object]:
        """As a service is asked."""
        return {"as_of": self.as_of, **_known(self.known)}

    @property
    def address(self) -> str:
        """As it stands in the address of a page."""
        return _address(as_of=self.as_of, known=self.known)


def _known(day: date | None) -> dict[str, object]:
    """The end of the day in Warsaw: whatever was recorded until midnight is known."""
    return {} if day is None else {"known_at": datetime.combine(day + timedelta(days=1), time(), WARSAW).isoformat()}


def _address(**days: date | None) -> str:
    return urlencode({f"{name}.{part}": getattr(one, part) for name, one in days.items() if one for part in PARTS})


def asked_in(visit: Visit) -> Form:
    """The fields of the address."""
    return Form(parse_qs(visit.request.url.query, keep_blank_values=True))


async def today(visit: Visit) -> date:
    """The business date of the installation. Raises `NotYet`."""
    return (await clocks(visit.who, visit.desk)).business_date


async def moment_of(form: Form, visit: Visit) -> Moment:
    """The day that was asked for, else that of the knowledge or today. Raises `Invalid` (`not_a_day`), `NotYet`."""
    as_of, known, now = form.day("as_of"), form.day("known"), await today(visit)
    return Moment(as_of or min(now, known or now), known)


def usual(now: date) -> Period:
    """The month before."""
    until = now.replace(day=1) - timedelta(days=1)
    return Period(until.replace(day=1), until, None)


def named_periods(now: date, starts_on: date) -> list[tuple[str, Period]]:
    """Periods to choose by name: `month_before`, `this_month`, `this_year`, `from_the_beginning`."""
    return [
        ("month_before", usual(now)),
        ("this_month", Period(now.replace(day=1), now, None)),
        ("this_year", Period(now.replace(month=1, day=1), now, None)),
        ("from_the_beginning", Period(min(starts_on, now), now, None)),
    ]


def period_of(form: Form, now: date) -> Period:
    """The period that was asked for. Raises `Invalid` (`not_a_day`, `period_incomplete`, `period_reversed`)."""
    since, until, known = (form.day(name) for name in FIELDS)
    if since is None and until is None:
        return usual(now)._replace(known=known)
    if since is None or until is None:
        raise Invalid("period_incomplete", field="until" if until is None else "since", rule="both days of a period")
    if until < since:
        raise Invalid("period_reversed", field="until", rule="a period ends on its first day or later")
    return Period(since, until, known)
