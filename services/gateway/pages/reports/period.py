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


class Period(NamedTuple):
    """First and last day, and the last day of what was known; None: all that is known now."""

    since: date
    until: date
    known: date | None

    @property
    def known_at(self) -> datetime | None:
        """The end of that day in Warsaw: whatever was recorded until midnight is known."""
        return None if self.known is None else datetime.combine(self.known + timedelta(days=1), time(), WARSAW)

    @property
    def asked(self) -> dict[str, object]:
        """As reporting is asked."""
        known = {"known_at": self.known_at.isoformat()} if self.known_at else {}
        return {"since": self.since, "until": self.until, **known}

    @property
    def address(self) -> str:
        """As it stands in the address of a page."""
        days = {"since": self.since, "until": self.until, "known": self.known}
        parts = {f"{name}.{part}": getattr(one, part) for name, one in days.items() if one for part in ("day", "month", "year")}
        return urlencode(parts)


def asked_in(visit: Visit) -> Form:
    """The fields of the address."""
    return Form(parse_qs(visit.request.url.query, keep_blank_values=True))


async def today(visit: Visit) -> date:
    """The business date of the installation. Raises `NotYet`."""
    return (await clocks(visit.who, visit.desk)).business_date


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
