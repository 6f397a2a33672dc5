"""Progress: has a read model seen what a command caused; is anything of this service still on its way?"""

import asyncio
from asyncio import timeout
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from shared.bus.consume import Subscription
from shared.bus.ends import Ends
from shared.bus.seen import reached
from shared.http.internal import Quietness
from shared.kernel.errors import Invalid, NotYet
from shared.store.database import Database

WAIT = 5.0
"""Seconds a query waits for a position before it answers `not_yet`."""
LOOK = 0.01

TOTAL = """
SELECT (SELECT count(*) FROM outbox) AS outbox, (SELECT count(*) FROM parked) AS parked,
       (SELECT coalesce(sum(version), 0) FROM stream) + (SELECT coalesce(sum(sequence), 0) FROM seen)
     + coalesce(pg_sequence_last_value('parked_id_seq'), 0) + coalesce(pg_sequence_last_value('discarded_id_seq'), 0)
     + (SELECT count(*) + count(settled_at) FROM attention) AS total
"""
"""What was parked is deleted when it goes on, so what counts is how often something was parked or given up."""


def position(after: str) -> tuple[str, int]:
    """`stream@sequence`, taken apart. Raises `Invalid`."""
    stream, _, sequence = after.rpartition("@")
    if not stream or not sequence.isdigit():
        raise Invalid("invalid_field", field="after", rule="a position that a command answered: stream@sequence")
    return stream, int(sequence)


@dataclass(frozen=True, slots=True)
class Progress:
    """What this service knows of its own progress. `readers` are its consumers: queries show what they did."""

    database: Database
    subscriptions: Sequence[Subscription]
    readers: Sequence[str]
    ends: Ends
    due: Callable[[], Awaitable[bool]]
    """Are deadlines of the present business date still to be looked at?"""

    async def wait(self, after: str) -> None:
        """Return when every read model here has seen the position; its own streams are always seen.

        Raises `NotYet` (code `not_yet`) after WAIT seconds.
        """
        stream, sequence = position(after)
        try:
            async with timeout(WAIT):
                while not await self._reached(stream, sequence):  # noqa: ASYNC110 - the marker is in the database
                    await asyncio.sleep(LOOK)
        except TimeoutError:
            raise NotYet("not_yet", field="after", rule=f"not seen here within {WAIT:g} s; ask again") from None

    async def _reached(self, stream: str, sequence: int) -> bool:
        async with self.database.read() as db:
            if await db.driver.fetchval("SELECT true FROM stream WHERE stream_id = $1", stream):
                return True
            return all([await reached(db, reader, stream, sequence) for reader in self.readers])

    async def quietness(self) -> Quietness:
        """Outbox, lag and a total that two looks can compare."""
        lag = sum([await subscription.lag(self.ends) for subscription in self.subscriptions])
        async with self.database.read() as db:
            row = dict(await db.driver.fetchrow(TOTAL) or {})
        return Quietness(lag=lag, due=int(await self.due()), **row)
