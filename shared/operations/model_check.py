"""Comparing a read model with what its events make: built once more beside it, and compared as of one moment."""

import asyncio
from collections.abc import Sequence

from shared.operations.finding import Finding, fault, some, sound, watch
from shared.operations.rebuild import Building, Report, Source, building, patiently
from shared.operations.shadow import SCHEMA, SLOW
from shared.store.database import Connection

SUM = "SELECT count(*) AS rows, coalesce(sum(hashtextextended(t::text, 0)), 0) AS sum FROM {0} t"
KEY = """
SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
WHERE i.indrelid = ('public.' || $1)::regclass AND i.indisprimary ORDER BY a.attnum
"""
DIFFERENT = """
SELECT DISTINCT concat_ws('/', {key}) AS name FROM (
    (TABLE public.{table} EXCEPT TABLE rebuild.{table}) UNION ALL (TABLE rebuild.{table} EXCEPT TABLE public.{table})
) d ORDER BY 1
"""
TRIES, PAUSE = 20, 0.3
"""Moments in which nothing may be on its way, and the seconds between them."""
APART = """
SELECT count(*) FROM rebuild.seen made FULL JOIN (SELECT * FROM public.seen WHERE consumer = $1) live USING (stream)
WHERE coalesce(live.sequence, 0) <> coalesce(made.sequence, 0)
"""


async def check_models(url: str, source: Source, report: Report, consumer: str | None = None) -> list[Finding]:
    """Compare each table of the source. `consumer` keeps the live tables of others' events; None: they are always level.

    Raises `Busy`, `AlreadyRebuilding`, and what the source raises.
    """
    async with building(url, source, report) as built:
        return await patiently()(_at_a_quiet_moment, built, source.tables, consumer)


async def _at_a_quiet_moment(built: Building, tables: Sequence[str], consumer: str | None) -> list[Finding]:
    for _ in range(TRIES):
        if (found := await _compared(built, tables, consumer)) is not None:
            return found
        await asyncio.sleep(PAUSE)
    return [watch(", ".join(tables), "not compared: something is always on its way, or its consumer stands still")]


async def _compared(built: Building, tables: Sequence[str], consumer: str | None) -> list[Finding] | None:
    """The moment is taken under the lock; comparing takes its time afterwards, while everything goes on.

    None when the live tables have not come as far as the events.
    """
    async with built.shadow.begin() as then:
        async with built.level():
            await then.driver.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            await then.driver.execute("SELECT true")  # this is the moment: what it sees stays as it is
            apart = await then.driver.fetchval(APART, consumer) if consumer else 0
        if apart:
            return None
        return [await _compare(then, table) for table in tables]


async def _compare(db: Connection, table: str) -> Finding:
    live = await db.driver.fetchrow(SUM.format(f"public.{table}"), timeout=SLOW)
    made = await db.driver.fetchrow(SUM.format(f"{SCHEMA}.{table}"), timeout=SLOW)
    assert live is not None
    assert made is not None
    if tuple(live) == tuple(made):
        return sound(table, f"{live['rows']:,} rows, as the events make them")
    key = ", ".join(row["attname"] for row in await db.driver.fetch(KEY, table))
    names = [row["name"] for row in await db.driver.fetch(DIFFERENT.format(table=table, key=key), timeout=SLOW)]
    return fault(table, f"{len(names):,} rows are not as the events make them (`kladka projections rebuild`): {some(names)}")
