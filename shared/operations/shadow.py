"""Shadow tables: the same tables once more in a schema of their own, built beside the live ones and then put in their place.

A connection whose search path is `rebuild, public` writes to them by their usual names, so projections need not know.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.store.database import Connection, Database

SCHEMA = "rebuild"
PATH = f"{SCHEMA}, public"
SLOW = 3600.0
"""Seconds a statement over a whole table may take."""
ONE_AT_A_TIME = 0x6B6C61646B62
"""Advisory lock of whoever rebuilds in a database, or dumps its tables by their names."""

COPY = "CREATE TABLE {schema}.{table} (LIKE public.{table} INCLUDING ALL EXCLUDING INDEXES)"
CONSTRAINTS = """
SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
WHERE conrelid = ('public.' || $1)::regclass AND contype IN ('p', 'u')
"""
INDEXES = """
SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index
WHERE indrelid = ('public.' || $1)::regclass
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
LEFT = "SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY tablename"


class AlreadyRebuilding(Exception):
    """Somebody rebuilds in this database right now, or backs it up."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """The shadow tables of some live ones: `tables` take their place in the end, those `aside` only serve to build them."""

    tables: Sequence[str]
    aside: Sequence[str] = ()

    async def make(self, db: Connection) -> None:
        """Empty tables with the keys of the live ones; what an unfinished rebuild left is dropped."""
        await drop(db)
        await db.driver.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in (*self.tables, *self.aside):
            await db.driver.execute(COPY.format(schema=SCHEMA, table=table))
            for found in await db.driver.fetch(CONSTRAINTS, table):
                definition = f"ADD CONSTRAINT {found['name']} {found['definition']}"
                await db.driver.execute(f"ALTER TABLE {SCHEMA}.{table} {definition}")

    async def index(self, db: Connection) -> None:
        """The other indexes, under the names they have: refusals are known by them. Also what the planner must know."""
        for table in self.tables:
            for found in await db.driver.fetch(INDEXES, table):
                await db.driver.execute(found["definition"].replace(" ON public.", f" ON {SCHEMA}.", 1))
            await db.driver.execute(f"ANALYZE {SCHEMA}.{table}")

    async def take_over(self, db: Connection) -> None:
        """Put the shadow tables in the place of the live ones, in the caller's transaction.

        Raises `asyncpg.LockNotAvailableError` when somebody reads for long: give up, and try again.
        """
        await db.driver.execute("SET LOCAL lock_timeout = '200ms'")  # shorter than deadlock_timeout: no reader is ended
        for table in self.tables:
            await db.driver.execute(f"LOCK TABLE public.{table} IN ACCESS EXCLUSIVE MODE")
        for table in self.tables:
            await db.driver.execute(f"DROP TABLE public.{table}")
            await db.driver.execute(f"ALTER TABLE {SCHEMA}.{table} SET SCHEMA public")


async def drop(db: Connection) -> list[str]:
    """Drop what an unfinished rebuild left; the names of its tables."""
    left = await leftovers(db)
    await db.driver.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    return left


async def leftovers(db: Connection) -> list[str]:
    """The shadow tables that stand there now: of a rebuild that runs, or of one that was interrupted."""
    return [row["tablename"] for row in await db.driver.fetch(LEFT, SCHEMA)]


async def alone(db: Connection) -> None:
    """Be the only one who rebuilds here, for as long as this connection lives. Raises `AlreadyRebuilding`."""
    if not await db.driver.fetchval("SELECT pg_try_advisory_lock($1)", ONE_AT_A_TIME):
        raise AlreadyRebuilding


def shadow_database(url: str) -> Database:
    """The database with the shadow tables in front of the live ones. Statements over millions of rows take their time."""
    return Database(url, pool=4, path=PATH, abandoned="0", patience=SLOW)
