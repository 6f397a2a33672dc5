"""The envelope: what is sent can be read back, and what cannot be read is named without being quoted."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from shared.events.envelope import BadEnvelope, Meta, headers_of, meta_of
from shared.kernel.ids import SYSTEM

META = Meta(
    id=UUID(int=1),
    name="ParticipantRecruited",
    version=2,
    stream="places:gora/all",
    sequence=41,
    effective_on=date(2021, 3, 4),
    recorded_at=datetime(2021, 3, 5, 6, 7, 8, 9, tzinfo=UTC),
    correlation=UUID(int=2),
    causation=UUID(int=3),
    actor=SYSTEM,
)
HEADERS = headers_of(META, "urn:kladka:mops:recruitment")


def test_the_headers_of_an_event_can_be_read_back():
    assert meta_of(HEADERS) == META


def test_the_headers_are_those_of_cloudevents_in_binary_mode():
    found = {name: value.decode() for name, value in HEADERS}
    assert found["ce_specversion"] == "1.0"
    assert found["ce_type"] == "ParticipantRecruited.v2"
    assert found["ce_sequence"] == "000000000041"
    assert found["ce_traceparent"] == f"00-{META.correlation.hex}-{META.id.hex[:16]}-00"


@pytest.mark.parametrize(("value", "word"), [(None, "null"), (b"\xff", "UTF-8"), (b"Anna Kowalska", "shape")])
def test_an_unreadable_header_is_named_and_not_quoted(value, word):
    with pytest.raises(BadEnvelope, match=word) as fault:
        meta_of([(name, value if name == "ce_id" else old) for name, old in HEADERS])
    assert "Anna" not in str(fault.value)


@pytest.mark.parametrize("name", [name for name, _ in HEADERS if name not in {"ce_specversion", "ce_source", "ce_time"}][:-2])
def test_a_missing_header_is_named(name):
    with pytest.raises(BadEnvelope, match=name):
        meta_of([(other, value) for other, value in HEADERS if other != name])
