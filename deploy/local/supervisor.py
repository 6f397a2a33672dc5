"""Keeps a part running: one that ended or hangs is started again, after pauses that grow but stay bounded.

A part that cannot even be started several times in a row is given up, with an error instead of a loop for ever.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from typing import NoReturn

from deploy.local.errors import StackError
from deploy.local.part import Part

LOOK_EVERY = 2.0  # seconds; the end of a process is noticed at once, this is for one that hangs
MISSES = 3  # unhealthy answers in a row before a part counts as hanging
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds before the first restart, the second…
STEADY_AFTER = 30.0  # seconds of running after which the pauses begin anew
FAILED_STARTS = 5


class State(Enum):
    """What a part has just become."""

    STARTING = auto()
    READY = auto()
    DOWN = auto()


Notice = Callable[[str, State], None]


async def watch(part: Part, notice: Notice) -> NoReturn:
    """Runs until it is cancelled, or raises the last error of a part that it gives up."""
    restarts = 0
    while True:
        since = time.monotonic()
        await _until_down(part)
        notice(part.name, State.DOWN)
        restarts = 0 if time.monotonic() - since > STEADY_AFTER else restarts + 1
        await asyncio.sleep(PAUSES[min(restarts, len(PAUSES) - 1)])
        await _bring_back(part)
        notice(part.name, State.READY)


async def _until_down(part: Part) -> None:
    misses = 0
    while misses < MISSES:
        if not part.supervised:
            misses = 0
            await asyncio.sleep(LOOK_EVERY)
        elif not part.alive:
            return
        else:
            await _ended_within(part, LOOK_EVERY)
            misses = 0 if await part.healthy() else misses + 1


async def _ended_within(part: Part, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(part.ended(), seconds)


async def _bring_back(part: Part) -> None:
    for attempt in range(FAILED_STARTS):
        try:
            if part.alive and not await part.healthy():
                await part.kill()
            await part.revive()
        except StackError:
            if attempt == FAILED_STARTS - 1:
                raise
            await asyncio.sleep(PAUSES[attempt])
        else:
            return
