"""The player's way to the gateway: signs in when needed, and repeats what a broken connection or a restart swallowed.

A command is repeated with the same Idempotency-Key, so however often it is sent, it happens once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from tenacity import AsyncRetrying, retry_if_exception_type, retry_if_result, stop_after_delay, wait_exponential_jitter

from deploy.play.catalogue import Catalogue
from deploy.play.errors import GatewayAway, PlayError
from deploy.play.steps import Json

PATIENCE = 60.0
"""Seconds of tries; a service that was killed is back in a few."""
LONGEST_ANSWER = httpx.Timeout(75.0, connect=5.0)
"""Seconds; `settle` may take a minute."""
AWAY = frozenset({502, 503, 504})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: Json

    @property
    def ok(self) -> bool:
        return self.status < 300

    @property
    def code(self) -> str | None:
        """The stable code of a refusal."""
        return self.body.get("code") if isinstance(self.body, dict) and not self.ok else None


@dataclass(frozen=True, slots=True)
class Login:
    """A demo account."""

    login: str
    password: str
    roles: Sequence[str]


class Accounts:
    """Demo accounts by login; a role stands for the first account that has it."""

    def __init__(self, logins: Sequence[Login]) -> None:
        self._logins = logins

    @classmethod
    def from_file(cls, file: Path) -> "Accounts":
        """Read the installation's accounts file. Raises `PlayError`."""
        try:
            entries = json.loads(file.read_text("utf-8"))
            return cls([Login(entry["login"], entry["password"], tuple(entry["roles"])) for entry in entries])
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise PlayError(f"{file} is not a file of demo accounts ({type(error).__name__})") from None

    def find(self, actor: str) -> Login:
        """The account of a login or a role. Raises `LookupError`."""
        named = [one for one in self._logins if one.login == actor]
        able = [one for one in self._logins if actor in one.roles]
        return (named + able)[0]


class Client:
    """One conversation with a gateway."""

    def __init__(
        self, url: str, accounts: Accounts, patience: float = PATIENCE, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=LONGEST_ANSWER, transport=transport)
        self._accounts = accounts
        self._patience = patience
        self._tokens: dict[str, str] = {}
        self.catalogue = Catalogue({})

    async def __aenter__(self) -> Self:
        document = await self._patiently("GET", "/openapi.json")
        self.catalogue = Catalogue(document.json())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    def knows(self, actor: str) -> bool:
        """Is there a demo account of this login or role?"""
        try:
            return bool(self._accounts.find(actor))
        except LookupError:
            return False

    async def ask(self, actor: str, operation: str, inputs: Mapping[str, Json]) -> Reply:
        """A query."""
        if self.catalogue[operation].method == "POST":
            return await self._call(actor, operation, json=inputs)
        parameters = {name: _parameter(value) for name, value in inputs.items() if value is not None}
        return await self._call(actor, operation, params=parameters)

    async def send(self, actor: str, operation: str, inputs: Mapping[str, Json], key: str) -> Reply:
        """A command, under its idempotency key."""
        return await self._call(actor, operation, json=inputs, headers={"Idempotency-Key": key})

    async def _call(self, actor: str, operation: str, headers: Mapping[str, str] | None = None, **content: Any) -> Reply:
        described = self.catalogue[operation]
        for _ in range(2):  # a token that has expired meanwhile is replaced once
            token = {"Authorization": f"Bearer {await self._token(actor)}"}
            answer = await self._patiently(described.method, described.path, headers={**token, **(headers or {})}, **content)
            if answer.status_code != 401:
                break
            self._tokens.pop(actor, None)
        return _reply(answer)

    async def _token(self, actor: str) -> str:
        if actor not in self._tokens:
            self._tokens[actor] = await self._sign_in(self._accounts.find(actor))
        return self._tokens[actor]

    async def _sign_in(self, account: Login) -> str:
        described = self.catalogue["sign_in"]
        words = {"login": account.login, "password": account.password}
        reply = _reply(await self._patiently(described.method, described.path, json=words))
        if not reply.ok:
            raise PlayError(f"the gateway does not let {account.login} in: {reply.status} {reply.code}")
        return str(reply.body["token"])

    async def _patiently(self, method: str, path: str, **content: Any) -> httpx.Response:
        """Send until it is answered by something other than "away", for as long as patience lasts."""
        tries = AsyncRetrying(
            retry=retry_if_exception_type(httpx.TransportError) | retry_if_result(_is_away),
            wait=wait_exponential_jitter(multiplier=0.1, max=2, jitter=0.1),
            stop=stop_after_delay(self._patience),
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        try:
            answer: httpx.Response = await tries(self._http.request, method, path, **content)
        except httpx.TransportError as error:
            raise GatewayAway(f"{method} {path}: no answer in {self._patience:g} s ({type(error).__name__})") from None
        return answer


def _is_away(answer: httpx.Response) -> bool:
    return answer.status_code in AWAY


def _parameter(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _reply(answer: httpx.Response) -> Reply:
    """A document that is no JSON is its text."""
    if answer.headers.get("content-type", "").startswith("text/"):
        return Reply(answer.status_code, answer.text)
    try:
        return Reply(answer.status_code, answer.json())
    except ValueError:
        return Reply(answer.status_code, None)
