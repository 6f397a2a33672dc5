"""A database of its own for each measurement, and a recruitment store filled with synthetic projects."""

import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from deploy.load.filling import fill
from deploy.load.projects import EVENTS_OF_A_PROJECT, Wanted
from services.recruitment.main import SERVICE
from shared.privacy.in_memory import KeysInMemory
from shared.store.database import Database
from shared.store.migrate import migrate
from tests.support.stack import Addresses

KEYS = KeysInMemory()


async def fresh(stack: Addresses) -> str:
    """The url of an empty database."""
    name = f"b{secrets.token_hex(6)}"
    admin = await asyncpg.connect(stack.postgres)
    await admin.execute(f"CREATE DATABASE {name}")
    await admin.close()
    return urlunsplit(urlsplit(stack.postgres)._replace(path=f"/{name}"))


async def filled(stack: Addresses, events: int, *, seed: int = 1, look_at_disk: bool = False) -> str:
    """The url of a recruitment store with so many events. `look_at_disk`: PostgreSQL's own; it may be in a container."""
    url = await fresh(stack)
    await migrated(url, SERVICE.migrations)
    wanted, free = Wanted(events, -(-events // EVENTS_OF_A_PROJECT), seed), shutil.disk_usage("/").free
    await fill(url, wanted, None, SERVICE.own, free=None if look_at_disk else free)
    return url


async def migrated(url: str, migrations: object) -> None:
    async with opened(url) as database:
        await migrate(database, migrations)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()
