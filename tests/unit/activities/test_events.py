"""What activities publish: examples that load, and nothing about a person that should stay at home."""

import pytest
from pydantic_core import from_json, to_json

from services.activities.events import EVENTS

NEVER_PUBLISHED = {"reason", "status", "late_reason"}


@pytest.mark.parametrize("event", EVENTS.events.values(), ids=lambda event: event.__name__)
def test_each_example_is_an_event_with_a_polish_title(event):
    read = EVENTS.decode(event.__name__, event.about.version, to_json(event.example))

    assert event.about.title
    assert from_json(read.stored_json()) == from_json(to_json(event.example))


@pytest.mark.parametrize("event", EVENTS.published, ids=lambda event: event.__name__)
def test_no_reason_and_no_kind_of_absence_is_published(event):
    published = from_json(event.model_validate(event.example).published_json())

    assert NEVER_PUBLISHED.isdisjoint(published)
    assert published["project"] == "gora-pomocy-3"
