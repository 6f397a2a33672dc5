"""Patience: news of another service may still be on its way when somebody acts on it, so it is looked for a moment longer.

It waits before the command's transaction: nothing is locked and no connection is held between two looks.
"""

import asyncio
from collections.abc import Awaitable, Callable

from shared.store.database import Connection, Database

LOOKS = 50
PAUSE = 0.02
"""Seconds between looks, one second in all: many times what an event needs, and short for a person who waits."""


async def until(database: Database, known: Callable[[Connection], Awaitable[bool]]) -> None:
    """Return when it is known, or when patience is over: the command then says what it misses."""
    for _ in range(LOOKS):
        async with database.read() as db:
            if await known(db):
                return
        await asyncio.sleep(PAUSE)
