"""Asking another service through its published API, in the caller's own name: its token is passed on, so its roles decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import httpx
from pydantic import BaseModel

from shared.http.problems import Problem, WrongFields
from shared.http.tokens import Unauthenticated
from shared.kernel.errors import KINDS, NotYet, Refused

A = TypeVar("A", bound=BaseModel)
PATIENCE = httpx.Timeout(15, connect=2, pool=5)
"""Seconds."""
ORIGIN, CORRELATION = "X-Kladka-Service", "X-Correlation-Id"
"""Headers that say which service asks, and what the question belongs to."""


class ServiceFault(Exception):
    """Another service answered with something that is neither an answer nor a refusal."""


class Elsewhere:
    """The other services' addresses and a pool of connections; proxies of the environment are not for calls in the house."""

    def __init__(self, addresses: Mapping[str, str], name: str = "unknown") -> None:
        """`name`: the service that asks."""
        self._addresses = addresses
        self._client = httpx.AsyncClient(timeout=PATIENCE, trust_env=False, headers={ORIGIN: name})

    async def close(self) -> None:
        await self._client.aclose()

    def in_name_of(self, authorization: str, correlation: UUID) -> "Ask":
        """Questions with this `Authorization` header, all part of one request."""
        return Ask(self._client, self._addresses, authorization, correlation)


@dataclass(frozen=True, slots=True)
class Ask:
    """Questions of one caller."""

    client: httpx.AsyncClient
    addresses: Mapping[str, str]
    authorization: str
    correlation: UUID

    async def __call__(self, service: str, query: str, inputs: Mapping[str, object], kind: type[A]) -> A:
        """The answer to a query of a service. Raises its refusal as ours, `NotYet` (`unavailable`) when it is away."""
        parameters = {name: str(value) for name, value in inputs.items() if value is not None}
        return await self._send("GET", service, f"queries/{query}", kind, params=parameters)

    async def inside(self, service: str, query: str, inputs: Mapping[str, object], kind: type[A]) -> A:
        """The answer to a query that every service offers to the installation. Raises like a call."""
        parameters = {name: str(value) for name, value in inputs.items() if value is not None}
        return await self._send("GET", service, f"internal/queries/{query}", kind, params=parameters)

    async def search(self, service: str, query: str, asked: BaseModel, kind: type[A]) -> A:
        """The answer to a search, whose question travels as a body. Raises like a call."""
        return await self._send("POST", service, f"queries/{query}", kind, json=asked.model_dump(mode="json"))

    async def _send(self, method: str, service: str, path: str, kind: type[A], **question: Any) -> A:
        if service not in self.addresses:
            raise unavailable(service)
        url = f"{self.addresses[service]}/{path}"
        headers = {"Authorization": self.authorization, CORRELATION: str(self.correlation)}
        try:
            response = await self.client.request(method, url, headers=headers, **question)
        except httpx.TransportError:
            raise unavailable(service) from None
        if response.is_success:
            return kind.model_validate_json(response.content)
        raise refusal(service, response)


def unavailable(service: str) -> NotYet:
    """A service that does not answer."""
    rule = "a service does not answer; a command may be sent again with its Idempotency-Key"
    return NotYet("unavailable", rule=rule, service=service)


def refusal(service: str, response: httpx.Response) -> Exception:
    """The same refusal that the service gave."""
    if response.status_code >= 500 and response.status_code != NotYet.status:
        return ServiceFault(f"{service} answered {response.status_code}")
    told = Problem.model_validate_json(response.content)
    if told.errors:
        return WrongFields(told.errors)
    kind: type[Refused] = Unauthenticated if told.status == Unauthenticated.status else KINDS[told.status]
    return kind(told.code, field=told.field, rule=told.rule, **told.facts)
