"""Bounded waiting: a condition is asked again until it holds or the time is over, never longer."""

import asyncio
import time
from collections.abc import Awaitable, Callable

INTERVAL = 0.05  # seconds; shorter than anybody notices, and 20 questions a second cost nothing


async def holds_within(seconds: float, condition: Callable[[], Awaitable[bool]]) -> bool:
    """Whether the condition came to hold in this time."""
    deadline = time.monotonic() + seconds
    while not await condition():
        if time.monotonic() >= deadline:
            return False
        await asyncio.sleep(INTERVAL)
    return True
