"""A whole installation under test: an embedded stack whose doors to Kafka and PostgreSQL lead through fault proxies."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import asyncpg

from deploy.local.kafka_properties import Listener
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.postgres import Durability
from deploy.local.settings import SERVICES
from deploy.local.stack import EmbeddedStack
from deploy.play.client import Accounts, Client
from deploy.play.player import Player
from deploy.play.reader import read_scenario
from deploy.scenarios.gora_pomocy_3 import generate
from shared.testing.proxy import FaultProxy
from tests.support.bus import records

OWNERS = ("recruitment", "activities", "finance", "notifications")
STORES = (*OWNERS, "reporting")
BEHIND_KAFKA_DOORS = ("recruitment", "reporting", "notifications")
BEHIND_POSTGRES_DOORS = ("recruitment", "finance")
PEOPLE, PLACES, SEED = 24, 18, 7
WAITING = "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM parked) + (SELECT count(*) FROM attention)"


@dataclass
class Installation:
    """The stack, and the proxies in front of it."""

    stack: EmbeddedStack
    kafka: dict[str, FaultProxy]
    """By service, or by process where a service has several."""
    postgres: dict[str, FaultProxy]

    async def fetch(self, service: str, query: str, *arguments: object) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.stack.postgres.url(service))
        try:
            return await connection.fetch(query, *arguments)
        finally:
            await connection.close()

    async def run(self, service: str, script: str) -> None:
        connection = await asyncpg.connect(self.stack.postgres.url(service))
        try:
            await connection.execute(script)
        finally:
            await connection.close()

    async def value(self, service: str, query: str, *arguments: object) -> Any:
        return (await self.fetch(service, query, *arguments))[0][0]

    async def topic(self, service: str) -> list[Any]:
        return await records(self.stack.kafka.address, f"kladka.{service}.v1")

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        async with Client(self.stack.gateway_url, Accounts.from_file(self.stack.accounts)) as client:
            yield client

    async def figures(self) -> dict[str, Any]:
        """What an operator could compare: facts in each store, and that nothing waits anywhere."""
        found: dict[str, Any] = {}
        for service in OWNERS:
            found[service] = {
                row["name"]: row["count"]
                for row in await self.fetch(service, "SELECT name, count(*) FROM event GROUP BY name ORDER BY name")
            }
        for service in STORES:
            found[f"{service} waiting"] = await self.value(
                service,
                WAITING,
            )
        return found


@asynccontextmanager
async def installation(
    run_dir: Path,
    *,
    replicas: int = 1,
    behind_kafka_doors: Sequence[str] = BEHIND_KAFKA_DOORS,
    behind_postgres_doors: Sequence[str] = BEHIND_POSTGRES_DOORS,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> AsyncIterator[Installation]:
    """`environment`: also of every process. Doors are named by service, or by process where a service has several."""
    doors = {name: (free_port(), free_port()) for name in behind_kafka_doors}
    listeners = [Listener(name.upper(), inside, outside) for name, (inside, outside) in doors.items()]
    stack = EmbeddedStack(run_dir, durability=Durability.FAST, listeners=listeners, replicas=replicas)
    for service in SERVICES:
        stack.services.override(service, environment)
    async with AsyncExitStack() as proxies:
        kafka, postgres = {}, {}
        for name, (inside, outside) in doors.items():
            kafka[name] = FaultProxy((LOOPBACK, inside), outside, framed=True)
            stack.services.override(name, {"KLADKA_KAFKA": f"{LOOPBACK}:{outside}"})
        for name in behind_postgres_doors:
            door = free_port()
            postgres[name] = FaultProxy((LOOPBACK, stack.postgres.port), door, framed=False)
            stack.services.override(name, {"KLADKA_DATABASE_URL": stack.postgres.url(name, port=door)})
        for proxy in (*kafka.values(), *postgres.values()):
            await proxies.enter_async_context(proxy.running())
        async with stack:
            yield Installation(stack, kafka, postgres)


def write_scenario(place: Path) -> Path:
    """The short scenario, with the expectations of the independent calculator."""
    return generate(SEED, PEOPLE, PLACES).write(place)


def player_of(client: Client, file: Path) -> Player:
    return Player(client, read_scenario(file), "test")
