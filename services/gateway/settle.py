"""Settling: return only when nothing is on its way anywhere, as two looks in a row at every service agree."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

from pydantic import Field

from services.gateway.callers import Caller
from services.gateway.desk import AtDesk
from services.gateway.upstream import Upstream
from shared.http.internal import Quietness
from shared.http.roles import Role
from shared.kernel.command import Command, View
from shared.kernel.errors import NotYet
from shared.kernel.ids import SYSTEM
from shared.store.transaction import Who

LIMIT = 60.0
"""Seconds after which the caller is told who is not quiet."""
PAUSE, GROWS, LONGEST_PAUSE = 0.02, 1.5, 0.15
"""Seconds between two looks; longer and longer while somebody moves, since looking takes their time as well."""
PATIENCE = 5.0
"""Seconds a service has to say whether it is quiet."""
INSTALLATION = Who(SYSTEM, frozenset({Role.SYSTEM}))

Round = dict[str, Quietness | None]
"""One look at every service; None: it does not answer."""


class Settle(Command):
    """Wait until everything that was caused has arrived."""


class Settled(View):
    """Nothing is on its way; what is parked does not move by itself and is said beside it."""

    parked: dict[str, int] = Field(description="records that could not be applied and wait for repair, by service")
    total: int = Field(description="everything written or applied so far, in all services; grows with each change")


async def settle(who: Caller, desk: AtDesk, command: Settle | None = None) -> Settled:
    """Wait until every service is quiet: nothing unsent, nothing unread, no deadline not looked at.

    Refused with `not_settled` after 60 seconds, naming the services that are not quiet.
    """
    return await until_quiet(lambda: _look(desk.upstream))


async def until_quiet(look: Callable[[], Awaitable[Round]], limit: float = LIMIT) -> Settled:
    """Look until two rounds in a row are equal and quiet. Raises `NotYet` (`not_settled`) after `limit` seconds."""
    end = time.monotonic() + limit
    before: Round = {}
    pause = PAUSE
    while True:
        now = await look()
        moving = [name for name, one in now.items() if not _is_quiet(one) or one != before.get(name)]
        if not moving:
            return _settled({name: one for name, one in now.items() if one is not None})
        if time.monotonic() >= end:
            raise NotYet("not_settled", rule=f"something is still on its way after {limit:g} s", services=", ".join(moving))
        before = now
        pause = PAUSE if all(map(_is_quiet, now.values())) else min(pause * GROWS, LONGEST_PAUSE)
        await asyncio.sleep(pause)


def _settled(services: Mapping[str, Quietness]) -> Settled:
    parked = {name: one.parked for name, one in services.items() if one.parked}
    return Settled(parked=parked, total=sum(one.total for one in services.values()))


def _is_quiet(one: Quietness | None) -> bool:
    return one is not None and one.outbox == one.lag == one.due == 0


async def _look(upstream: Upstream) -> Round:
    names = upstream.names
    return dict(zip(names, await asyncio.gather(*(_quietness(upstream, name) for name in names)), strict=True))


async def _quietness(upstream: Upstream, service: str) -> Quietness | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await upstream.ask(service, "/internal/queries/quietness", INSTALLATION, Quietness)
    except (NotYet, TimeoutError):
        return None
