"""How alike two entries are: the stronger reason counts, and neither of the two stands first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.recruitment.people.likeness import Features, features, likeness

ANNA = {"given_name": "Anna", "family_name": "Nowak", "birth_date": "1980-03-17"}
PASSPORT = '{"country": "UA", "kind": "passport", "number": "AB 123456"}'
SAME_PASSPORT = '{"country": "UA", "kind": "passport", "number": "ab123456"}'


def alike(one: dict[str, str], other: dict[str, str]) -> tuple[int, list[str]]:
    score, reasons = likeness(features(one), features(other))
    return score, [reason.value for reason in reasons]


@pytest.mark.parametrize(
    ("changes", "score", "reasons"),
    [
        ({"given_name": "nowak", "family_name": "ANNA"}, 95, ["same_name_and_birth"]),
        ({"family_name": "Nowik"}, 72, ["same_birth_similar_name"]),
        ({"family_name": "Wiśniewska"}, 0, []),
        ({"birth_date": "1980-03-27"}, 80, ["same_name_other_birth"]),
        ({"birth_date": "1975-11-02"}, 40, ["same_name_other_birth"]),
        ({"family_name": "Nowik", "birth_date": "1975-11-02"}, 0, []),
    ],
)
def test_names_and_birth_dates_are_compared(changes, score, reasons):
    assert alike(ANNA, ANNA | changes) == (score, reasons)


@pytest.mark.parametrize(("one", "other"), [("1980-03-07", "1980-07-03"), ("1980-03-12", "1980-03-21")])
def test_day_and_month_or_two_digits_crosswise_are_a_slip(one, other):
    assert alike(ANNA | {"birth_date": one}, ANNA | {"birth_date": other}) == (80, ["same_name_other_birth"])


def test_one_document_is_one_person_however_it_is_written():
    married = {"given_name": "Hanna", "family_name": "Kowalska", "document": SAME_PASSPORT}
    assert alike(ANNA | {"document": PASSPORT}, married) == (100, ["same_document"])
    other_country = married | {"document": SAME_PASSPORT.replace("UA", "MD")}
    assert alike(ANNA | {"document": PASSPORT}, other_country) == (0, [])


def test_two_numbers_speak_against_it():
    one, other = ANNA | {"pesel": "80031700000"}, ANNA | {"pesel": "80031700017"}
    assert alike(one, other) == (70, ["same_name_and_birth"])
    assert alike(one, one) == (100, ["same_pesel", "same_name_and_birth"])


def test_without_a_birth_date_a_name_says_little():
    nameless = {"given_name": "Anna", "family_name": "Nowak"}
    assert alike(nameless, nameless) == (40, ["same_name_other_birth"])


WORDS = st.sampled_from(["anna", "hanna", "nowak", "nowik", "kowalska", "lucja"])
FEATURES = st.builds(
    Features,
    name=st.lists(WORDS, min_size=1, max_size=3).map(lambda words: " ".join(sorted(words))),
    birth_date=st.sampled_from([None, "1980-03-17", "1980-03-07", "1980-07-03", "1975-11-02"]),
    pesel=st.sampled_from([None, "80031700000", "80031700017"]),
    document=st.sampled_from([None, "UA passport AB123456", "MD passport AB123456"]),
)


@given(FEATURES, FEATURES)
def test_the_score_is_the_same_whichever_stands_first(one: Features, other: Features):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other).score <= 100
