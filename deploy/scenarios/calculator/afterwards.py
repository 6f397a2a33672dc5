"""Afterwards: what is shown of those who left is entered; the last word on each thing counts."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from deploy.scenarios.calculator.books import Afterwards, Books, Job
from deploy.scenarios.calculator.reading import Inputs, Saved, day, name


def _situation(books: Books, inputs: Inputs, saved: Saved) -> None:
    _after(books, inputs).situations = list(inputs["situations"])


def _job(books: Books, inputs: Inputs, saved: Saved) -> None:
    until, part, value = inputs.get("until"), inputs.get("part"), inputs.get("value")
    _after(books, inputs).job = Job(
        form=inputs["form"],
        contracted_on=day(inputs["contracted_on"]),
        since=day(inputs["since"]),
        until=day(until) if until else None,
        part=Fraction(part) if part else None,
        value=Decimal(value) if value else None,
        startup_grant=inputs.get("startup_grant", False),
    )


def _effect(books: Books, inputs: Inputs, saved: Saved) -> None:
    _after(books, inputs).effect = (len(inputs["criteria"]), day(inputs["measured_on"]))


def _exclusion(books: Books, inputs: Inputs, saved: Saved) -> None:
    _after(books, inputs).excluded[inputs["kind"]] = day(inputs["on"])


def _after(books: Books, inputs: Inputs) -> Afterwards:
    return books.applications[name(inputs["application"])].after


ENTRIES: Mapping[str, Callable[[Books, Inputs, Saved], None]] = {
    "record_situation": _situation,
    "confirm_employment": _job,
    "confirm_social_effect": _effect,
    "record_exclusion": _exclusion,
}
