"""PESEL numbers of people who do not exist: well formed, so that what checks them can be tried.

Source: ustawa z 24.09.2010 o ewidencji ludności, art. 15.
"""

from datetime import date
from enum import StrEnum
from random import Random

WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
MONTH_OF_CENTURY = {18: 80, 19: 0, 20: 20, 21: 40, 22: 60}


class Sex(StrEnum):
    """The two sexes the register knows."""

    FEMALE = "female"
    MALE = "male"


def pesel(born: date, sex: Sex, serial: int) -> str:
    """The number of somebody born on a day; `serial` (0–4999) tells people of one day and sex apart."""
    month = born.month + MONTH_OF_CENTURY[born.year // 100]
    parity = 1 if sex is Sex.MALE else 0
    beginning = f"{born.year % 100:02}{month:02}{born.day:02}{serial * 2 + parity:04}"
    return beginning + check_digit(beginning)


def check_digit(beginning: str) -> str:
    """The eleventh digit for the first ten."""
    weighted = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, beginning, strict=True))
    return str(-weighted % 10)


def with_wrong_check_digit(number: str) -> str:
    """The same number, mistyped in its last digit."""
    return number[:10] + str((int(number[10]) + 1) % 10)


class Numbers:
    """Gives every number once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given: set[str] = set()

    def next(self, born: date, sex: Sex) -> str:
        """A number that was not given before."""
        while (number := pesel(born, sex, self._random.randrange(5000))) in self._given:
            pass
        self._given.add(number)
        return number
