"""An expectation is a subset of the answer: all of it must be there, and exactly so."""

import pytest

from deploy.play.compare import differences


def found(expected, actual):
    return [str(difference) for difference in differences(expected, actual)]


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({"persons": 78}, {"persons": 78, "women": 52}),
        ({"items": [{"place": 1}]}, {"items": [{"place": 1, "state": "waiting"}, {"place": 2}]}),
        ({"on": None}, {"on": None}),
        ([], []),
        ({}, {"anything": 1}),
        ("3.50", "3.50"),
    ],
)
def test_an_answer_that_contains_the_expectation_has_no_differences(expected, actual):
    assert found(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "differing"),
    [
        ({"persons": 78}, {"persons": 79}, ["persons: expected 78, is 79"]),
        ({"persons": 78}, {}, ["persons: expected 78, is nothing"]),
        ({"hours": "3.50"}, {"hours": 3.5}, ["hours: expected '3.50', is 3.5"]),
        ({"open": True}, {"open": 1}, ["open: expected True, is 1"]),
        ([1, 2], [2, 1], ["0: expected 1, is 2", "1: expected 2, is 1"]),
        ([1, 2], [1], ["1: expected 2, is nothing"]),
        ({"items": []}, {"items": [1]}, ["items: expected [], is [1]"]),
        ({"a": {"b": [{"c": 1}]}}, {"a": {"b": [{"c": 2}]}}, ["a.b.0.c: expected 1, is 2"]),
        ({"women": 1}, None, ["the answer: expected {'women': 1}, is None"]),
    ],
)
def test_every_difference_is_named_by_its_path(expected, actual, differing):
    assert found(expected, actual) == differing


def test_personal_values_are_not_shown_in_a_difference():
    shown = found({"person": {"given_name": "Anna"}, "who": {"pesel": "1"}}, {"person": {"given_name": "Ewa"}})
    assert shown == ["person.given_name: not as expected", "who: expected {'pesel': '…'}, is nothing"]
