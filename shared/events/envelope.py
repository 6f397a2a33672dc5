"""The envelope: CloudEvents 1.0 in Kafka's binary mode; `ce_sequence` is dense among the published events of a stream."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic_core import SchemaValidator, core_schema

from shared.kernel.ids import ActorId

Headers = list[tuple[str, bytes]]
LARGEST = 2**31
"""Sequences and versions are far below it; a larger number is no number of ours."""
WIDTH = 12
"""Digits of `ce_sequence`, zero-padded so that it also sorts as text."""


READ = (
    "ce_type", "ce_id", "ce_subject", "ce_sequence", "ce_effectiveon", "ce_recordedat", "ce_correlationid", "ce_causationid",
    "ce_actor",
)  # fmt: skip
uuid_of: Callable[[str], UUID] = SchemaValidator(core_schema.uuid_schema()).validate_python
"""Reading a UUID from text, four times as fast as `UUID(text)`. Raises ValueError."""


class Meta(NamedTuple):
    """What is known about a recorded event besides its body. `sequence` is 0 when the event is not published."""

    id: UUID
    name: str
    version: int
    stream: str
    sequence: int
    effective_on: date
    recorded_at: datetime
    correlation: UUID
    causation: UUID
    actor: ActorId


class BadEnvelope(Exception):
    """A record's headers are not those of an event; says which header, never its bytes."""


def headers_of(meta: Meta, source: str) -> Headers:
    """The Kafka headers of a published event; `source` names centre and service."""
    values = {
        "ce_specversion": "1.0",
        "ce_id": str(meta.id),
        "ce_type": f"{meta.name}.v{meta.version}",
        "ce_source": source,
        "ce_subject": meta.stream,
        "ce_time": meta.recorded_at.isoformat(),
        "ce_sequence": f"{meta.sequence:0{WIDTH}d}",
        "ce_effectiveon": meta.effective_on.isoformat(),
        "ce_recordedat": meta.recorded_at.isoformat(),
        "ce_correlationid": str(meta.correlation),
        "ce_causationid": str(meta.causation),
        "ce_actor": str(meta.actor),
        "ce_traceparent": f"00-{meta.correlation.hex}-{meta.id.hex[:16]}-00",
        "content-type": "application/json",
    }
    return [(name, value.encode()) for name, value in values.items()]


def meta_of(headers: Headers) -> Meta:
    """The envelope of a received record. Raises `BadEnvelope` naming the header that is missing or malformed."""
    found = dict(headers)
    try:
        (kind, event_id, stream, sequence, effective_on, recorded_at, correlation, causation, actor) = [
            found[name].decode() for name in READ
        ]
    except (KeyError, AttributeError, UnicodeDecodeError):
        raise _unreadable(found) from None
    name, _, version = kind.rpartition(".v")
    try:
        meta = Meta(
            uuid_of(event_id),
            name,
            int(version),
            stream,
            int(sequence),
            date.fromisoformat(effective_on),
            datetime.fromisoformat(recorded_at),
            uuid_of(correlation),
            uuid_of(causation),
            ActorId(uuid_of(actor)),
        )
    except ValueError:
        raise BadEnvelope("a header holds a value of another shape") from None
    if not (1 <= meta.sequence < LARGEST and 1 <= meta.version < LARGEST) or "\0" in meta.stream + meta.name:
        raise BadEnvelope("a header holds a value out of its range")
    return meta


def _unreadable(found: Mapping[str, bytes | None]) -> BadEnvelope:
    """Which header it is that cannot be read."""
    for name in READ:
        raw = found.get(name)
        if raw is None:
            return BadEnvelope(f"header {name} is missing or null")
        try:
            raw.decode()
        except UnicodeDecodeError:
            return BadEnvelope(f"header {name} is not UTF-8")
    raise AssertionError("all headers can be read")
