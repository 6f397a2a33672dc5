"""Masking: for who may not see it, no figure of a report lets a group of fewer than five people be worked out."""

from collections.abc import Iterable
from typing import TypeVar

from services.reporting.report import Category, Counted, Effectiveness, PeriodicReport, Support, Took

FEW = range(1, 5)
"""A group of these sizes is hidden; nobody (0) tells of nobody."""
HIDDEN: dict[str, object] = {"persons": None, "women": None, "men": None}
C = TypeVar("C", bound=Counted)


def masked(report: PeriodicReport) -> PeriodicReport:
    """The report as everybody may see it."""
    people = report.people
    return report.model_copy(
        update={
            "masked": True,
            "people": people.model_copy(
                update={
                    "all": _count(people.all),
                    "target_groups": _together(people.target_groups),
                    "ever_supported": _count(people.ever_supported),
                    "contracts": _count(people.contracts),
                }
            ),
            "supports": _supports(report.supports, report.activities),
            "activities": tuple(_took(one) for one in report.activities),
            "certificates": _together(report.certificates),
            "effectiveness": tuple(_effectiveness(one) for one in report.effectiveness),
        }
    )


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
    if any(_few(row.participants) for row in rows):
        hidden = {"sessions": None, "attendances": None, "participants": None, "hours": None}
    return tuple(row.model_copy(update=hidden) for row in rows)


def _took(row: Took) -> Took:
    return row.model_copy(update={"participants": None, "person_hours": None}) if _few(row.participants) else row


def _effectiveness(one: Effectiveness) -> Effectiveness:
    dimensions = tuple(
        dimension.model_copy(update={"categories": _categories(dimension.categories)}) for dimension in one.dimensions
    )
    return one.model_copy(update={"dimensions": dimensions})


def _categories(categories: tuple[Category, ...]) -> tuple[Category, ...]:
    """All people are the general group and the hardest one together, so they are hidden together."""
    hidden = {"numerator": None, "denominator": None, "percent": None, "met": None, "masked": True}
    if any(one.masked or _few(one.numerator, one.denominator, _rest(one)) for one in categories):
        return tuple(one.model_copy(update=hidden) for one in categories)
    return categories


def _rest(one: Category) -> int | None:
    return None if one.numerator is None or one.denominator is None else one.denominator - one.numerator
