"""Read models as of a moment: the same folds over the events recorded until then, in memory, written nowhere."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeVar

from shared.bus.relay import meta_of_row
from shared.events.registry import Registry
from shared.kernel.command import View
from shared.projection.projection import Fact, Key, Projection
from shared.store.database import Connection

R = TypeVar("R", bound=View)
UNTIL = """
SELECT position, event_id, stream_id, name, schema_version, sequence, effective_on, recorded_at, correlation, causation,
       actor, data::text AS body
FROM event WHERE stream_id = ANY($1::text[]) AND recorded_at <= $2 ORDER BY position
"""


async def recorded_until(db: Connection, registry: Registry, streams: Collection[str], moment: datetime) -> list[Fact]:
    """The events of these streams that were recorded by then, oldest first."""
    rows = await db.driver.fetch(UNTIL, list(streams), moment)
    return [(registry.decode(row["name"], row["schema_version"], row["body"]), meta_of_row(row)) for row in rows]


def folded(projection: Projection[R], facts: Collection[Fact]) -> Mapping[Key, R]:
    """The rows of a read model that these events alone would have made, by key."""
    rows: dict[Key, R | None] = {}
    for event, meta in facts:
        if (key := projection.key(event, meta)) is not None:
            rows[key] = projection.evolve(rows.get(key), event, meta)
    return {key: row for key, row in rows.items() if row is not None}
