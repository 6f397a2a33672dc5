"""What projects are called: pages say the title where an address has the code. Each account knows those that it reaches."""

import asyncio
import time
from collections.abc import Mapping
from uuid import UUID

from cachetools import LRUCache
from pydantic import BaseModel, ConfigDict

from services.gateway.upstream import Upstream
from shared.kernel.errors import Refused
from shared.store.transaction import Who

SERVICE, PATH = "recruitment", "/queries/projects"
FRESH, AGAIN = 60.0, 5.0
"""Seconds for which titles are handed out again without asking, and until recruitment is asked again that did not answer."""
PATIENCE = 3.0
"""Seconds that a page waits for titles; without them it shows codes."""
ACCOUNTS = 1000
"""Accounts that are remembered."""


class Line(BaseModel):
    """A project that the account reaches."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    project: str
    title: str


class Lines(BaseModel):
    """All of them."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    items: list[Line]


class Titles:
    """By account, for a minute."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._known: LRUCache[UUID, tuple[float, Mapping[str, str]]] = LRUCache(ACCOUNTS)

    async def of(self, who: Who, code: str | None) -> Mapping[str, str]:
        """Titles by code, with that of `code` if there is such a project; none of them while recruitment is away."""
        until, titles = self._known.get(who.actor, (float("-inf"), {}))
        if time.monotonic() >= until or (titles and code is not None and code not in titles):
            answer = await self._ask(who)
            titles = answer or {}
            self._known[who.actor] = (time.monotonic() + (AGAIN if answer is None else FRESH), titles)
        return titles

    async def _ask(self, who: Who) -> Mapping[str, str] | None:
        """None: there was no answer."""
        if SERVICE not in self._upstream.names:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._upstream.ask(SERVICE, PATH, who, Lines)
        except (Refused, TimeoutError):
            return None
        return {one.project: one.title for one in found.items}
