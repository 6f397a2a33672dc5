"""PESEL numbers: checksums below were worked out by hand with the weights 1 3 7 9 1 3 7 9 1 3."""

from datetime import date

import pytest

from services.recruitment.domain.pesel import check_age, parse_pesel
from services.recruitment.domain.words import Sex
from shared.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("number", "born_on", "sex"),
    [
        ("44051401458", date(1944, 5, 14), Sex.MALE),
        ("02070803628", date(1902, 7, 8), Sex.FEMALE),
        ("02270803624", date(2002, 7, 8), Sex.FEMALE),
        ("00222912356", date(2000, 2, 29), Sex.MALE),
    ],
)
def test_a_number_tells_birth_date_and_sex(number, born_on, sex):
    read = parse_pesel(number, "pesel")
    assert (read.number, read.born_on, read.sex) == (number, born_on, sex)


def test_blanks_around_a_number_do_not_count():
    assert parse_pesel("  44051401458\n", "pesel").number == "44051401458"


@pytest.mark.parametrize(
    "text", ["", "4405140145", "440514014588", "4405140145a", "440514 01458", "44051401458٠", "٤٤٠٥١٤٠١٤٥٨"]
)
def test_anything_but_eleven_digits_is_refused(text):
    with pytest.raises(Invalid) as no:
        parse_pesel(text, "person.pesel")
    assert (no.value.code, no.value.field) == ("pesel_not_eleven_digits", "person.pesel")


@pytest.mark.parametrize("number", ["44051401459", "44051401457", "44051402458"])
def test_a_wrong_digit_is_caught_by_the_checksum(number):
    with pytest.raises(Invalid) as no:
        parse_pesel(number, "pesel")
    assert no.value.code == "pesel_checksum"


@pytest.mark.parametrize(
    "number",
    [
        "00000000000",  # no month 0; its checksum is right
        "80063112342",  # 31 June
        "01222912353",  # 29 February 2001
    ],
)
def test_a_number_without_a_date_is_refused(number):
    with pytest.raises(Invalid) as no:
        parse_pesel(number, "pesel")
    assert no.value.code == "pesel_birth_date"


def test_a_refusal_never_repeats_the_number():
    with pytest.raises(Invalid) as no:
        parse_pesel("44051401459", "pesel")
    assert "4405" not in f"{no.value!r} {no.value.rule} {no.value.facts}"


def test_a_number_does_not_show_itself():
    assert "4405" not in repr(parse_pesel("44051401458", "pesel"))


def test_nobody_applies_before_being_born():
    born = parse_pesel("02270803624", "pesel")  # 8 July 2002
    with pytest.raises(Invalid) as no:
        check_age(born.born_on, date(2002, 7, 7), None, "pesel", unusual_confirmed=False)
    assert no.value.code == "born_after_application"
    check_age(born.born_on, date(2002, 7, 8), None, "pesel", unusual_confirmed=False)


def test_an_age_above_110_years_needs_a_confirmation():
    born = parse_pesel("02070803628", "pesel")  # 8 July 1902: 110 years on 8 July 2012, 111 a year later
    check_age(born.born_on, date(2013, 7, 7), None, "pesel", unusual_confirmed=False)
    with pytest.raises(Invalid) as no:
        check_age(born.born_on, date(2013, 7, 8), None, "pesel", unusual_confirmed=False)
    assert no.value.code == "unusual_age"
    check_age(born.born_on, date(2013, 7, 8), None, "pesel", unusual_confirmed=True)


def test_the_minimum_age_holds_from_that_birthday_on():
    born = parse_pesel("02270803624", "pesel")  # 15 years on 8 July 2017
    with pytest.raises(Invalid) as no:
        check_age(born.born_on, date(2017, 7, 7), 15, "pesel", unusual_confirmed=False)
    assert no.value.code == "below_min_age"
    check_age(born.born_on, date(2017, 7, 8), 15, "pesel", unusual_confirmed=False)
