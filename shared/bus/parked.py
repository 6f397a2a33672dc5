"""Parking: a stream that cannot be applied waits, with its bytes and the reason, while all others go on.

Nothing overtakes a parked record: later events of its stream are parked behind it (reason `behind`).
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from aiokafka import ConsumerRecord

from shared.bus.received import Raw, Received, Unreadable
from shared.store.database import Connection


class Reason(StrEnum):
    HOLE = "hole"
    """An earlier event of the stream has not arrived; goes on by itself when it does."""
    UNDECODABLE = "undecodable"
    FAILED = "failed"
    BEHIND = "behind"
    """Waits behind a parked event of its stream."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a stream waits for: its first parked record."""

    sequence: int
    reason: Reason

    @property
    def waits_for_an_earlier_one(self) -> bool:
        return self.reason in (Reason.HOLE, Reason.BEHIND)


@dataclass(frozen=True, slots=True)
class Parked:
    """A parked record read back."""

    id: int
    stream: str
    sequence: int | None
    reason: Reason
    detail: str
    raw: Raw


PARK = """
INSERT INTO parked (consumer, stream, sequence, reason, detail, topic, kafka_partition, kafka_offset, message_key,
                    headers, value)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
WHERE NOT EXISTS (
    SELECT FROM discarded WHERE consumer = $1 AND topic = $6 AND kafka_partition = $7 AND kafka_offset = $8
    AND sequence IS NULL AND stream = $2 AND headers = $10 AND value IS NOT DISTINCT FROM $11
) ON CONFLICT DO NOTHING
"""
"""What belongs to no stream has no place in `seen`: when it was given up, its bytes tell that it comes again."""
HEADS = """
SELECT DISTINCT ON (stream) stream, sequence, reason FROM parked
WHERE consumer = $1 AND stream = ANY($2::text[]) AND sequence IS NOT NULL ORDER BY stream, sequence, id
"""
EXPLAIN_HEAD = """
UPDATE parked SET reason = $3, detail = $4
WHERE id = (SELECT id FROM parked WHERE consumer = $1 AND stream = $2 ORDER BY sequence, id LIMIT 1)
"""
FOLLOWING = """
SELECT DISTINCT ON (sequence) * FROM parked WHERE consumer = $1 AND stream = $2 AND sequence > $3
ORDER BY sequence, id LIMIT $4
"""
CLEAR = "DELETE FROM parked WHERE consumer = $1 AND stream = $2 AND sequence <= $3"


async def park(db: Connection, consumer: str, record: Received | Unreadable, reason: Reason, detail: str) -> None:
    """Keep the record as it came. Parking the same record twice changes nothing."""
    raw = record.raw
    stream = record.meta.stream if isinstance(record, Received) else record.stream
    sequence = record.meta.sequence if isinstance(record, Received) else None
    await db.driver.execute(
        PARK,
        consumer,
        stream,
        sequence,
        reason,
        detail,
        raw.topic,
        raw.partition,
        raw.offset,
        raw.key,
        json.dumps([_writable(name, value) for name, value in raw.headers]),
        raw.value,
    )


def _writable(name: str, value: bytes | None) -> list[str | None]:
    """A header as JSON that PostgreSQL takes: it refuses a zero character even in a name."""
    return [name.replace("\0", "\ufffd"), None if value is None else base64.b64encode(value).decode()]


async def heads(db: Connection, consumer: str, streams: list[str]) -> dict[str, Head]:
    """The first parked record of each of these streams that has something parked."""
    rows = await db.driver.fetch(HEADS, consumer, streams)
    return {row["stream"]: Head(row["sequence"], Reason(row["reason"])) for row in rows}


async def explain_head(db: Connection, consumer: str, stream: str, reason: Reason, detail: str) -> None:
    """Say anew why the stream waits: its first record could be applied no better when its turn came."""
    await db.driver.execute(EXPLAIN_HEAD, consumer, stream, reason, detail)


async def following(db: Connection, consumer: str, stream: str, reached: int, limit: int) -> list[Parked]:
    """What waits behind this sequence, in its order, with the records as they came; each sequence once."""
    return [read_back(row) for row in await db.driver.fetch(FOLLOWING, consumer, stream, reached, limit)]


async def clear(db: Connection, consumer: str, stream: str, reached: int) -> None:
    """Forget what is parked up to this sequence: it was applied."""
    await db.driver.execute(CLEAR, consumer, stream, reached)


def read_back(row: Mapping[str, Any]) -> Parked:
    """A row of `parked` or `discarded`."""
    return Parked(row["id"], row["stream"], row["sequence"], Reason(row["reason"]), row["detail"], _record(row))


def _record(row: Mapping[str, Any]) -> Raw:
    get = row.__getitem__
    headers = [(name, None if text is None else base64.b64decode(text)) for name, text in get("headers")]
    return ConsumerRecord(
        topic=get("topic"),
        partition=get("kafka_partition"),
        offset=get("kafka_offset"),
        timestamp=int(datetime.now(UTC).timestamp() * 1000),
        timestamp_type=0,
        key=get("message_key"),
        value=get("value"),
        checksum=None,
        serialized_key_size=0,
        serialized_value_size=0,
        headers=headers,
    )
