"""The source of own read models: the store, read by position, the next page while one is folded."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.bus.relay import meta_of_row
from shared.events.registry import Registry
from shared.operations.rebuild import Report, patiently
from shared.projection.projection import Fact, Projection
from shared.store.database import Database

PAGE = 5000
COLUMNS = """
position, event_id, stream_id, name, schema_version, sequence, effective_on, recorded_at, correlation, causation, actor,
data::text AS body
"""
"""What makes a fact of a stored event, see `fact_of`."""
EVENTS = f"""
SELECT {COLUMNS}
FROM public.event WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3
"""
LAST = "SELECT coalesce(max(position), 0) FROM public.event"
LOCK = "LOCK TABLE public.event IN SHARE MODE"
"""Writers wait: an own read model is written in the transaction that writes the events."""


@dataclass(slots=True)
class OwnEvents:
    """The events of a service's own store, for some of its own read models."""

    registry: Registry
    projections: Sequence[Projection[Any]]
    position: int = 0
    done: int = 0
    lock: str = field(default=LOCK, init=False)
    aside: Sequence[str] = field(default=(), init=False)

    @property
    def tables(self) -> Sequence[str]:
        return [projection.table.name for projection in self.projections]

    async def catch_up(self, shadow: Database, report: Report, *, locked: bool) -> int:
        """Fold the events up to a position below which none can appear any more."""
        end, before = (await _last(shadow) if locked else await patiently()(_settled, shadow)), self.done
        page = asyncio.create_task(self._facts(shadow, self.position, end))
        while facts := await page:
            page = asyncio.create_task(self._facts(shadow, self.position, end))
            async with shadow.begin() as db:
                for projection in self.projections:
                    await projection.apply(db, facts)
            self.done += len(facts)
            report(self.done, max(end, self.done))
        self.position = max(self.position, end)
        return self.done - before

    async def settle(self, _: object) -> None:
        """The tables are all there is."""

    async def _facts(self, shadow: Database, after: int, end: int) -> list[Fact]:
        """The next facts; `position` moves behind them. Decoding goes on while the server writes the page before."""
        rows = await _page(shadow, after, end)
        if rows:
            self.position = rows[-1]["position"]
        return [fact_of(self.registry, row) for row in rows]


def fact_of(registry: Registry, row: Any) -> Fact:
    """A stored event, from a row with `COLUMNS`."""
    return registry.decode(row["name"], row["schema_version"], row["body"]), meta_of_row(row)


async def _last(database: Database) -> int:
    async with database.read() as db:
        return int(await db.driver.fetchval(LAST))


async def _settled(database: Database) -> int:
    """Positions are given out before their commit: wait until nobody writes, and take the last one of then."""
    async with database.begin() as db:
        await db.driver.execute("SET LOCAL lock_timeout = '300ms'")
        await db.driver.execute(LOCK)
        return int(await db.driver.fetchval(LAST))


async def _page(database: Database, after: int, end: int) -> list[Any]:
    async with database.read() as db:
        return list(await db.driver.fetch(EVENTS, after, end, PAGE))
