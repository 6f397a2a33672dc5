"""One point in time for several databases: while nothing is written in any of them, each exports its snapshot.

What one service has seen of another was then published before, in the other's snapshot too. Writers wait for the moment
between the first lock and the last snapshot, some milliseconds; the snapshots stay as long as the block that uses them.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import asyncpg
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, wait_random

from deploy.backup.errors import NotDone
from deploy.backup.manifest import Held, KeysHeld
from shared.operations.shadow import ONE_AT_A_TIME

Driver: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

SHORT, LONG = "200ms", "1500ms"
"""How long a lock is waited for. A long wait, after some short ones, is what ends an autovacuum that stands in the way."""
SHORT_TRIES, TRIES = 10, 20
WRITTEN = ("seen", "event")
"""What one service may have of another's, in the order in which consumers write them: so we never wait crosswise."""
EXPORT = "SELECT pg_export_snapshot() AS id, clock_timestamp() AS now"
MEMBERS = "SELECT t FROM unnest($1::text[]) WITH ORDINALITY AS u (t, n) WHERE to_regclass(t) IS NOT NULL ORDER BY n"
HELD = """
SELECT count(*) AS events, coalesce(max(position), 0) AS position, (SELECT count(*) FROM outbox) AS outbox FROM event
"""

KEYS_HELD = "SELECT count(wrapped) AS living, count(*) - count(wrapped) AS destroyed FROM keyring.data_key"


@dataclass(frozen=True)
class Snapshot:
    """What one database held at the point in time; the connection keeps it alive."""

    id: str
    connection: Driver

    async def keys_held(self) -> KeysHeld | None:
        """Counted in the snapshot itself; None for a service without a keyring."""
        if not await self.connection.fetchval("SELECT to_regclass('keyring.data_key') IS NOT NULL"):
            return None
        revision = await self.connection.fetchval("SELECT version_num FROM alembic_version")
        return KeysHeld(revision=revision, **dict(await self.connection.fetchrow(KEYS_HELD) or {}))

    async def held(self, service: str) -> Held:
        """Counted in the snapshot itself. Raises `NotDone` for a database that no service has ever used."""
        if not await self.connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL"):
            raise NotDone(f"{service}: its database is empty")
        revision = await self.connection.fetchval("SELECT version_num FROM alembic_version")
        has_store = await self.connection.fetchval("SELECT to_regclass('event') IS NOT NULL")
        counts = await self.connection.fetchrow(HELD) if has_store else None
        return Held(revision=revision, **(dict(counts) if counts else {"events": 0, "position": 0, "outbox": 0}))


@dataclass(frozen=True)
class Cut:
    """A point in time, and each service's database as it was then."""

    taken_at: datetime
    snapshots: Mapping[str, Snapshot]


@asynccontextmanager
async def one_point_in_time(urls: Mapping[str, str]) -> AsyncIterator[Cut]:
    """The snapshots of these databases (by service), good inside the block.

    Raises `NotDone` when somebody's transaction does not let us stop the writers for a moment.
    """
    async with AsyncExitStack() as stack:
        writers = [await stack.enter_async_context(connected(url, silent="5s")) for url in urls.values()]
        locks = [(connection, await _lock_of(connection)) for connection in writers]
        keepers = {service: await stack.enter_async_context(connected(url)) for service, url in urls.items()}
        for service, keeper in keepers.items():  # its snapshot is taken by the first question, not yet
            if not await keeper.fetchval("SELECT pg_try_advisory_lock($1)", ONE_AT_A_TIME):
                raise NotDone(f"{service}: its read models are being rebuilt, and a dump takes tables by name")
            await keeper.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            await _stand_still(locks)
            exported = await asyncio.gather(*(keeper.fetchrow(EXPORT) for keeper in keepers.values()))
        finally:
            await _go_on(writers)
        named = zip(keepers.items(), exported, strict=True)
        snapshots = {service: Snapshot(row["id"], keeper) for (service, keeper), row in named}
        yield Cut(max(row["now"] for row in exported), snapshots)


@asynccontextmanager
async def connected(url: str, silent: str = "0") -> AsyncIterator[Driver]:
    """A connection whose transactions may be silent for so long (0: as long as they like)."""
    connection = await asyncpg.connect(url, server_settings={"idle_in_transaction_session_timeout": silent})
    try:
        yield connection
    finally:
        await connection.close()


async def _lock_of(connection: Driver) -> str:
    """The statement that stops who writes what others may have seen; the gateway's database holds nothing of the kind."""
    tables = [row["t"] for row in await connection.fetch(MEMBERS, WRITTEN)]
    return f"LOCK TABLE {', '.join(tables)} IN SHARE MODE" if tables else "SELECT"


async def _stand_still(locks: list[tuple[Driver, str]]) -> None:
    """No transaction that writes is open in any of the databases, and none begins until `_go_on`."""
    tries = AsyncRetrying(
        retry=retry_if_exception_type((asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)),
        stop=stop_after_attempt(TRIES),
        wait=wait_random(0.05, 0.25),
        retry_error_callback=_given_up,
    )
    async for attempt in tries:
        with attempt:
            await _lock(locks, SHORT if attempt.retry_state.attempt_number <= SHORT_TRIES else LONG)


async def _lock(locks: list[tuple[Driver, str]], patience: str) -> None:
    """One round trip for each database, in their order."""
    try:
        for connection, statement in locks:
            await connection.execute(f"BEGIN; SET LOCAL lock_timeout = '{patience}'; {statement}")
    except asyncpg.PostgresError:
        await _go_on([connection for connection, _ in locks])
        raise


async def _go_on(connections: list[Driver]) -> None:
    await asyncio.gather(*(one.execute("ROLLBACK") for one in connections if one.is_in_transaction()))


def _given_up(_state: RetryCallState) -> None:
    raise NotDone("a transaction writes for so long that no common point in time was found: try again later")
