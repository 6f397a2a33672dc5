"""A hundred events in one flush, against a raw `INSERT … SELECT unnest` of a hundred equal bodies in a transaction.

Twice: into a bare table of bodies, and into a table with our columns and keys, which is what any such store would pay.
"""

import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg

from shared.kernel.ids import new_id
from shared.store.answer import Answer
from shared.store.transaction import Commands, Transaction
from tests.benchmarks.append import BODY, NAME
from tests.benchmarks.databases import fresh, opened
from tests.benchmarks.figures import Figure
from tests.support.stack import Addresses
from tests.support.tally import EVENTS, KEYS, TALLY, Count, Counted, asking, prepare

Driver: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
EVENTS_AT_ONCE = 100
ROUNDS, FLUSHES = 9, 40
BARE_TABLE = "CREATE TABLE raw_event (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream uuid, data jsonb)"
BARE = """
INSERT INTO raw_event (stream, data) SELECT s, d::jsonb FROM unnest($1::uuid[], $2::text[]) AS t (s, d) RETURNING position
"""
SAME_TABLE = "CREATE TABLE same_event (LIKE event INCLUDING ALL)"
SAME = """
INSERT INTO same_event (event_id, stream_id, version, name, schema_version, data, sequence, message_key, message,
                        effective_on, recorded_at, correlation, causation, actor)
SELECT e, s, v, 'Counted', 1, d::jsonb, v, 'p', m, current_date, statement_timestamp(), $6, $6, $6
FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::bytea[]) AS t (e, s, v, d, m) RETURNING position
"""


async def measure(stack: Addresses) -> list[Figure]:
    """One flush after another on one connection: medians of ROUNDS rounds in turn."""
    url = await fresh(stack)
    async with opened(url) as database:
        await prepare(database)
        run = Commands(database, EVENTS, KEYS)
        raw = await asyncpg.connect(url)
        await raw.execute(f"{BARE_TABLE}; {SAME_TABLE}")
        await _ours(run), await _raw(raw, _bare), await _raw(raw, _same)
        rounds = [(await _ours(run), await _raw(raw, _bare), await _raw(raw, _same)) for _ in range(ROUNDS)]
        await raw.close()
    own = median(ours for ours, _, _ in rounds)
    to_bare, to_same = median(ours / bare for ours, bare, _ in rounds), median(ours / same for ours, _, same in rounds)
    name = "a command of 100 events, events"
    return [
        Figure(name, own, "/s", "raw unnest of 100 bodies, bare table", to_bare, least_ratio=0.6),
        Figure(name, own, "/s", "raw unnest, same table as ours", to_same, least_ratio=0.6),
    ]


async def hundred(command: Count, tx: Transaction) -> Answer:
    events = [Counted(project="p", tally=command.tally, amount=1, by=7) for _ in range(EVENTS_AT_ONCE)]
    tx.append(tx.create(TALLY, new_id()), events)
    return Answer()


async def _ours(run: Commands) -> float:
    start = time.perf_counter()
    for _ in range(FLUSHES):
        await run.execute(hundred, asking(Count(tally=NAME)), Answer)
    return FLUSHES * EVENTS_AT_ONCE / (time.perf_counter() - start)


async def _raw(connection: Driver, insert: Callable[[Driver], Awaitable[object]]) -> float:
    start = time.perf_counter()
    for _ in range(FLUSHES):
        async with connection.transaction():
            await insert(connection)
    return FLUSHES * EVENTS_AT_ONCE / (time.perf_counter() - start)


async def _bare(connection: Driver) -> None:
    await connection.fetch(BARE, _ids(), [BODY] * EVENTS_AT_ONCE)


async def _same(connection: Driver) -> None:
    versions, bodies = list(range(1, EVENTS_AT_ONCE + 1)), [BODY] * EVENTS_AT_ONCE
    streams, messages = [str(uuid4())] * EVENTS_AT_ONCE, [BODY.encode()] * EVENTS_AT_ONCE
    await connection.fetch(SAME, _ids(), streams, versions, bodies, messages, uuid4())


def _ids() -> list[UUID]:
    return [uuid4() for _ in range(EVENTS_AT_ONCE)]
