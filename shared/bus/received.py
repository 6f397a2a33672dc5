"""A record from Kafka, read with care: whatever its bytes are, it becomes either an event with its envelope or a reason."""

from dataclasses import dataclass
from typing import TypeAlias

from aiokafka import ConsumerRecord, TopicPartition

from shared.events.envelope import BadEnvelope, Meta, meta_of
from shared.events.event import Event
from shared.events.registry import Registry

Raw: TypeAlias = "ConsumerRecord[bytes, bytes]"


@dataclass(frozen=True, slots=True)
class Received:
    """A record whose envelope could be read. `event` is None when this consumer does not read that kind."""

    raw: Raw
    meta: Meta
    event: Event | None = None
    fault: str | None = None
    """Why the body could not be read, when this consumer should be able to."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record without a usable envelope: it belongs to no stream."""

    raw: Raw
    fault: str

    @property
    def stream(self) -> str:
        return f"{self.raw.topic}/{self.raw.partition}@{self.raw.offset}"


def receive(raw: Raw, reads: Registry) -> Received | Unreadable:
    """Never raises for what a record holds."""
    try:
        meta = meta_of(list(raw.headers))
    except BadEnvelope as bad:
        return Unreadable(raw, str(bad))
    if not reads.knows(meta.name):
        return Received(raw, meta)
    if raw.value is None:
        return Received(raw, meta, fault="the record has no body")
    try:
        return Received(raw, meta, event=reads.decode(meta.name, meta.version, raw.value))
    except Exception as bad:  # noqa: BLE001 - whatever a record holds, it must not stop the others
        return Received(raw, meta, fault=f"{meta.name} v{meta.version}: {type(bad).__name__}")


def next_offsets(records: list[Raw]) -> dict[TopicPartition, int]:
    """Where each partition goes on after these records."""
    offsets: dict[TopicPartition, int] = {}
    for record in records:
        place = TopicPartition(record.topic, record.partition)
        offsets[place] = max(offsets.get(place, 0), record.offset + 1)
    return offsets
