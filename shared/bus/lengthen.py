"""Making a partition that was cut as long as it once was, by sending its oldest events again, over and over if need be.

A consumer that was away stands somewhere below the former end, and goes on there once the partition has grown past it. So
what it has not read must come at or beyond the former end; what fills the space before it, everybody has seen.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from itertools import cycle, islice
from typing import Any

from shared.bus.batches import partition_of
from shared.bus.refill import keys_of
from shared.bus.sent import Short
from shared.store.database import Connection

OLDEST_OF = """
SELECT * FROM event WHERE message IS NOT NULL AND message_key = ANY($1::text[]) ORDER BY position LIMIT $2
"""

Send = Callable[[Sequence[Any]], Awaitable[object]]


async def lengthen(db: Connection, short: Mapping[int, Short], partitions: int, at_once: int, send: Send) -> None:
    """Send to each partition exactly as many records as it lacks, rows of `event` that belong there.

    Exactly: a partition that is cut once more meanwhile stays short, and is found so.
    """
    keys = await keys_of(db, partitions, short)
    for number, (end, noted) in short.items():
        here = [key for key in keys if partition_of(key.encode(), partitions) == number]
        oldest = await db.driver.fetch(OLDEST_OF, here, min(at_once, noted - end))
        for rows in over_and_over(oldest, noted - end, at_once):
            await send(rows)
            await db.driver.execute("SELECT")  # a transaction that says nothing for long is ended


def over_and_over(rows: Sequence[Any], count: int, at_once: int) -> Iterator[list[Any]]:
    """`count` rows, the first again after the last, so many at once; none of none."""
    endless = cycle(rows)
    while some := list(islice(endless, min(at_once, count))):
        count -= len(some)
        yield some
