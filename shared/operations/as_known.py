"""Read models as of a moment: the same folds over the events recorded until then, in memory, written nowhere."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeVar

from shared.events.registry import Registry
from shared.kernel.command import View
from shared.operations.own_events import COLUMNS, fact_of
from shared.projection.projection import Fact, Key, Projection
from shared.store.database import Connection

R = TypeVar("R", bound=View)
UNTIL = f"""
SELECT {COLUMNS} FROM event WHERE stream_id = ANY($1::text[]) AND recorded_at <= $2 ORDER BY position
"""


async def recorded_until(db: Connection, registry: Registry, streams: Collection[str], moment: datetime) -> list[Fact]:
    """The events of these streams that were recorded by then, oldest first."""
    rows = await db.driver.fetch(UNTIL, list(streams), moment)
    return [fact_of(registry, row) for row in rows]


def folded(projection: Projection[R], facts: Collection[Fact]) -> Mapping[Key, R]:
    """The rows of a read model that these events alone would have made, by key."""
    rows: dict[Key, R | None] = {}
    for event, meta in facts:
        if (key := projection.key(event, meta)) is not None:
            rows[key] = projection.evolve(rows.get(key), event, meta)
    return {key: row for key, row in rows.items() if row is not None}
