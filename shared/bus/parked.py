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
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (consumer, topic, kafka_partition, kafka_offset) DO NOTHING
"""
HEADS = """
SELECT DISTINCT ON (stream) stream, sequence, reason FROM parked
WHERE consumer = $1 AND stream = ANY($2::text[]) AND sequence IS NOT NULL ORDER BY stream, sequence, id
"""
EXPLAIN_HEAD = """
UPDATE parked SET reason = $3, detail = $4
WHERE id = (SELECT id FROM parked WHERE consumer = $1 AND stream = $2 ORDER BY sequence, id LIMIT 1)
"""
OF_STREAM = "SELECT * FROM parked WHERE consumer = $1 AND stream = $2 ORDER BY sequence, id"


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


async def of_stream(db: Connection, consumer: str, stream: str) -> list[Parked]:
    """What is parked of a stream, in its order, with the record as it came."""
    rows = await db.driver.fetch(OF_STREAM, consumer, stream)
    return [
        Parked(row["id"], row["stream"], row["sequence"], Reason(row["reason"]), row["detail"], _record(row)) for row in rows
    ]


async def unpark(db: Connection, ids: list[int]) -> None:
    await db.driver.execute("DELETE FROM parked WHERE id = ANY($1::bigint[])", ids)


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
