"""Progress: the effectiveness of those who left, social and employment, in fractions (decisions D20 to D27)."""

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from deploy.scenarios.calculator.books import Application, Books, Job

THRESHOLDS = {
    "social": {"general": Fraction(34), "hardest": Fraction(34)},
    "employment": {"general": Fraction(25), "hardest": Fraction(12)},
}
"""Per cent, of the rule of 2018."""
MINIMUM_WAGES = ((date(2021, 1, 1), 2800), (date(2022, 1, 1), 3010), (date(2023, 1, 1), 3490), (date(2023, 7, 1), 3600))
"""PLN a month, by the day from which it holds; general knowledge."""
MONTHS = 3
HALF = Fraction(1, 2)
NOT_FINISHED = {"death": "died", "rules_broken": "removed", "false_data": "removed"}


def effectiveness(books: Books, as_of: date, reading: str) -> dict[str, Any]:
    """Both dimensions, by category, in one reading."""
    left = [one for one in books.applications.values() if one.ended is not None and one.ended <= as_of and one.started]
    if reading == "closed_windows":
        left = [one for one in left if window(one) <= as_of]
    return {
        "reading": reading,
        "dimensions": [
            {"dimension": "social", "categories": _categories("social", left, in_social_base, made_progress, as_of)},
            {"dimension": "employment", "categories": _categories("employment", left, in_employment_base, has_job, as_of)},
        ],
    }


Test = Callable[[Application, date], bool]


def _categories(dimension: str, left: list[Application], in_base: Test, counts: Test, as_of: date) -> list[dict[str, Any]]:
    base = [one for one in left if in_base(one, as_of)]
    groups = {
        "all": base,
        "general": [one for one in base if not hardest(one)],
        "hardest": [one for one in base if hardest(one)],
    }
    return [_category(name, people, counts, as_of, THRESHOLDS[dimension]) for name, people in groups.items()]


def _category(
    name: str, people: list[Application], counts: Test, as_of: date, thresholds: Mapping[str, Fraction]
) -> dict[str, Any]:
    reached = sum(counts(one, as_of) for one in people)
    share = Fraction(100 * reached, len(people)) if people else None
    threshold = thresholds.get(name)
    return {
        "category": name,
        "numerator": reached,
        "denominator": len(people),
        "percent": None if share is None else _percent(share),
        "threshold": None if threshold is None else str(threshold),
        "met": None if share is None or threshold is None else share >= threshold,
    }


def _percent(share: Fraction) -> str:
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def hardest(one: Application) -> bool:
    """Severe, intellectual or coupled disability."""
    return one.degree == "severe" or bool({"intellectual", "coupled"} & set(one.kinds))


def in_social_base(one: Application, as_of: date) -> bool:
    """Whoever ended along the path."""
    return one.along_path and one.end_reason not in NOT_FINISHED


def in_employment_base(one: Application, as_of: date) -> bool:
    """Without work at the entry, supported by vocational services, finished, and not taken out for a reason of the rule."""
    finished = one.along_path or one.end_reason in ("path_completed", "employment")
    job, until = one.after.job, min(window(one), as_of)
    granted = job is not None and job.form == "self_employment" and job.startup_grant and job.since <= until
    taken_out = granted or any(on <= until for on in one.after.excluded.values())
    return (
        finished and one.end_reason not in NOT_FINISHED and one.labour != "employed" and bool(one.vocational) and not taken_out
    )


def made_progress(one: Application, as_of: date) -> bool:
    """At least one criterion, measured in the window."""
    if one.after.effect is None:
        return False
    criteria, on = one.after.effect
    return criteria >= 1 and on <= min(window(one), as_of)


def has_job(one: Application, as_of: date) -> bool:
    """A job taken up in the window, or held on the day after leaving, that is large and long enough (D26)."""
    job, ended = one.after.job, one.ended
    if job is None or ended is None or job.since > min(window(one), as_of):
        return False
    if job.since <= ended and job.until is not None and job.until <= ended:
        return False
    return _enough(job, disabled=one.degree in ("mild", "moderate", "severe"))


def _enough(job: Job, *, disabled: bool) -> bool:
    long = job.until is None or job.until >= months_after(job.since, MONTHS) - timedelta(days=1)
    valuable = job.value is not None and job.value >= 3 * _minimum_wage(job.contracted_on)
    match job.form:
        case "employment_contract":
            return long and (disabled or (job.part is not None and job.part >= HALF))
        case "civil_contract":
            return long and valuable
        case "work_contract":
            return valuable
        case _:
            return long and not job.startup_grant


def _minimum_wage(on: date) -> int:
    return [wage for since, wage in MINIMUM_WAGES if since <= on][-1]


def window(one: Application) -> date:
    """The last day on which a fact counts."""
    assert one.ended is not None
    return months_after(one.ended, MONTHS)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of that month (D24)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
