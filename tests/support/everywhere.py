"""Every service with people in it, in the test's own process, on real PostgreSQL and Kafka, each with keys of its own."""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from deploy.local.credentials import Credentials, make_credentials
from deploy.local.ports import LOOPBACK, free_port
from services.activities.main import SERVICE as ACTIVITIES
from services.finance.main import SERVICE as FINANCE
from services.notifications.main import SERVICE as NOTIFICATIONS
from services.recruitment.main import SERVICE as RECRUITMENT
from services.reporting.main import SERVICE as REPORTING
from shared.http.roles import Role
from shared.http.tokens import Signer
from shared.kernel.clock import ClockMode
from shared.kernel.ids import ActorId
from shared.runtime.service import Running, Service
from shared.runtime.settings import Settings
from shared.store.transaction import Who
from tests.support.keyed import HOOKS
from tests.support.serving import served
from tests.support.settings import settings_of
from tests.support.stack import Addresses, empty_database

SERVICES = {one.name: one for one in (RECRUITMENT, ACTIVITIES, FINANCE, NOTIFICATIONS, REPORTING)}
AWAY, DEAF = "away", "deaf"
"""Names under which they know two more: one that does not answer, and one that hears no event."""


@dataclass
class Everywhere:
    """The services by name, their databases, and the accounts of two people."""

    http: httpx.AsyncClient
    signer: Signer
    urls: dict[str, str]
    topics: str
    """What the names of the topics begin with."""
    credentials: Credentials
    databases: dict[str, str] = field(default_factory=dict)
    officer: UUID = field(default_factory=uuid4)
    coordinator: UUID = field(default_factory=uuid4)

    def token(self, actor: UUID, *roles: Role) -> dict[str, str]:
        who = Who(ActorId(actor), frozenset(roles), "MOPS")
        return {"Authorization": f"Bearer {self.signer.sign(who, 'services', timedelta(minutes=5))}"}

    def as_officer(self) -> dict[str, str]:
        return self.token(self.officer, Role.DATA_PROTECTION_OFFICER)

    def as_coordinator(self) -> dict[str, str]:
        return self.token(self.coordinator, Role.COORDINATOR, Role.SOCIAL_WORKER)

    async def tell(self, service: str, command: str, body: dict[str, Any], who: dict[str, str] | None = None) -> Any:
        """A command that is accepted."""
        url = f"{self.urls[service]}/commands/{command}"
        answer = await self.http.post(url, json=body, headers=who or self.as_coordinator())
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ask(self, service: str, query: str, who: dict[str, str] | None = None, **inputs: Any) -> Any:
        url = f"{self.urls[service]}/queries/{query}"
        answer = await self.http.get(url, params=inputs, headers=who or self.as_coordinator())
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def subject(self, service: str, *ids: str) -> dict[str, Any]:
        """All that a service keeps about somebody."""
        url = f"{self.urls[service]}/internal/queries/subject_data"
        answer = await self.http.post(url, json={"ids": list(ids)}, headers=self.as_officer())
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def on(self, day: str) -> None:
        """The business date, in every service."""
        admin = self.token(uuid4(), Role.ADMIN)
        for service in SERVICES:
            url = f"{self.urls[service]}/internal/commands/advance_clock"
            assert (await self.http.post(url, json={"to": day}, headers=admin)).status_code == 200


def _settings(
    stack: Addresses, service: Service, url: str, port: int, prefix: str, credentials: Credentials, others: dict[str, str]
) -> Settings:
    more: dict[str, Any] = {"port": port, "clock": ClockMode.DRIVEN, "services": others}
    return settings_of(service.name, stack.kafka, url, prefix, credentials, **more)


@asynccontextmanager
async def everywhere(stack: Addresses, folder: Path) -> AsyncIterator[Everywhere]:
    """All of them, started, each told of the others; also of one that is away and one that hears nothing."""
    credentials, prefix = make_credentials(folder), f"t{secrets.token_hex(6)}"
    ports = {name: free_port() for name in (*SERVICES, DEAF, AWAY)}
    urls = {name: f"http://{LOOPBACK}:{port}" for name, port in ports.items()}
    async with AsyncExitStack() as parts:
        http = await parts.enter_async_context(httpx.AsyncClient(timeout=30, event_hooks=HOOKS))
        house = Everywhere(http, Signer.from_file(credentials.signing_key), urls, prefix, credentials)
        for name, service in {**SERVICES, DEAF: FINANCE}.items():
            house.databases[name] = await parts.enter_async_context(empty_database(stack))
            topics = f"t{secrets.token_hex(6)}" if name == DEAF else prefix
            others = {other: url for other, url in urls.items() if other != service.name}
            settings = _settings(stack, service, house.databases[name], ports[name], topics, credentials, others)
            await parts.enter_async_context(served(Running(service, settings).app, ports[name]))
        yield house


def texts(found: dict[str, Any]) -> str:
    """Everything in an answer, to look for a value in it."""
    return json.dumps(found, ensure_ascii=False)
