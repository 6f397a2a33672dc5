"""Parked streams in an operator's hands: look, try again, give up. Nothing is lost in silence and nothing is overtaken.

Everything runs in the caller's transaction and first takes the row of `seen`, like the live consumer, which may therefore
go on meanwhile. What is given up is kept in `discarded` with its bytes, who gave it up and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import asyncpg

from shared.bus import parked, seen
from shared.bus.apply import Consumer, apply_within, go_on
from shared.bus.parked import Parked, Reason
from shared.bus.received import Unreadable
from shared.kernel.errors import NotFound, Refused
from shared.store.database import Connection
from shared.store.faults import is_infrastructure

Consumers = Mapping[str, Consumer]
AT_ONCE = 500
"""Records that one call applies at most: it holds its locks for about a second."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a stream went, how many of its records still wait, and what the first of them waits for."""

    applied: int
    waiting: int
    reason: str | None = None
    detail: str | None = None


STREAMS = """
SELECT f.*, w.waiting, w.since FROM (
    SELECT DISTINCT ON (consumer, stream) consumer, stream, id AS record, sequence, reason, detail FROM parked
    WHERE (consumer, stream) > ($1, $2) ORDER BY consumer, stream, sequence, id LIMIT $3
) f CROSS JOIN LATERAL (
    SELECT count(*) AS waiting, min(parked_at) AS since FROM parked p WHERE p.consumer = f.consumer AND p.stream = f.stream
) w ORDER BY f.consumer, f.stream
"""
FIRST = "SELECT * FROM parked WHERE consumer = $1 AND stream = $2 ORDER BY sequence, id LIMIT 1"
TWIN = "SELECT true FROM parked WHERE consumer = $1 AND stream = $2 AND sequence = $3 AND id <> $4 LIMIT 1"
"""Another record of the same number: one of the two is no event of the owner."""
GIVE_UP = """
INSERT INTO discarded (consumer, stream, sequence, reason, detail, topic, kafka_partition, kafka_offset, message_key,
                       headers, value, parked_at, actor, why)
SELECT consumer, stream, CASE WHEN $4 THEN sequence END, reason, detail, topic, kafka_partition, kafka_offset, message_key,
       headers, value, parked_at, $2, $3 FROM parked WHERE id = $1
ON CONFLICT DO NOTHING
"""


async def streams(db: Connection, consumer: str, stream: str, limit: int) -> list[asyncpg.Record]:
    """Streams that wait, after this consumer and stream, in their order: consumer, stream, record (the first one's id),
    sequence, reason, detail, waiting (how many), since."""
    found: list[asyncpg.Record] = await db.driver.fetch(STREAMS, consumer, stream, limit)
    return found


async def record(db: Connection, number: int) -> tuple[str, datetime, Parked]:
    """One parked record: its consumer, since when, and itself. Raises `NotFound` (`unknown_parked_record`)."""
    row = await _row(db, number)
    return row["consumer"], row["parked_at"], parked.read_back(row)


async def given_up(db: Connection, consumer: str) -> frozenset[tuple[str, int]]:
    """Stream and sequence of what was discarded: for a `Consumer` that begins anew (`given_up`)."""
    query = "SELECT stream, sequence FROM discarded WHERE consumer = $1 AND sequence IS NOT NULL"
    return frozenset((row["stream"], row["sequence"]) for row in await db.driver.fetch(query, consumer))


async def try_again(db: Connection, consumers: Consumers, consumer: str, stream: str) -> Outcome:
    """Try the first waiting record of a stream again, and as many behind it as go, up to AT_ONCE.

    Raises `NotFound`: `unknown_consumer`, `nothing_parked`.
    """
    ours = _consumer(consumers, consumer)
    first = await db.driver.fetchrow(FIRST, consumer, stream)
    if first is None:
        raise NotFound("nothing_parked", field="stream", rule="nothing of this stream waits for this consumer")
    if first["sequence"] is None:
        return await _read_again(db, ours, parked.read_back(first))
    return await _go_on(db, ours, stream)


