"""A published schema may only grow."""

import pytest

from shared.events.schemas import breaks

OLD = {
    "properties": {"project": {"type": "string"}, "sex": {"$ref": "#/$defs/Sex"}, "on": {"type": "string", "format": "date"}},
    "required": ["project", "sex"],
    "$defs": {"Sex": {"type": "string", "enum": ["female", "male"]}},
}


def changed(**properties: object) -> dict:
    return OLD | {"properties": {**OLD["properties"], **properties}}


def test_an_added_field_and_an_added_word_break_nobody():
    wider = changed(place={"type": "string"}) | {"$defs": {"Sex": {"type": "string", "enum": ["female", "male", "other"]}}}
    assert breaks(OLD, wider) == []


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        (OLD | {"properties": {"project": {"type": "string"}, "sex": {"type": "string"}}}, "on is gone"),
        (changed(on={"type": "integer"}), "on has another type"),
        (changed(project={"type": "array", "items": {"type": "string"}}), "project has another type"),
        (OLD | {"required": ["project"]}, "sex may be missing now"),
    ],
)
def test_what_a_subscriber_relies_on_may_not_change(new, fault):
    assert breaks(OLD, new) == [fault]
