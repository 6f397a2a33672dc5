"""The directory: which service owns an operation, by the services' own documents; what is unknown is asked for again."""

import asyncio
import json
import time
from collections.abc import Mapping, Set

from services.gateway.document import Document, owners, roles_of
from services.gateway.upstream import Upstream
from shared.http.elsewhere import ServiceFault
from shared.kernel.errors import NotFound, NotYet

FRESH = 10.0
"""Seconds for which the documents are handed out again without asking."""
AGAIN = 1.0
"""Seconds until pages ask again for a document that was never heard of."""
KNOWN = 300.0
"""Seconds for which pages believe what each role may do; the services judge every call by themselves."""


class Directory:
    """The services' documents, fetched when first needed. A service that is away keeps the document it had."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._documents: dict[str, Document] = {}
        self._owners: dict[str, str] = {}
        self._roles: dict[str, frozenset[str]] = {}
        self._fetched_at = float("-inf")
        self._fetching = asyncio.Lock()

    @property
    def heard_of_all(self) -> bool:
        """Has every service said what it offers? Before that, nobody knows all that somebody may do."""
        return len(self._documents) == len(self._upstream.names)

    async def owner(self, path: str) -> str:
        """The service that owns a path such as `/commands/open_project`.

        Raises `NotFound` (`unknown_operation`), or `NotYet` (`unavailable`) while a service was never heard of that
        might own it.
        """
        if path not in self._owners:
            await self._fetch(time.monotonic())
        if path in self._owners:
            return self._owners[path]
        self._all_heard_of()
        raise NotFound("unknown_operation", rule="the operation ids stand in /openapi.json")

    async def allowed(self, roles: Set[str]) -> frozenset[str]:
        """The operations behind the gateway that one of these roles may call, of the services heard of so far."""
        await self._fetch(time.monotonic() - (KNOWN if self.heard_of_all else AGAIN))
        return frozenset(name for name, may in self._roles.items() if may & roles)

    async def documents(self) -> Mapping[str, Document]:
        """The documents of all services, at most FRESH seconds old. Raises `NotYet` while one was never heard of."""
        await self._fetch(time.monotonic() - FRESH)
        self._all_heard_of()
        return {name: self._documents[name] for name in self._upstream.names}

    async def _fetch(self, since: float) -> None:
        """Ask all services, unless somebody has done so since then."""
        async with self._fetching:
            if self._fetched_at >= since:
                return
            found = await asyncio.gather(*(self._document(name) for name in self._upstream.names))
            documents = self._documents | {name: one for name, one in found if one is not None}
            self._owners, self._documents = owners(documents), documents
            self._roles = roles_of(documents.values())
            self._fetched_at = time.monotonic()

    async def _document(self, service: str) -> tuple[str, Document | None]:
        try:
            return service, json.loads(await self._upstream.document(service))
        except (NotYet, ServiceFault):
            return service, None

    def _all_heard_of(self) -> None:
        missing = [name for name in self._upstream.names if name not in self._documents]
        if missing:
            raise NotYet("unavailable", rule="a service does not answer; ask again", service=", ".join(missing))
