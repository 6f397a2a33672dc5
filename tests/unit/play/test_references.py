"""References stand for what earlier steps saved, with the type it had."""

import pytest

from deploy.play.references import UnknownName, pick, resolve

NAMES = {"anna": "7f0c", "count": 3, "list": [1, 2]}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("${anna}", "7f0c"),
        ("${count}", 3),
        ("${list}", [1, 2]),
        ("application ${anna}, ${count}", "application 7f0c, 3"),
        ({"who": ["${anna}", {"again": "${anna}"}]}, {"who": ["7f0c", {"again": "7f0c"}]}),
        ("$anna {anna}", "$anna {anna}"),
        (7, 7),
    ],
)
def test_references_are_replaced_wherever_they_stand(written, meant):
    assert resolve(written, NAMES) == meant


def test_a_name_that_nobody_saved_is_an_error():
    with pytest.raises(UnknownName, match="marek"):
        resolve({"who": "${marek}"}, NAMES)


def test_parts_of_an_answer_are_picked_by_a_dotted_path():
    answer = {"items": [{"application": "a"}, {"application": "b"}]}
    assert pick(answer, "items.1.application") == "b"
    assert pick(answer, ".") is answer


@pytest.mark.parametrize("path", ["nothing", "items.5", "items.first"])
def test_a_path_that_leads_nowhere_is_an_error(path):
    with pytest.raises((LookupError, ValueError)):
        pick({"items": []}, path)
