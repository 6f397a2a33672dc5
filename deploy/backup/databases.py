"""The databases of an installation as an administrator sees them: new ones are filled beside the old and take their names.

All databases of a server change their names in one transaction.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg

from deploy.backup.cut import Driver, connected
from deploy.backup.errors import NotDone
from deploy.installation import Installation

NEW, OLD = "_restored", "_replaced"
CLIENTS = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'"
TABLES = """
SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
WHERE schemaname <> 'information_schema' AND schemaname NOT LIKE 'pg\\_%' AND tablename <> 'alembic_version'
"""


@dataclass(frozen=True)
class Place:
    """The database of one service: its address as the service uses it, and an administrator's connection to its server."""

    service: str
    url: str
    server: Driver

    @property
    def name(self) -> str:
        return urlsplit(self.url).path.lstrip("/")

    @property
    def new_url(self) -> str:
        """The address of the database that is to take its place."""
        return urlsplit(self.url)._replace(path=f"/{self.name}{NEW}").geturl()

    async def exists(self) -> bool:
        found = await self.server.fetchval("SELECT true FROM pg_database WHERE datname = $1", self.name)
        return bool(found)

    async def clients(self) -> int:
        """How many are connected to it."""
        return int(await self.server.fetchval(CLIENTS, self.name))

    async def holds_something(self) -> bool:
        """Is there a row in any table?"""
        if not await self.exists():
            return False
        async with connected(self.url) as connection:
            tables = [row["name"] for row in await connection.fetch(TABLES)]
            return any([await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})") for table in tables])

    async def make_new(self) -> None:
        """An empty database beside it, which belongs to the service; what an earlier restore left there is dropped."""
        role = await self.server.fetchval("SELECT quote_ident($1)", urlsplit(self.url).username)
        await self.drop(NEW)
        await self.drop(OLD)
        await self.server.execute(f'CREATE DATABASE "{self.name}{NEW}" OWNER {role} TEMPLATE template0')
        await self.server.execute(f'REVOKE CONNECT, TEMPORARY ON DATABASE "{self.name}{NEW}" FROM PUBLIC')

    async def take_place(self) -> None:
        """The new one gets the name, the old one, if there is one, another."""
        if await self.exists():
            await self.server.execute(f'ALTER DATABASE "{self.name}" RENAME TO "{self.name}{OLD}"')
        await self.server.execute(f'ALTER DATABASE "{self.name}{NEW}" RENAME TO "{self.name}"')

    async def drop(self, suffix: str) -> None:
        await self.server.execute(f'DROP DATABASE IF EXISTS "{self.name}{suffix}" WITH (FORCE)')


@asynccontextmanager
async def places(installation: Installation, services: Iterable[str]) -> AsyncIterator[list[Place]]:
    """The databases of these services, with one connection for each server they are on."""
    async with AsyncExitStack() as stack:
        servers: dict[str, Driver] = {}
        found = []
        for service in services:
            address = installation.administration(service)
            if address not in servers:
                servers[address] = await stack.enter_async_context(connected(address))
            found.append(Place(service, installation.database(service), servers[address]))
        yield found


async def swap(all_of_them: list[Place]) -> None:
    """The new databases take the places of the old ones: all of a server at once, or none. Raises `NotDone`."""
    servers = {id(place.server): place.server for place in all_of_them}.values()
    async with AsyncExitStack() as stack:
        for server in servers:
            await stack.enter_async_context(server.transaction())
        try:
            for place in all_of_them:
                await place.take_place()
        except asyncpg.ObjectInUseError as error:
            raise NotDone(f"{error}: somebody has connected meanwhile") from error
