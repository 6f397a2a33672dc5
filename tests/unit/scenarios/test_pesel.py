"""Generated PESEL numbers are well formed; the reference number is the one printed in the ministry's explanations."""

from datetime import date
from random import Random

import pytest

from deploy.scenarios.pesel import Numbers, Sex, check_digit, pesel, with_wrong_check_digit


def test_the_check_digit_of_the_reference_number():
    # 4·1+4·3+0·7+5·9+1·1+4·3+0·7+1·9+4·1+5·3 = 102, and 102 + 8 is a multiple of ten
    assert check_digit("4405140145") == "8"


@pytest.mark.parametrize(
    ("born", "sex", "serial", "number"),
    [
        (date(1944, 5, 14), Sex.MALE, 72, "44051401458"),
        (date(2002, 12, 31), Sex.FEMALE, 0, "02323100009"),
        (date(1953, 1, 1), Sex.MALE, 4999, "53010199994"),
    ],
)
def test_birth_date_and_sex_stand_in_the_number(born, sex, serial, number):
    assert pesel(born, sex, serial) == number


def test_a_mistyped_number_differs_only_in_its_last_digit():
    assert with_wrong_check_digit("44051401458") == "44051401459"
    assert with_wrong_check_digit("53010199909") == "53010199900"


def test_no_number_is_given_twice():
    numbers = Numbers(Random(1))  # noqa: S311 - chance that must be the same again
    given = [numbers.next(date(1970, 6, 1), Sex.FEMALE) for _ in range(1000)]
    assert len(set(given)) == 1000