async def discard(db: Connection, consumers: Consumers, number: int, actor: object, why: str) -> Outcome:
    """Give up the first waiting record of a stream, for ever: the stream goes on past it, without an effect.

    Raises `NotFound` (`unknown_parked_record`), `Refused` (`not_the_first`, `hole_not_discarded`).
    """
    row = await _row(db, number)
    ours, stream, sequence = _consumer(consumers, row["consumer"]), row["stream"], row["sequence"]
    if sequence is None:
        await _give_up(db, number, actor, why)
        return Outcome(0, 0)
    reached = await seen.lock(db, ours.name, stream)
    await parked.clear(db, ours.name, stream, reached)
    await _is_next(db, await _row(db, number), reached)
    if await db.driver.fetchval(TWIN, ours.name, stream, sequence, number):
        await _give_up(db, number, actor, why, keep_number=False)
        return await _go_on(db, ours, stream)
    await _give_up(db, number, actor, why)
    await parked.clear(db, ours.name, stream, sequence)
    await seen.mark(db, ours.name, {stream: sequence})
    return await _go_on(db, ours, stream)


async def _is_next(db: Connection, row: asyncpg.Record, reached: int) -> None:
    first = await db.driver.fetchrow(FIRST, row["consumer"], row["stream"])
    if first["sequence"] != row["sequence"]:
        rule = "only the first waiting record of a stream can be given up"
        raise Refused("not_the_first", field="record", rule=rule, first=first["id"])
    if row["sequence"] > reached + 1:
        rule = "events before it are missing, not wrong: let their owner send them again (kladka republish)"
        raise Refused("hole_not_discarded", field="record", rule=rule, missing=reached + 1)


async def _give_up(db: Connection, number: int, actor: object, why: str, *, keep_number: bool = True) -> None:
    """Without its number it is known again by its bytes alone: the true event of that number is not given up with it."""
    await db.driver.execute(GIVE_UP, number, actor, why, keep_number)
    await db.driver.execute("DELETE FROM parked WHERE id = $1", number)


async def _go_on(db: Connection, consumer: Consumer, stream: str) -> Outcome:
    applied = 0
    while applied < AT_ONCE and (went := await go_on(db, consumer, stream)):
        applied += went
    return await _outcome(db, consumer, stream, applied)


async def _outcome(db: Connection, consumer: Consumer, stream: str, applied: int) -> Outcome:
    first = await db.driver.fetchrow(FIRST, consumer.name, stream)
    if first is None:
        return Outcome(applied, 0)
    count = "SELECT count(*) FROM parked WHERE consumer = $1 AND stream = $2"
    waiting: int = await db.driver.fetchval(count, consumer.name, stream)
    return Outcome(applied, waiting, first["reason"], first["detail"])


async def _read_again(db: Connection, consumer: Consumer, one: Parked) -> Outcome:
    """A record whose envelope could not be read: now that it can, it is taken like one that just came."""
    now = consumer.receive(one.raw)
    if isinstance(now, Unreadable):
        return await _outcome(db, consumer, one.stream, 0)
    before = await seen.lock(db, consumer.name, now.meta.stream)
    try:
        async with db.driver.transaction():
            await db.driver.execute("DELETE FROM parked WHERE id = $1", one.id)
            await apply_within(db, consumer, [one.raw])
    except Exception as fault:
        if is_infrastructure(fault):
            raise
        await parked.explain_head(db, consumer.name, one.stream, Reason.FAILED, type(fault).__name__)
        return await _outcome(db, consumer, one.stream, 0)
    left = await _go_on(db, consumer, now.meta.stream)
    return replace(left, applied=await seen.lock(db, consumer.name, now.meta.stream) - before)


def _consumer(consumers: Consumers, name: str) -> Consumer:
    if name not in consumers:
        raise NotFound("unknown_consumer", field="consumer", rule="this service has no such consumer", consumer=name)
    return consumers[name]


async def _row(db: Connection, number: int) -> asyncpg.Record:
    row = await db.driver.fetchrow("SELECT * FROM parked WHERE id = $1", number)
    if row is None:
        raise NotFound("unknown_parked_record", field="record", rule="no such record waits here (any more)")
    return row
