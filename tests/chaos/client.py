"""Clients: each sends its next command under a new key, and again under the same key until it has an answer."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import httpx

from tests.chaos.answers import Intent, Log, Wish
from tests.chaos.deciding import Clerk
from tests.chaos.knowledge import Knowledge

TRY = httpx.Timeout(12, connect=3)
"""Seconds for one try: shorter than what the services wait, so that tries of one key overlap."""
AGAIN = frozenset({401, 408, 425, 429, 500, 502, 503, 504})
"""No answers: the same key is sent again. 500 is counted, for it should never be seen."""
BETWEEN_TRIES = (0.1, 0.2, 0.4, 0.8, 1.5)


class Office:
    """The gateway as staff see it: accounts, and patience without end."""

    def __init__(self, url: str, accounts: Path, log: Log, rng: Random) -> None:
        entries = json.loads(accounts.read_text("utf-8"))
        self._passwords = {entry["login"]: entry["password"] for entry in entries}
        self._tokens: dict[str, str] = {}
        self._http = httpx.AsyncClient(base_url=url, timeout=TRY, trust_env=False)
        self._rng = rng
        self.log = log

    async def close(self) -> None:
        await self._http.aclose()

    async def command(self, wish: Wish, key: str) -> Intent:
        """Send until it is answered: accepted, or refused by a rule."""
        intent = Intent(wish, key)
        self.log.asked(intent)
        headers = {"Idempotency-Key": key, "X-Correlation-Id": str(intent.correlation)}
        while True:
            intent.tries += 1
            answer = await self._try("POST", f"/commands/{wish.operation}", wish.actor, headers, json=wish.inputs)
            if answer is not None:
                self.log.answered(intent, *answer)
                return intent
            await self._pause(intent.tries)

    async def query(self, operation: str, actor: str = "coordinator", **parameters: str) -> tuple[int, Any]:
        """Ask until there is an answer; a refusal is one."""
        tries = 0
        while True:
            tries += 1
            answer = await self._try("GET", f"/queries/{operation}", actor, {}, params=parameters)
            if answer is not None:
                return answer
            await self._pause(tries)

    async def _pause(self, tries: int) -> None:
        await asyncio.sleep(BETWEEN_TRIES[min(tries, len(BETWEEN_TRIES)) - 1] * self._rng.uniform(0.7, 1.3))

    async def _try(
        self, method: str, path: str, actor: str, headers: Mapping[str, str], **content: Any
    ) -> tuple[int, Any] | None:
        """One try; None when nobody answered for good."""
        try:
            token = self._tokens.get(actor) or await self._sign_in(actor)
            given = {"Authorization": f"Bearer {token}", **headers}
            answer = await self._http.request(method, path, headers=given, **content)
            body = answer.json()
        except (httpx.TransportError, ValueError, LookupError) as fault:
            self.log.failed(type(fault).__name__)
            return None
        if answer.status_code in AGAIN:
            self._refused(actor, answer.status_code)
            return None
        return answer.status_code, body

    def _refused(self, actor: str, status: int) -> None:
        self.log.failed(str(status))
        if status == 401:
            self._tokens.pop(actor, None)

    async def _sign_in(self, actor: str) -> str:
        """Raises `LookupError` when the gateway has no answer now."""
        words = {"login": actor, "password": self._passwords[actor]}
        answer = await self._http.post("/commands/sign_in", json=words)
        if answer.status_code != 200:
            raise LookupError(f"not signed in: {answer.status_code}")
        self._tokens[actor] = answer.json()["token"]
        return self._tokens[actor]


class Client:
    """One of several who work at once; stops between two commands, never inside one."""

    def __init__(self, number: int, seed: int, office: Office, known: Knowledge, pause: float) -> None:
        self.name = f"c{number}"
        self._rng = Random(f"{seed}/client/{number}")  # noqa: S311 - to be drawn again, not to be secret
        self._clerk = Clerk(known, self._rng, self.name)
        self._office = office
        self._known = known
        self._pause = pause
        self._sent = 0

    async def work(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._sent += 1
            intent = await self._office.command(self._clerk.next(), f"{self.name}/{self._sent}")
            if intent.accepted:
                self._known.learn(intent)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._rng.expovariate(1 / self._pause))
