"""What a consumer has applied of each stream: drops every duplicate and shows every hole, because sequences are dense."""

from shared.store.database import Connection

SEEN = """
SELECT s.stream, s.sequence FROM unnest($2::text[]) AS k (stream)
CROSS JOIN LATERAL (SELECT * FROM seen WHERE consumer = $1 AND stream = k.stream LIMIT 1 FOR UPDATE) s
"""
MARK = """
INSERT INTO seen (consumer, stream, sequence) SELECT $1, * FROM unnest($2::text[], $3::bigint[])
ON CONFLICT (consumer, stream) DO UPDATE SET sequence = excluded.sequence
"""


async def seen(db: Connection, consumer: str, streams: list[str]) -> dict[str, int]:
    """The last applied sequence of each stream (0 when none), locked until the transaction ends."""
    rows = await db.driver.fetch(SEEN, consumer, streams)
    return dict.fromkeys(streams, 0) | {row["stream"]: row["sequence"] for row in rows}


async def mark(db: Connection, consumer: str, reached: dict[str, int]) -> None:
    if reached:
        await db.driver.execute(MARK, consumer, list(reached), list(reached.values()))


async def reached(db: Connection, consumer: str, stream: str, sequence: int) -> bool:
    """Has this consumer applied the stream up to this sequence?"""
    query = "SELECT sequence >= $3 FROM seen WHERE consumer = $1 AND stream = $2"
    return bool(await db.driver.fetchval(query, consumer, stream, sequence))
