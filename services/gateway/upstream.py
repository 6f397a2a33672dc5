"""The services behind the gateway, asked over HTTP in somebody's name; each call carries a fresh token of one minute."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlencode

import httpx
from pydantic import BaseModel
from pydantic_core import to_json

from shared.http.app import Health
from shared.http.elsewhere import ORIGIN, refusal, unavailable
from shared.http.tokens import Signer
from shared.kernel.errors import Invalid
from shared.runtime.service import AUDIENCE
from shared.store.transaction import Who

A = TypeVar("A", bound=BaseModel)

TOKEN_LIFE = timedelta(seconds=60)
LIMITS = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=2)
"""A connection to a replica that went away is soon forgotten; services themselves keep idle ones for longer (`KEEP_ALIVE`)."""
PATIENCE = httpx.Timeout(30, connect=2, pool=5)
"""Seconds. A query may wait 5 s for a position; a report over years takes longer."""

QUICKLY = httpx.Timeout(3, connect=2)
"""Seconds a service has to say whether it is well."""


@asynccontextmanager
async def connected(addresses: Mapping[str, str], signer: Signer) -> AsyncIterator["Upstream"]:
    """The services with a pool of connections; proxies of the environment are not for calls inside the house."""
    async with httpx.AsyncClient(
        limits=LIMITS, timeout=PATIENCE, trust_env=False, headers={"Accept-Encoding": "identity", ORIGIN: "gateway"}
    ) as client:
        yield Upstream(addresses, client, signer)


class Upstream:
    """Every service by its name."""

    def __init__(self, addresses: Mapping[str, str], client: httpx.AsyncClient, signer: Signer) -> None:
        self._addresses = {name: address.rstrip("/") for name, address in addresses.items()}
        self._client = client
        self._signer = signer

    @property
    def names(self) -> list[str]:
        return list(self._addresses)

    def named(self, service: str | None) -> list[str]:
        """This service, or all of them. Raises `Invalid` (`unknown_service`)."""
        if service is None:
            return self.names
        if service not in self._addresses:
            raise Invalid("unknown_service", field="service", rule="one of: " + ", ".join(self.names))
        return [service]

    def request(
        self,
        service: str,
        method: str,
        path: str,
        who: Who,
        *,
        query: str = "",
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        """A request in somebody's name; `query` stands as the caller wrote it."""
        url = httpx.URL(self._addresses[service] + path, query=query.encode())
        token = self._signer.sign(who, AUDIENCE, TOKEN_LIFE)
        return self._client.build_request(
            method, url, content=body, headers={**(headers or {}), "Authorization": f"Bearer {token}"}
        )

    async def stream(self, service: str, request: httpx.Request) -> httpx.Response:
        """The answer, its body not read yet. Raises `NotYet` (`unavailable`) when the service does not answer."""
        try:
            return await self._client.send(request, stream=True)
        except httpx.TransportError:
            raise unavailable(service) from None

    async def ask(
        self, service: str, path: str, who: Who, kind: type[A], inputs: Mapping[str, object] = MappingProxyType({})
    ) -> A:
        """What a query of a service answers. Raises its refusal as ours, `NotYet` (`unavailable`) when it is away."""
        query = urlencode({name: value for name, value in inputs.items() if value is not None})
        return kind.model_validate_json(await self._whole(service, self.request(service, "GET", path, who, query=query)))

    async def search(self, service: str, path: str, who: Who, asked: object, kind: type[A]) -> A:
        """What a query answers whose question is a body. Raises as `ask` does."""
        return kind.model_validate_json(await self._whole(service, self._post(service, path, who, asked)))

    async def tell(
        self, service: str, path: str, who: Who, command: object, key: str, kind: type[A], version: int | None = None
    ) -> A:
        """Give a service a command; its answer. `version`: the one that was looked at. Raises as `ask` does."""
        headers = {"Idempotency-Key": key} | ({} if version is None else {"If-Match": f'"{version}"'})
        return kind.model_validate_json(await self._whole(service, self._post(service, path, who, command, headers)))

    def _post(
        self, service: str, path: str, who: Who, body: object, headers: Mapping[str, str] = MappingProxyType({})
    ) -> httpx.Request:
        return self.request(
            service, "POST", path, who, body=to_json(body), headers={"Content-Type": "application/json", **headers}
        )

    async def document(self, service: str) -> bytes:
        """The service's own OpenAPI document, which needs no token. Raises `NotYet` (`unavailable`)."""
        return await self._whole(service, self._client.build_request("GET", f"{self._addresses[service]}/openapi.json"))

    async def health(self, service: str) -> Health | None:
        """The parts of a service and whether each works; None: it does not answer."""
        try:
            answer = await self._client.get(f"{self._addresses[service]}/health/ready", timeout=QUICKLY)
            return Health.model_validate_json(answer.content)
        except (httpx.TransportError, ValueError):
            return None

    async def _whole(self, service: str, request: httpx.Request) -> bytes:
        try:
            response = await self._client.send(request)
        except httpx.TransportError:
            raise unavailable(service) from None
        if response.is_success:
            return response.content
        raise refusal(service, response)
