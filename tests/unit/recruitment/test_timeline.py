"""The timeline has a kind for whatever may stand in it."""

import pytest

from services.recruitment.domain.erasure import ErasureProposed
from services.recruitment.events import EVENTS
from services.recruitment.queries.timeline import kind_of

OF_SOMEBODY = [one for one in EVENTS.events.values() if {"application", "participant"} & one.model_fields.keys()]


@pytest.mark.parametrize("event", OF_SOMEBODY, ids=lambda event: event.__name__)
def test_every_event_about_an_applicant_has_a_kind(event):
    assert kind_of(event).value in ("application", "place", "participation", "support", "outcome")


def test_what_stands_in_no_timeline_has_none():
    with pytest.raises(KeyError):
        kind_of(ErasureProposed)
