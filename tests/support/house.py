"""Finance and notifications behind a gateway, in the test's own process, on real PostgreSQL and Kafka."""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from fastapi import FastAPI

from deploy.installation import Installation
from deploy.local.credentials import Credentials, make_credentials
from services.finance.main import SERVICE as FINANCE
from services.notifications.main import SERVICE as NOTIFICATIONS
from shared.bus.topics import Topic
from shared.events.envelope import Meta, headers_of
from shared.http.roles import Role
from shared.kernel.clock import ClockMode
from shared.kernel.ids import SYSTEM, new_id
from shared.runtime.service import Running, Service
from tests.support.bus import producer
from tests.support.door import Door, gateway
from tests.support.serving import served
from tests.support.settings import settings_of
from tests.support.stack import Addresses, empty_database


@dataclass(frozen=True)
class House:
    """Finance and notifications behind a gateway; the test speaks for recruitment."""

    door: Door
    kafka: str
    topic: str
    databases: dict[str, str]
    installation: Installation

    async def recruitment_publishes(self, name: str, stream: str, body: bytes, times: int = 1, sequence: int = 1) -> UUID:
        """An event of a stream (the first), as recruitment would send it; its relay may send it more than once."""
        now, event = datetime.now(UTC), new_id()
        meta = Meta(event, name, 1, stream, sequence, date(2021, 1, 1), now, new_id(), new_id(), SYSTEM)
        async with producer(self.kafka) as sender:
            for _ in range(times):
                await sender.send_and_wait(self.topic, body, key=b"p1", headers=headers_of(meta, "urn:kladka:test:recruitment"))
        return event

    async def open_project(self, project: str, total: str) -> None:
        body = {"project": project, "total": total, "title": "Góra pomocy 3", "beneficiary": "MOPS"}
        period = {"starts_on": "2021-01-01", "ends_on": "2023-06-30"}
        await self.recruitment_publishes("ProjectOpened", f"project:{project}", json.dumps(body | period).encode())
        assert (await self.door.http.post("/commands/settle", headers=self.door.signed_in(Role.TRAINER))).status_code == 200


def app_of(service: Service, database_url: str, kafka: str, credentials: Credentials, prefix: str) -> FastAPI:
    settings = settings_of(service.name, kafka, database_url, prefix, credentials, clock=ClockMode.DRIVEN)
    return Running(service, settings).app


@asynccontextmanager
async def housed(stack: Addresses, keys: Path) -> AsyncIterator[House]:
    """The house, its keys in this folder."""
    credentials = make_credentials(keys)
    prefix = f"t{secrets.token_hex(6)}"
    async with AsyncExitStack() as parts:
        databases, services = {}, {}
        for one in (FINANCE, NOTIFICATIONS):
            databases[one.name] = await parts.enter_async_context(empty_database(stack))
            app = app_of(one, databases[one.name], stack.kafka, credentials, prefix)
            services[one.name] = await parts.enter_async_context(served(app))
        url = await parts.enter_async_context(empty_database(stack))
        door = await parts.enter_async_context(gateway(url, credentials, services))
        installation = Installation(
            databases={},
            passwords={},
            services=services,
            signing_key=credentials.signing_key,
            kafka=stack.kafka,
            topic_prefix=prefix,
            centre="test",
        )
        yield House(door, stack.kafka, Topic(prefix, "recruitment").name, databases, installation)
