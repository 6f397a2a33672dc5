"""What was sent and is known to stand on our topic.

`sent` holds, for each partition, the offset after the last acknowledged record, and never a lower one: a consumer may have
read as far. A topic that ends before it has lost something; records beyond it that the store does not know say that the
store is older than its topic.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shared.bus.batches import Landed
from shared.bus.ends import Ends
from shared.bus.log import reading
from shared.bus.refill import ours
from shared.events.envelope import Meta
from shared.store.database import Connection, Database

FORGET = """
WITH told AS (SELECT * FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS t (kafka_partition, first, next)),
gone AS (DELETE FROM outbox WHERE position = ANY($1::bigint[])),
noted AS (
    INSERT INTO sent (kafka_partition, next_offset) SELECT kafka_partition, next FROM told
    ON CONFLICT (kafka_partition) DO UPDATE SET next_offset = greatest(sent.next_offset, excluded.next_offset)
)
SELECT kafka_partition FROM told JOIN sent USING (kafka_partition) WHERE next_offset > first
"""
PUT_BACK = "INSERT INTO outbox SELECT unnest($1::bigint[]) ON CONFLICT DO NOTHING"
GROWN = """
INSERT INTO sent (kafka_partition, next_offset) SELECT * FROM unnest($1::int[], $2::bigint[])
ON CONFLICT (kafka_partition) DO UPDATE SET next_offset = greatest(sent.next_offset, excluded.next_offset)
"""


class Short(NamedTuple):
    """A partition that was cut: where it ends, and where it once ended."""

    end: int
    noted: int


class StoreBehindTopic(Exception):
    """Our topic holds events that our store does not: the store was restored from an earlier day, or is another one."""

    def __init__(self, topic: str, stream: str, sequence: int) -> None:
        super().__init__(
            f"{topic} holds {stream}@{sequence}, which the store does not know: the store is older than its topic. "
            "Restore a newer backup, or let `kladka restore` renew the topics (docs/operations.md)."
        )


async def forget(db: Connection, positions: Sequence[int], landed: Mapping[int, Landed]) -> set[int]:
    """These were acknowledged. Returns the partitions that turned out to have been cut back before."""
    firsts, nexts = [one.first for one in landed.values()], [one.next for one in landed.values()]
    return {row[0] for row in await db.driver.fetch(FORGET, positions, list(landed), firsts, nexts)}


async def put_back(db: Connection, positions: Sequence[int]) -> None:
    """These stand nobody knows where, or where a consumer that was away may pass over them: they count as not sent."""
    await db.driver.execute(PUT_BACK, positions)


async def cut_back(db: Connection, ends: Ends, topic: str) -> dict[int, Short]:
    """The partitions that end before what they acknowledged. Of those that end after it this is noted. Raises KafkaError."""
    noted = {row["kafka_partition"]: row["next_offset"] for row in await db.driver.fetch("SELECT * FROM sent")}
    if not noted:
        return {}
    found = await ends.of_topic(topic)
    if grown := {number: end for number, end in found.items() if end > noted.get(number, 0)}:
        await _note(db, grown)
    return {number: Short(found.get(number, 0), before) for number, before in noted.items() if found.get(number, 0) < before}


async def _note(db: Connection, ends: Mapping[int, int]) -> None:
    await db.driver.execute(GROWN, list(ends), list(ends.values()))


async def refuse_if_behind(database: Database, bootstrap: str, topic: str, source: str, lock: int) -> None:
    """Compare what stands on our topic beyond `sent` with the store, and note where it ends.

    Of a partition that ends before `sent` everything is compared: it was cut, or is another one. While a relay sends
    (`lock` is the one it holds) it is left to note the ends itself. Raises `StoreBehindTopic` for an event of ours that
    the store does not know.
    """
    async with reading(bootstrap, [topic]) as log, database.read() as db:
        noted = {row["kafka_partition"]: row["next_offset"] for row in await db.driver.fetch("SELECT * FROM sent")}
        whole = await log.whole([topic])
        unsure = {place: (_start(noted.get(place.partition, 0), *span), span[1]) for place, span in whole.items()}
        async for records in log.read(unsure):
            await _all_known(db, topic, [meta for record in records if (meta := ours(record, source)) is not None])
    grown = {place.partition: end for place, (start, end) in unsure.items() if start < end}
    async with database.begin() as db:
        if await db.driver.fetchval("SELECT pg_try_advisory_xact_lock($1)", lock):
            await _note(db, grown)


def _start(noted: int, begin: int, end: int) -> int:
    return begin if noted > end else max(begin, noted)


async def _all_known(db: Connection, topic: str, metas: Sequence[Meta]) -> None:
    ids = [meta.id for meta in metas]
    rows = await db.driver.fetch("SELECT event_id FROM event WHERE event_id = ANY($1::uuid[])", ids)
    known = {row["event_id"] for row in rows}
    for meta in metas:
        if meta.id not in known:
            raise StoreBehindTopic(topic, meta.stream, meta.sequence)
