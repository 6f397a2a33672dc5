"""Ctrl-C, a termination and a closed terminal as one ordinary exception, raised once, so that cleaning up is not cut."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(Exception):
    """Somebody asked this process to end."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Raises Interrupted out of the block; further signals are ignored while the block ends."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    received: list[signal.Signals] = []

    def interrupt(received_signal: signal.Signals) -> None:
        received.append(received_signal)
        if task is not None and len(received) == 1:
            task.cancel()

    for one in INTERRUPTIONS:
        loop.add_signal_handler(one, interrupt, one)
    try:
        yield
    except asyncio.CancelledError:
        if task is None or not received:
            raise
        task.uncancel()
        raise Interrupted(received[0].name) from None
    finally:
        for one in INTERRUPTIONS:
            loop.remove_signal_handler(one)
