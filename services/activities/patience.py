"""Patience: recruitment's news may still be on its way when somebody already acts on it, so it is looked for a moment longer.

Nothing is locked while waiting; whoever is still unknown afterwards is refused as unknown.
"""

import asyncio
from collections.abc import Awaitable, Callable

LOOKS = 50
PAUSE = 0.02
"""Seconds between looks, one second in all: many times what an event needs, and short for a person who waits.

Looks are counted, not timed: a limit that interrupted a query would spoil the transaction it runs in.
"""


async def until(known: Callable[[], Awaitable[bool]]) -> None:
    """Return when it is known, or when patience is over."""
    for _ in range(LOOKS):
        if await known():
            return
        await asyncio.sleep(PAUSE)
