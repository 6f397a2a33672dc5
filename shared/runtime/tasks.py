"""What runs beside the answering of requests: it dies of a fault together with its process, which somebody starts again."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress

from shared.store.faults import is_infrastructure

log = logging.getLogger(__name__)
UPKEEP = 3600.0
"""Seconds between looks for what has been kept long enough."""


@asynccontextmanager
async def running_beside(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Something that runs until its block ends."""
    task = asyncio.create_task(work)
    task.add_done_callback(_end_process_on_fault)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def upkeep(work: Callable[[], Awaitable[object]], every: float = UPKEEP) -> None:
    """Do it at once and then again and again, until cancelled; while the infrastructure is away it waits for the next time."""
    while True:
        try:
            await work()
        except Exception as fault:
            if not is_infrastructure(fault):
                raise
            log.warning("upkeep interrupted", extra={"fault": type(fault).__name__})
        await asyncio.sleep(every)


def _end_process_on_fault(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (fault := task.exception()) is not None:
        log.critical("a part of the service died", exc_info=fault)
        os.kill(os.getpid(), signal.SIGTERM)
