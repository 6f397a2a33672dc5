"""The PESEL number: eleven digits that hold a birth date, a sex and a checksum; only a number that is right by all becomes one.

Source: ustawa z 24.09.2010 o ewidencji ludności, art. 15–16.
"""

import re
from datetime import date

from pydantic import ConfigDict, Field

from services.recruitment.domain.dates import completed_years
from services.recruitment.domain.words import Sex
from shared.events.event import Part
from shared.kernel.errors import Invalid

WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
CENTURIES = {80: 1800, 0: 1900, 20: 2000, 40: 2100, 60: 2200}
"""What is added to the month tells the century."""
UNUSUAL_AGE = 110
"""Completed years above which a typing error is likelier than the age (decision D15): somebody confirms it."""


class Pesel(Part):
    """A valid number and what it says. Hidden in `repr`: it is personal data."""

    model_config = ConfigDict(str_strip_whitespace=True)

    number: str = Field(repr=False)
    born_on: date = Field(repr=False)
    sex: Sex


def parse_pesel(text: str, field: str) -> Pesel:
    """Read a number; surrounding blanks do not count.

    Raises `Invalid`, never with the number: `pesel_not_eleven_digits`, `pesel_checksum`, `pesel_birth_date`.
    """
    number = text.strip()
    if not re.fullmatch("[0-9]{11}", number):
        raise Invalid("pesel_not_eleven_digits", field=field, rule="a PESEL number is exactly eleven digits")
    if _control(number) != int(number[10]):
        raise Invalid("pesel_checksum", field=field, rule="the last digit of a PESEL number is its checksum")
    sex = Sex.MALE if int(number[9]) % 2 else Sex.FEMALE
    return Pesel(number=number, born_on=_born_on(number, field), sex=sex)


def check_age(born_on: date, on: date, min_age: int | None, field: str, *, unusual_confirmed: bool) -> None:
    """Is the person born by the day of the application, old enough, and not of an age that nobody reaches unconfirmed?

    Raises `Invalid` (`born_after_application`, `unusual_age`, `below_min_age`).
    """
    if born_on > on:
        raise Invalid("born_after_application", field=field, rule="nobody applies before being born")
    age = completed_years(born_on, on)
    if age > UNUSUAL_AGE and not unusual_confirmed:
        rule = f"an age above {UNUSUAL_AGE} is confirmed by the worker (unusual_age_confirmed)"
        raise Invalid("unusual_age", field=field, rule=rule)
    if min_age is not None and age < min_age:
        raise Invalid("below_min_age", field=field, rule="the project takes people from this age on", min_age=min_age)


def _control(number: str) -> int:
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
    return (10 - total % 10) % 10


def _born_on(number: str, field: str) -> date:
    year, month, day = int(number[0:2]), int(number[2:4]), int(number[4:6])
    century = month // 20 * 20
    try:
        return date(CENTURIES[century] + year, month - century, day)
    except ValueError:
        raise Invalid("pesel_birth_date", field=field, rule="the first six digits of a PESEL number are a date") from None
