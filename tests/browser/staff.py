"""The installation that the browsers look at, the things in it by their ids, and the people who sign in."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from playwright.async_api import Browser, Page

from deploy.play.client import Accounts, Client
from deploy.scenarios.gora_pomocy_3 import generate
from tests.system.installation import Installation, installation, player_of

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FULL = os.environ.get("KLADKA_BROWSER") == "full"
"""The whole of these tests, as `make browser` runs them; else the short form."""
PROJECT = "gora-pomocy-3"
PEOPLE, PLACES, SEED = 24, 18, 7
SCREEN, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
UNREADABLE = "project:nieczytelny"
"""A stream with a record that nobody can read, for the pages that show it."""
UNUSED = """
UPDATE session SET seen_at = seen_at - interval '{minutes} minutes' FROM account
WHERE account.account = session.account AND login = '{login}' AND kind = 'browser'
"""
Language = Literal["pl", "en"]


@dataclass(frozen=True)
class Played:
    """The address of the gateway, the demo accounts, and what is behind."""

    url: str
    accounts: Accounts
    whole: Installation
    client: Client

    async def ask(self, login: str, query: str, **inputs: str) -> Any:
        """What a query answers to one of the accounts."""
        answer = await self.client.ask(login, query, inputs)
        assert answer.ok, answer
        return answer.body

    async def tell(self, login: str, command: str, **inputs: Any) -> Any:
        """What a command of one of the accounts is answered."""
        answer = await self.client.send(login, command, inputs, str(uuid4()))
        assert answer.ok, answer
        return answer.body

    async def settled(self) -> None:
        """What was done is known wherever it is read; nothing waits but what was made to be looked at."""
        await self.tell("coordinator", "settle")
        assert {one["stream"] for one in (await self.ask("admin", "parked_streams"))["items"]} <= {UNREADABLE}

    async def unused_for(self, login: str, minutes: int) -> None:
        """Nobody has touched the browsers of this account for so long: the gateway's clock is real, so its notes go back."""
        await self.whole.run("gateway", UNUSED.format(minutes=minutes, login=login))

    @asynccontextmanager
    async def away(self, service: str) -> AsyncIterator[None]:
        """The service is down; afterwards it is back."""
        await self.whole.stack.services.stop(service)
        try:
            yield
        finally:
            await self.whole.stack.services.start(service)

    @asynccontextmanager
    async def page(
        self, browser: Browser, login: str | None, *, language: Language = "pl", size: dict[str, int] | None = None, **more: Any
    ) -> AsyncIterator[Page]:
        """A page of somebody who has signed in, or of nobody yet; nothing is remembered of others."""
        context = await browser.new_context(base_url=self.url, viewport=size or SCREEN, locale=language, **more)
        await context.add_cookies([{"name": "kladka-language", "value": language, "url": self.url}])
        try:
            page = await context.new_page()
            if login is not None:
                await self.sign_in(page, login)
            yield page
        finally:
            await context.close()

    async def sign_in(self, page: Page, login: str) -> None:
        """Through the door, as everybody."""
        account = self.accounts.find(login)
        await page.goto("/sign-in")
        await page.locator("#login").fill(account.login)
        await page.locator("#password").fill(account.password)
        await page.locator("main button.primary").click()
        await page.wait_for_url(lambda url: "/sign-in" not in url)


@asynccontextmanager
async def played(place: Path) -> AsyncIterator[Played]:
    """A whole installation with the small project played through it."""
    async with installation(place, behind_kafka_doors=(), behind_postgres_doors=()) as whole, whole.client() as client:
        await player_of(client, generate(SEED, PEOPLE, PLACES).write(place / "scenario")).play()
        yield Played(whole.stack.gateway_url, Accounts.from_file(whole.stack.accounts), whole, client)
