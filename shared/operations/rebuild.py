"""Rebuilding read models while everything goes on: shadow tables, the tail under a short lock, then a change of places.

Own read models are folded from the store, those of others' events from the topics. Queries read the live tables until the
moment of the change and never fail; whoever interrupts a rebuild leaves the live tables as they were.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Protocol

import asyncpg
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from shared.operations.shadow import SLOW, Shadow, alone, drop, shadow_database
from shared.store.database import Connection, Database

PATIENCE = 120.0
"""Seconds of trying to get the short lock, a fraction of a second at a time."""
SHORT_TAIL = 2000
"""Events that may be left for the time under the lock."""
Report = Callable[[int, int], None]
"""Told again and again: events folded, events there are."""


class Busy(Exception):
    """The short lock was not to be had: somebody reads or writes for longer than a rebuild may make others wait."""


class Source(Protocol):
    """Where the events of some read models are, and what keeps them from growing for a moment."""

    @property
    def tables(self) -> Sequence[str]: ...

    @property
    def aside(self) -> Sequence[str]:
        """Other tables that building writes to."""

    @property
    def lock(self) -> str:
        """The statement after which nothing is added to the live tables until its transaction ends."""

    async def catch_up(self, shadow: Database, report: Report, *, locked: bool) -> int:
        """Fold everything there is into the shadow tables; how many events it was."""

    async def settle(self, db: Connection) -> None:
        """What belongs to the change of places besides the tables, in its transaction, under the lock."""


@dataclass(frozen=True, slots=True)
class Building:
    """Shadow tables that are nearly where the live ones are."""

    guard: Connection
    """Holds the lock that keeps every other rebuild away."""
    live: Database
    shadow: Database
    source: Source
    tables: Shadow
    report: Report

    @asynccontextmanager
    async def level(self) -> AsyncIterator[Connection]:
        """A transaction in which shadow and live tables hold the same events. Raises asyncpg.LockNotAvailableError."""
        while await self.source.catch_up(self.shadow, self.report, locked=False) > SHORT_TAIL:
            pass
        async with self.live.begin() as db:
            await db.driver.execute("SET LOCAL lock_timeout = '300ms'")
            await db.driver.execute(self.source.lock)
            await self.source.catch_up(self.shadow, self.report, locked=True)
            await self.guard.driver.execute("SELECT")  # gone with its connection: the shadow tables may be another's
            yield db


@asynccontextmanager
async def building(url: str, source: Source, report: Report) -> AsyncIterator[Building]:
    """Build the shadow tables; whatever happens in the block, they are gone afterwards unless they took the live ones' place.

    Raises `AlreadyRebuilding`.
    """
    live, shadow = Database(url, pool=2, abandoned="60s", patience=SLOW), shadow_database(url)
    tables = Shadow(source.tables, source.aside)
    try:
        async with live.read() as guard:
            await alone(guard)
            try:
                with fewer_collections():
                    await tables.make(guard)
                    await source.catch_up(shadow, report, locked=False)
                    await tables.index(guard)
                    yield Building(guard, live, shadow, source, tables, report)
            finally:
                await asyncio.shield(drop(guard))
    finally:
        await shadow.close()
        await live.close()


async def rebuild(url: str, source: Source, report: Report) -> None:
    """Make the read models of this source anew. Raises `Busy`, `AlreadyRebuilding`, and what the source raises."""
    async with building(url, source, report) as built:
        async for attempt in patiently():
            with attempt:
                async with built.level() as db:
                    await source.settle(db)
                    await built.tables.take_over(db)


def patiently() -> AsyncRetrying:
    """Tries that share out the waiting: each holds others up for a moment only. Raises `Busy` in the end."""
    return AsyncRetrying(
        retry=retry_if_exception_type(asyncpg.LockNotAvailableError),
        wait=wait_random_exponential(multiplier=0.1, max=2),
        stop=stop_after_delay(PATIENCE),
        retry_error_callback=_busy,
    )


def _busy(_: object) -> None:
    raise Busy


@contextmanager
def fewer_collections() -> Iterator[None]:
    """Millions of short-lived objects without a cycle among them: looking for cycles would cost a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
