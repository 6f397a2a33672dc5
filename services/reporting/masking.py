"""Masking: for who may not see it, a report shows no group of fewer than five people, nor numbers beside it that give one away.

It works within one report: two reports of neighbouring periods are for who may see small groups.
"""

from collections.abc import Iterable
from typing import TypeVar

from services.reporting.report import (
    Category,
    Counted,
    Effectiveness,
    Families,
    People,
    PeriodicReport,
    Support,
    Took,
)

FEW = range(1, 5)
"""A group of these sizes is hidden; nobody (0) tells of nobody."""
HIDDEN: dict[str, object] = {"persons": None, "women": None, "men": None}
C = TypeVar("C", bound=Counted)


def masked(report: PeriodicReport) -> PeriodicReport:
    """The report as everybody may see it; of the two readings of effectiveness the first, since they differ by few people."""
    return report.model_copy(
        update={
            "masked": True,
            "people": _people(report.people),
            "supports": _supports(report.supports, report.activities),
            "activities": tuple(_took(one) for one in report.activities),
            "certificates": _together(report.certificates),
            "families": _families(report.families, report.activities),
            "effectiveness": tuple(_effectiveness(one) for one in report.effectiveness[:1]),
        }
    )


def _people(people: People) -> People:
    """Who is in one count and not in the next can be taken off, so a small difference hides the larger count."""
    ever, contracts = _beside(people.ever_supported, people.all), _beside(people.contracts, people.ever_supported)
    places = None if _few(people.places_taken, people.all.persons, people.contracts.persons) else people.places_taken
    return people.model_copy(
        update={
            "all": _count(people.all),
            "target_groups": _together(people.target_groups),
            "ever_supported": ever,
            "contracts": contracts,
            "places_taken": places,
        }
    )


def _beside(larger: Counted, smaller: Counted) -> Counted:
    pairs = ((larger.persons, smaller.persons), (larger.women, smaller.women), (larger.men, smaller.men))
    differences = [None if a is None or b is None else abs(a - b) for a, b in pairs]
    return larger.model_copy(update=HIDDEN) if _few(*differences) else _count(larger)


def _families(families: Families, took: tuple[Took, ...]) -> Families:
    """Sums of near ones go where one session's are hidden."""
    if _few(families.adults, families.children) or any(_few(one.families_adults, one.families_children) for one in took):
        return Families(adults=None, children=None)
    return families


def _few(*counts: int | None) -> bool:
    return any(count in FEW for count in counts)


def _count(one: C) -> C:
    """All three or none: the third follows from two of them."""
    return one.model_copy(update=HIDDEN) if _few(one.persons, one.women, one.men) else one


def _together(groups: Iterable[C]) -> tuple[C, ...]:
    """Groups that add up to a total shown elsewhere: one that is hidden hides the others, or it could be worked out."""
    counted = tuple(groups)
    if any(_count(one) is not one for one in counted):
        return tuple(one.model_copy(update=HIDDEN) for one in counted)
    return counted


def _supports(rows: tuple[Support, ...], took: tuple[Took, ...]) -> tuple[Support, ...]:
    """Classes of service and their total; what sessions add up to goes where one of them is hidden."""
    hidden: dict[str, object] = {}
    if any(_few(one.participants) for one in took):
        hidden = {"attendances": None, "hours": None}
    everybody = rows[-1].participants if rows else None
    if any(_few(row.participants, _less(everybody, row.participants)) for row in rows):
        hidden = {"sessions": None, "attendances": None, "participants": None, "hours": None}
    return tuple(row.model_copy(update=hidden) for row in rows)


def _took(row: Took) -> Took:
    hidden: dict[str, object] = {}
    if _few(row.participants):
        hidden |= {"participants": None, "person_hours": None}
    if _few(row.families_adults, row.families_children):
        hidden |= {"families_adults": None, "families_children": None}
    return row.model_copy(update=hidden)


def _effectiveness(one: Effectiveness) -> Effectiveness:
    dimensions = tuple(
        dimension.model_copy(update={"categories": _categories(dimension.categories)}) for dimension in one.dimensions
    )
    return one.model_copy(update={"dimensions": dimensions})


def _categories(categories: tuple[Category, ...]) -> tuple[Category, ...]:
    """All people are the general group and the hardest one together, so they are hidden together."""
    hidden = {"numerator": None, "denominator": None, "percent": None, "met": None, "masked": True}
    if any(one.masked or _few(one.numerator, one.denominator, _less(one.denominator, one.numerator)) for one in categories):
        return tuple(one.model_copy(update=hidden) for one in categories)
    return categories


def _less(whole: int | None, part: int | None) -> int | None:
    return None if whole is None or part is None else whole - part
