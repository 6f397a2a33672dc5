"""The envelope: CloudEvents 1.0 in Kafka's binary mode; `ce_sequence` is dense among the published events of a stream."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from shared.kernel.ids import ActorId

Headers = list[tuple[str, bytes]]
LARGEST = 2**31
"""Sequences and versions are far below it; a larger number is no number of ours."""
WIDTH = 12
"""Digits of `ce_sequence`, zero-padded so that it also sorts as text."""


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

    def text(name: str) -> str:
        raw = found.get(name)
        if raw is None:
            raise BadEnvelope(f"header {name} is missing or null")
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise BadEnvelope(f"header {name} is not UTF-8") from None

    kind, _, version = text("ce_type").rpartition(".v")
    try:
        meta = Meta(
            id=UUID(text("ce_id")),
            name=kind,
            version=int(version),
            stream=text("ce_subject"),
            sequence=int(text("ce_sequence")),
            effective_on=date.fromisoformat(text("ce_effectiveon")),
            recorded_at=datetime.fromisoformat(text("ce_recordedat")),
            correlation=UUID(text("ce_correlationid")),
            causation=UUID(text("ce_causationid")),
            actor=ActorId(UUID(text("ce_actor"))),
        )
    except ValueError:
        raise BadEnvelope("a header holds a value of another shape") from None
    if not (1 <= meta.sequence < LARGEST and 1 <= meta.version < LARGEST) or "\0" in meta.stream + meta.name:
        raise BadEnvelope("a header holds a value out of its range")
    return meta
