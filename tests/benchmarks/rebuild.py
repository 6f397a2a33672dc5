"""Rebuilding own read models from the store, against the limit: reading by position and decoding, nothing else.

`python -m tests.benchmarks rebuild` folds 200 000 events, `make bench-rebuild` a million (`KLADKA_BENCH_REBUILD`).
"""

import os
import time
from collections.abc import Awaitable, Callable, Sequence
from statistics import median
from typing import Any

import psutil

from services.recruitment.main import SERVICE
from services.recruitment.projections.application import APPLICATIONS
from shared.bus.relay import meta_of_row
from shared.operations.own_events import EVENTS as PAGE_OF_EVENTS
from shared.operations.own_events import PAGE, OwnEvents
from shared.operations.rebuild import fewer_collections, rebuild
from shared.projection.projection import Projection
from shared.store.database import Database
from tests.benchmarks.databases import filled, opened
from tests.benchmarks.figures import Figure
from tests.support.stack import Addresses

STORED = int(os.environ.get("KLADKA_BENCH_REBUILD", "200000"))
ROUNDS = 3 if STORED <= 200_000 else 1


async def measure(stack: Addresses) -> list[Figure]:
    """One read model, all of them, and how much memory it takes beyond that of the limit."""
    url = await filled(stack, STORED)
    async with opened(url) as database:
        async with database.read() as db:
            events = int(await db.driver.fetchval("SELECT count(*) FROM event"))
        rounds, memory = [], 0.0
        await _limit(database)
        before = _resident()
        for _ in range(ROUNDS):
            limit = await _timed(lambda: _limit(database))
            one = await _timed(lambda: _ours(url, [APPLICATIONS]))
            every = await _timed(lambda: _ours(url, SERVICE.own))
            rounds.append((events / one, limit / one, events / every, limit / every))
            memory = max(memory, _resident() - before)
    one, one_ratio, every, every_ratio = (median(column) for column in zip(*rounds, strict=True))
    against, what = "read by position and decode", f"rebuild of {events:,} events"
    return [
        Figure(f"{what} into one read model", one, "/s", against, one_ratio, least_ratio=0.4, least=30_000),
        Figure(f"{what} into all {len(SERVICE.own)} at once", every, "/s", against, every_ratio),
        Figure("the same: memory grows by", memory, "MiB", "after the first reading", most=100),
    ]


async def _timed(work: Callable[[], Awaitable[None]]) -> float:
    start = time.perf_counter()
    await work()
    return time.perf_counter() - start


async def _limit(database: Database) -> None:
    position = 0
    with fewer_collections():
        async with database.read() as db:
            while rows := await db.driver.fetch(PAGE_OF_EVENTS, position, 2**62, PAGE):
                position = rows[-1]["position"]
                for row in rows:
                    SERVICE.events.decode(row["name"], row["schema_version"], row["body"])
                    meta_of_row(row)


async def _ours(url: str, projections: Sequence[Projection[Any]]) -> None:
    await rebuild(url, OwnEvents(SERVICE.events, projections), lambda done, total: None)


def _resident() -> float:
    """MiB of this process."""
    return float(psutil.Process().memory_info().rss) / 2**20
