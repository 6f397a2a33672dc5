"""Names as they are compared: the order, the letters and the hyphens of a form do not matter."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.recruitment.people.folding import folded, tokens

POLISH = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
NAMES = st.text("abcdefghijklmnoprstuvwyząćęłńóśźż", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Łucja Żak", "lucja zak"),
        ("ŻAK  łucja", "lucja zak"),
        ("Anna Nowak-Kowalska", "anna kowalska nowak"),
        ("Kowalska–Nowak Anna", "anna kowalska nowak"),
        ("Sean O'Neil", "oneil sean"),
        ("Ковальчук Олена", "kovalchuk olena"),
        ("Müller", "muller"),
        ("Groß", "gross"),
        ("", ""),
    ],
)
def test_a_name_is_folded(name, expected):
    assert folded(name) == expected


@given(st.lists(NAMES, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_names_does_not_matter(names: list[str], random: Random):
    shuffled = names.copy()
    random.shuffle(shuffled)
    assert folded(" ".join(names)) == folded(" ".join(shuffled))


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_polish_letters_case_hyphens_and_blanks_do_not_matter(names: list[str]):
    written, typed = " ".join(names), "-".join(name.upper() for name in names).translate(POLISH)
    assert folded(f"  {written} ") == folded(typed)


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_no_letter_is_lost(names: list[str]):
    assert sorted("".join(tokens(" ".join(names)))) == sorted("".join(names).translate(POLISH))
