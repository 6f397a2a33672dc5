"""Filling a topic again: what the store published and the topic does not hold goes back into the outbox.

The relay then sends it in the order of the store, with the ids and numbers it always had, before anything newer.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from aiokafka import TopicPartition

from shared.bus.batches import partition_of
from shared.bus.log import Range, reading
from shared.bus.received import Raw
from shared.events.envelope import BadEnvelope, Meta, meta_of
from shared.store.database import Connection

REFILL = """
INSERT INTO outbox SELECT position FROM event
LEFT JOIN unnest($1::text[], $2::bigint[]) AS held (stream, sequence) ON held.stream = event.stream_id
WHERE message IS NOT NULL AND message_key = ANY($3::text[]) AND event.sequence > coalesce(held.sequence, 0)
ON CONFLICT DO NOTHING
"""


@dataclass(slots=True)
class Held:
    """What a topic holds of each stream: the number up to which nothing is missing."""

    source: str
    reached: dict[str, int] = field(default_factory=dict)
    later: dict[str, set[int]] = field(default_factory=dict)
    """Numbers that came before an earlier one."""

    def take(self, records: Sequence[Raw]) -> None:
        for record in records:
            if (meta := ours(record, self.source)) is not None:
                self.note(meta.stream, meta.sequence)

    def note(self, stream: str, sequence: int) -> None:
        reached = self.reached.setdefault(stream, 0)
        if sequence > reached + 1:
            self.later.setdefault(stream, set()).add(sequence)
        elif sequence == reached + 1:
            waiting = self.later.get(stream, ())
            while reached + 1 == sequence or reached + 1 in waiting:
                reached += 1
            self.reached[stream] = reached


async def refill(db: Connection, bootstrap: str, topic: str, source: str, partitions: Collection[int] | None = None) -> int:
    """Put what these partitions (None: all) lack back into the outbox: how many events. Raises KafkaError, TimeoutError.

    A stream with a gap is sent again from the gap on, so that every subscriber sees it in order.
    """
    held = Held(source)
    async with reading(bootstrap, [topic]) as log:
        whole = await log.whole([topic])
        async for records in log.read(_chosen(whole, partitions)):
            held.take(records)
            await db.driver.execute("SELECT")  # a transaction that says nothing for long is ended
    keys = await keys_of(db, len(whole), partitions)
    done = await db.driver.execute(REFILL, list(held.reached), list(held.reached.values()), keys, timeout=600)
    return int(done.rpartition(" ")[2])


def _chosen(whole: Mapping[TopicPartition, Range], partitions: Collection[int] | None) -> dict[TopicPartition, Range]:
    return {place: span for place, span in whole.items() if partitions is None or place.partition in partitions}


async def keys_of(db: Connection, count: int, partitions: Collection[int] | None) -> list[str]:
    """The keys that belong to these partitions (None: all) of `count`."""
    found = await db.driver.fetch("SELECT DISTINCT message_key FROM event WHERE message IS NOT NULL", timeout=600)
    keys: list[str] = [row[0] for row in found]
    return [key for key in keys if partitions is None or partition_of(key.encode(), count) in partitions]


def ours(record: Raw, source: str) -> Meta | None:
    """The envelope of an event that this source sent; None for what is foreign or unreadable."""
    headers = list(record.headers)
    try:
        return meta_of(headers) if dict(headers).get("ce_source") == source.encode() else None
    except BadEnvelope:
        return None
