"""A stack in the foreground of a command: started with progress on the screen, and stopped however the command ends."""

from collections.abc import Awaitable, Callable
from enum import IntEnum

from rich.console import Console
from rich.text import Text

from deploy.cli.interruption import Interrupted, interruptible
from deploy.cli.progress import StackProgress
from deploy.local.errors import StackError
from deploy.local.stack import EmbeddedStack


class Exit(IntEnum):
    """Exit statuses of the commands; INTERRUPTED is what shells use for Ctrl-C."""

    OK = 0
    FAILED = 1
    INTERRUPTED = 130


async def in_foreground(
    make: Callable[[StackProgress], EmbeddedStack],
    use: Callable[[EmbeddedStack], Awaitable[int]],
    console: Console,
) -> int:
    """Starts the stack, does something with it and stops it; gives the exit status."""
    try:
        with interruptible():
            return await _run(make, use, console)
    except Interrupted:
        console.print("stopped")
        return Exit.INTERRUPTED
    except StackError as error:
        console.print(Text(str(error), style="red"))
        return Exit.FAILED


async def _run(
    make: Callable[[StackProgress], EmbeddedStack],
    use: Callable[[EmbeddedStack], Awaitable[int]],
    console: Console,
) -> int:
    progress = StackProgress(console)
    stack = make(progress)
    with progress:
        await stack.start()
    try:
        return await use(stack)
    finally:
        console.print("stopping…")
        await stack.stop()
