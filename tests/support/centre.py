"""The whole house in the test's own process: every service, the gateway before them, and browsers of the staff."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.testing.eventually import eventually
from tests.support.everywhere import SERVICES, Everywhere, everywhere
from tests.support.reception import Browser, Reception, received
from tests.support.stack import Addresses, empty_database


@dataclass(frozen=True)
class House:
    """The services, and the desk at the door."""

    services: Everywhere
    desk: Reception

    @asynccontextmanager
    async def staff(self, login: str, *roles: str, **more: Any) -> AsyncIterator[Browser]:
        """The browser of somebody with these roles, signed in."""
        person = await self.desk.hire(login, *roles, **more)
        async with self.desk.browser() as browser:
            answer = await browser.sign_in(person)
            assert answer.status_code == 303, answer.text
            yield browser


@asynccontextmanager
async def house(stack: Addresses, folder: Path, **more: Any) -> AsyncIterator[House]:
    """Everything, started and empty; the business date is driven by the test (`services.on`). `more` is for the gateway."""
    async with everywhere(stack, folder) as services, empty_database(stack) as database:
        behind = {name: services.urls[name] for name in SERVICES}
        async with received(database, services.credentials, services=behind, **more) as desk:
            await eventually(lambda: _heard_of_all(desk), within=60)
            yield House(services, desk)


async def _heard_of_all(desk: Reception) -> bool:
    """Does the gateway know what every service offers? Five documents are made in one process, which takes its time."""
    return (await desk.http.get("/openapi.json")).status_code == 200
