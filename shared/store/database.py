"""The database: one pool of asyncpg connections; statements are plain SQL or built with SQLAlchemy Core.

SQLAlchemy describes tables, builds queries and migrates; what travels to PostgreSQL travels through asyncpg alone, so a
command pays for its round trips and nothing else.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

Driver: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
PATIENCE = 30.0
"""Seconds for a free connection, and for one statement: what hangs is a fault to be retried, not waited for for ever."""
CLOSING = 10.0
"""Seconds until a pool that is closed ends what is still under way."""
ABANDONED = "10s"
"""A transaction whose process says nothing for so long (frozen, or cut off) is ended by the server, with its locks."""
DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection. jsonb is written as text and read as Python objects."""

    driver: Driver

    async def rows(self, statement: ClauseElement) -> list[asyncpg.Record]:
        """The rows of a statement built with SQLAlchemy Core."""
        compiled = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        assert isinstance(compiled, SQLCompiler)
        parameters = [compiled.params[name] for name in compiled.positiontup or ()]
        found: list[asyncpg.Record] = await self.driver.fetch(str(compiled), *parameters)
        return found


class Database:
    """A pool of connections to one service's database; `url` is `postgresql://user:password@host:port/name`.

    `path` are the schemas in which tables are looked for, `abandoned` the limit of a silent transaction, `patience` (seconds)
    that of a statement.
    """

    def __init__(
        self, url: str, *, pool: int = 16, path: str = "public", abandoned: str = ABANDONED, patience: float = PATIENCE
    ) -> None:
        self._url = url
        self._size = pool
        self._patience = patience
        self._session = {"search_path": path, "idle_in_transaction_session_timeout": abandoned}
        self._opening = asyncio.Lock()
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A connection without a transaction: each statement stands for itself."""
        pool = self._pool or await self._open()
        async with pool.acquire(timeout=PATIENCE) as driver:
            yield Connection(driver)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        """A transaction: committed at the end of the block, rolled back by any exception."""
        pool = self._pool or await self._open()
        async with pool.acquire(timeout=PATIENCE) as driver, driver.transaction():
            yield Connection(driver)

    async def _open(self) -> "asyncpg.Pool[asyncpg.Record]":
        """Connections are made when they are first needed, and anew when the server has closed them."""
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=0,
                    max_size=self._size,
                    init=_read_json,
                    reset=_keep_session,
                    command_timeout=self._patience,
                    server_settings=self._session,
                )
        return self._pool

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[AsyncEngine]:
        """SQLAlchemy's engine, for migrations."""
        engine = create_async_engine(self._url.replace("postgresql://", "postgresql+asyncpg://", 1), hide_parameters=True)
        try:
            yield engine
        finally:
            await engine.dispose()

    async def close(self) -> None:
        """Waits a moment for what is under way; then connections are cut, as a server that is gone answers nothing."""
        if self._pool is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSING):
                    await self._pool.close()


async def _read_json(driver: Any) -> None:
    for kind in ("json", "jsonb"):
        await driver.set_type_codec(kind, schema="pg_catalog", encoder=str, decoder=json.loads)


async def _keep_session(driver: Any) -> None:
    """No reset query: a session carries no state here, only transactions do."""
