"""A query's connection: taken from the pool by its first statement, given back whenever the query waits for somebody else.

So a service that asks others holds nothing that others wait for. Inside a transaction the connection stays the same.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Any, Self, cast

from shared.store.database import Connection, Database, Driver


class Lent:
    """What of a connection queries use, over whichever one the pool has."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._taken = AsyncExitStack()
        self._driver: Driver | None = None

    @property
    def connection(self) -> Connection:
        """It, as queries know connections."""
        return Connection(cast(Driver, self))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._taken.aclose()

    async def give_back(self) -> None:
        """Until the next statement."""
        assert self._driver is None or not self._driver.is_in_transaction(), "a snapshot is not kept while others are asked"
        self._driver = None
        await self._taken.aclose()

    async def fetch(self, query: str, *arguments: object) -> Any:
        return await (await self._take()).fetch(query, *arguments)

    async def fetchrow(self, query: str, *arguments: object) -> Any:
        return await (await self._take()).fetchrow(query, *arguments)

    async def fetchval(self, query: str, *arguments: object) -> Any:
        return await (await self._take()).fetchval(query, *arguments)

    async def execute(self, query: str, *arguments: object) -> str:
        return str(await (await self._take()).execute(query, *arguments))

    @asynccontextmanager
    async def transaction(self, **kind: Any) -> AsyncIterator[None]:
        async with (await self._take()).transaction(**kind):
            yield

    async def _take(self) -> Driver:
        if self._driver is None:
            found = await self._taken.enter_async_context(self._database.read())
            self._driver = found.driver
        return self._driver
