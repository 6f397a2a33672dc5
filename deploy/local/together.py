"""Work done at the same time, whose first error is raised as itself and not in a group."""

import asyncio
from collections.abc import Coroutine

Work = Coroutine[None, None, None]


async def together(*work: Work) -> None:
    """Returns when all of it is done; an error cancels the rest."""
    try:
        async with asyncio.TaskGroup() as group:
            for one in work:
                group.create_task(one)
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors


async def each_to_its_end(*work: Work) -> None:
    """Returns when all of it has ended; an error in one keeps no other from being done."""
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if outcome is not None:
            raise outcome
