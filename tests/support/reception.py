"""A gateway with an admin and a clock of its own: the test makes people, signs them in and looks at what is kept of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pyotp

from deploy.local.credentials import Credentials
from shared.http.roles import Role
from tests.support.door import Door, Headers, bearer, gateway

PASSWORD = "cztery konie w deszczu"


@dataclass
class Hands:
    """A clock that goes on only when it is told to."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    account: UUID
    login: str
    password: str


@dataclass(frozen=True)
class Reception:
    """The door, its clock and its database."""

    door: Door
    clock: Hands
    database_url: str

    @property
    def http(self) -> httpx.AsyncClient:
        return self.door.http

    async def create(self, login: str, *roles: str, **more: Any) -> Person:
        """An account as an admin makes it: with a password to be changed."""
        body = {"login": login, "name": "Maria Zielińska", "roles": roles or ["trainer"], "organisation": "MOPS", **more}
        answer = await self.tell("create_account", body)
        assert answer.status_code == 200, answer.text
        return Person(UUID(answer.json()["account"]), login, answer.json()["password"])

    async def hire(self, login: str = "m.zielinska", *roles: str, **more: Any) -> Person:
        """An account whose person has chosen a password."""
        made = await self.create(login, *roles, **more)
        answer = await self.sign_in(made, new_password=PASSWORD)
        assert answer.status_code == 200, answer.text
        return Person(made.account, login, PASSWORD)

    async def sign_in(self, person: Person, **more: Any) -> httpx.Response:
        return await self.http.post("/commands/sign_in", json={"login": person.login, "password": person.password, **more})

    async def enter(self, person: Person, **more: Any) -> Headers:
        """The headers of somebody who signed in over the API."""
        answer = await self.sign_in(person, **more)
        assert answer.status_code == 200, answer.text
        return bearer(answer.json()["token"])

    async def tell(self, operation: str, body: object, headers: Headers | None = None) -> httpx.Response:
        """A command; an admin's unless somebody else's headers are given."""
        sent = self.door.signed_in(Role.ADMIN) if headers is None else headers
        return await self.http.post(f"/commands/{operation}", json=body, headers=sent)

    async def ask(self, query: str, headers: Headers | None = None, **inputs: Any) -> httpx.Response:
        sent = self.door.signed_in(Role.ADMIN) if headers is None else headers
        return await self.http.get(f"/queries/{query}", params=inputs, headers=sent)

    async def enrol(self, person: Person) -> tuple[pyotp.TOTP, list[str]]:
        """A phone that is confirmed, and the recovery codes. The clock goes on, so that its next code is a new one."""
        headers = await self.enter(person)
        enrolled = await self.tell("enrol_second_factor", {"password": person.password}, headers)
        phone = pyotp.TOTP(enrolled.json()["secret"])
        confirmed = await self.tell("confirm_second_factor", {"code": self.code(phone)}, headers)
        assert confirmed.status_code == 200, confirmed.text
        self.clock.go_on(seconds=30)
        return phone, confirmed.json()["codes"]

    def code(self, phone: pyotp.TOTP) -> str:
        """What the phone shows now."""
        return phone.at(self.clock())

    async def rows(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        """What stands in the gateway's database."""
        connection = await asyncpg.connect(self.database_url)
        try:
            return await connection.fetch(query, *arguments)
        finally:
            await connection.close()

    async def happened(self, account: UUID | None) -> list[str]:
        """The kinds on record of an account, in order."""
        query = "SELECT kind FROM account_event WHERE account IS NOT DISTINCT FROM $1 ORDER BY id"
        return [row["kind"] for row in await self.rows(query, account)]

    @asynccontextmanager
    async def browser(self) -> AsyncIterator["Browser"]:
        """Somebody's browser."""
        async with httpx.AsyncClient(base_url=self.http.base_url, timeout=30) as http:
            yield Browser(http)


class Browser:
    """Keeps cookies and sends forms as they stand on the page, without a script."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    @property
    def cookie(self) -> str | None:
        return self.http.cookies.get("kladka")

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def csrf(self, path: str) -> str:
        """The token in the forms of a page."""
        page = (await self.http.get(path, follow_redirects=True)).text
        return page.partition('name="csrf" value="')[2].partition('"')[0]

    async def send(self, path: str, page: str | None = None, **fields: str) -> httpx.Response:
        """A form of the page of this path, or of another one, filled in and sent."""
        return await self.http.post(path, data={"csrf": await self.csrf(page or path), **fields})

    async def sign_in(self, person: Person, **fields: str) -> httpx.Response:
        return await self.send("/sign-in", login=person.login, password=person.password, **fields)


@asynccontextmanager
async def received(database_url: str, credentials: Credentials, **more: Any) -> AsyncIterator[Reception]:
    """The gateway with nothing behind it."""
    clock = Hands()
    services = more.pop("services", {})
    async with gateway(database_url, credentials, services, now=clock, **more) as door:
        yield Reception(door, clock, database_url)
