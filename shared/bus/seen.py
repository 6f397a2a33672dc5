"""What a consumer has applied of each stream: drops every duplicate and shows every hole, because sequences are dense.

A row is what everybody who works on a stream locks: the live consumer, the process that held its partition before, and a
replay by hand. Of a stream without a row, whoever writes the row first goes on; the other is overtaken.
"""

from collections.abc import Mapping
from types import MappingProxyType

from shared.store.database import Connection


class Overtaken(Exception):
    """Somebody else began a stream of this batch after we had looked: roll back and do the batch anew."""


SEEN = """
SELECT s.stream, s.sequence FROM unnest($2::text[]) AS k (stream)
CROSS JOIN LATERAL (SELECT * FROM seen WHERE consumer = $1 AND stream = k.stream LIMIT 1 FOR UPDATE) s
"""
MARK = """
WITH moved AS (
    INSERT INTO seen (consumer, stream, sequence) SELECT $1, * FROM unnest($2::text[], $3::bigint[])
    ON CONFLICT (consumer, stream) DO UPDATE SET sequence = excluded.sequence
), born AS (
    INSERT INTO seen (consumer, stream, sequence) SELECT $1, * FROM unnest($4::text[], $5::bigint[])
    ON CONFLICT DO NOTHING RETURNING 1
)
SELECT count(*) FROM born
"""
LOCK = """
INSERT INTO seen (consumer, stream, sequence) VALUES ($1, $2, 0)
ON CONFLICT (consumer, stream) DO UPDATE SET sequence = seen.sequence RETURNING sequence
"""


async def seen(db: Connection, consumer: str, streams: list[str]) -> dict[str, int]:
    """The last applied sequence of each stream that has one, locked until the transaction ends."""
    rows = await db.driver.fetch(SEEN, consumer, streams)
    return {row["stream"]: row["sequence"] for row in rows}


NOTHING: Mapping[str, int] = MappingProxyType({})


async def mark(db: Connection, consumer: str, moved: Mapping[str, int], born: Mapping[str, int] = NOTHING) -> None:
    """How far streams have come: `moved` have a row that this transaction holds, `born` had none when it looked.

    Raises `Overtaken` when a stream that had no row has one now.
    """
    if not moved and not born:
        return
    made = await db.driver.fetchval(MARK, consumer, list(moved), list(moved.values()), list(born), list(born.values()))
    if made != len(born):
        raise Overtaken


async def lock(db: Connection, consumer: str, stream: str) -> int:
    """The last applied sequence of one stream, locked until the transaction ends; a stream without a row gets one (0)."""
    sequence: int = await db.driver.fetchval(LOCK, consumer, stream)
    return sequence


async def reached(db: Connection, consumer: str, stream: str, sequence: int) -> bool:
    """Has this consumer applied the stream up to this sequence?"""
    query = "SELECT sequence >= $3 FROM seen WHERE consumer = $1 AND stream = $2"
    return bool(await db.driver.fetchval(query, consumer, stream, sequence))
