"""The database: SQLAlchemy's pool in autocommit; transactions are opened on asyncpg's own connection.

Both see the same transaction, so a query may be SQLAlchemy Core (`db.core`) and a hot statement plain SQL (`db.driver`).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

Driver: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection, seen two ways. On both, jsonb is written as text and read as Python objects."""

    core: AsyncConnection
    driver: Driver


def driver_of(core: AsyncConnection) -> Driver:
    """asyncpg's own connection below SQLAlchemy's; read off without the thread switch `get_raw_connection` makes."""
    assert core.sync_connection is not None
    driver = core.sync_connection.connection.driver_connection
    assert isinstance(driver, asyncpg.Connection)
    return driver


class Database:
    """A pool of connections to one service's database; `url` is `postgresql://user:password@host:port/name`."""

    def __init__(self, url: str, *, pool: int = 16) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url.replace("postgresql://", "postgresql+asyncpg://", 1),
            isolation_level="AUTOCOMMIT",
            pool_size=pool,
            max_overflow=0,
            pool_pre_ping=False,
            hide_parameters=True,
        )

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A connection without a transaction: each statement stands for itself."""
        core, driver = await self._checkout()
        try:
            yield Connection(core, driver)
        finally:
            if driver.is_closed():
                await core.invalidate()
            await core.close()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        """A transaction: committed at the end of the block, rolled back by any exception."""
        async with self.read() as db, db.driver.transaction():
            yield db

    async def _checkout(self) -> tuple[AsyncConnection, Driver]:
        """A live connection; one that the server closed meanwhile is thrown away and the next is tried."""
        while True:
            core = await self.engine.connect()
            driver = driver_of(core)
            if not driver.is_closed():
                return core, driver
            await core.invalidate()
            await core.close()

    async def close(self) -> None:
        await self.engine.dispose()
