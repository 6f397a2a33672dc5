"""A whole installation under test: an embedded stack whose doors to Kafka and PostgreSQL lead through fault proxies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from deploy.local.kafka_properties import Listener
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.postgres import Durability
from deploy.local.stack import EmbeddedStack
from deploy.play.client import Accounts, Client
from deploy.play.player import Player
from deploy.play.reader import read_scenario
from deploy.scenarios.gora_pomocy_3 import generate
from shared.testing.proxy import FaultProxy
from tests.support.bus import records

OWNERS = ("recruitment", "activities", "finance", "notifications")
STORES = (*OWNERS, "reporting")
PEOPLE, PLACES, SEED = 40, 30, 7
WAITING = "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM parked) + (SELECT count(*) FROM attention)"


@dataclass
class Installation:
    """The stack, and the proxies in front of it."""

    stack: EmbeddedStack
    recruitment_kafka: FaultProxy
    reporting_kafka: FaultProxy
    recruitment_postgres: FaultProxy

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
async def installation(run_dir: Path) -> AsyncIterator[Installation]:
    doors = {name: (free_port(), free_port()) for name in ("RECRUITMENT", "REPORTING")}
    database_door = free_port()
    stack = EmbeddedStack(
        run_dir,
        durability=Durability.FAST,
        listeners=[Listener(name, inside, outside) for name, (inside, outside) in doors.items()],
    )
    stack.services.override(
        "recruitment",
        {
            "KLADKA_KAFKA": f"{LOOPBACK}:{doors['RECRUITMENT'][1]}",
            "KLADKA_DATABASE_URL": stack.postgres.url("recruitment", port=database_door),
        },
    )
    stack.services.override("reporting", {"KLADKA_KAFKA": f"{LOOPBACK}:{doors['REPORTING'][1]}"})
    kafka = [FaultProxy((LOOPBACK, inside), outside, framed=True) for inside, outside in doors.values()]
    postgres = FaultProxy((LOOPBACK, stack.postgres.port), database_door, framed=False)
    async with kafka[0].running(), kafka[1].running(), postgres.running(), stack:
        yield Installation(stack, kafka[0], kafka[1], postgres)


def write_scenario(place: Path) -> Path:
    """The short scenario, with the expectations of the independent calculator."""
    return generate(SEED, PEOPLE, PLACES).write(place)


def player_of(client: Client, file: Path) -> Player:
    return Player(client, read_scenario(file), "test")
