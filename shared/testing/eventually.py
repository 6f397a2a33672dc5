"""Waiting in tests: ask again until it holds, within a bound; a failure shows the last answer."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
PAUSE = 0.02


async def eventually(
    ask: Callable[[], Awaitable[T]], holds: Callable[[T], bool] = bool, *, within: float = 15.0, what: str = "it"
) -> T:
    """The first answer that holds. Raises AssertionError with the last answer after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        answer = await ask()
        if holds(answer):
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {within:g} s; last seen: {answer!r}")
        await asyncio.sleep(PAUSE)
