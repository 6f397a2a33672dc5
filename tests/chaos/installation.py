"""The installation that is hurt: three brokers, two processes of every service, and a door to each that can be cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.kafka_properties import Listener
from deploy.local.part import Part
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.postgres import Durability
from deploy.local.settings import SERVICES
from deploy.local.stack import EmbeddedStack
from shared.testing.proxy import FaultProxy

BROKERS, REPLICAS, PREFIX = 3, 2, "kladka"


@dataclass(slots=True)
class Installation:
    """The stack, the doors to PostgreSQL by service and to Kafka by broker."""

    stack: EmbeddedStack
    postgres: dict[str, FaultProxy]
    kafka: list[FaultProxy]

    @property
    def instances(self) -> list[Part]:
        """Every process of every service."""
        return list(self.stack.services)

    @property
    def brokers(self) -> list[Part]:
        return list(self.stack.kafka)

    @property
    def databases(self) -> dict[str, str]:
        return {name: self.stack.postgres.url(name) for name in SERVICES}

    async def unready(self) -> list[str]:
        """The parts that are not ready now."""
        parts = list(self.stack.parts)
        ready = await asyncio.gather(*(part.ready() for part in parts))
        return [part.name for part, yes in zip(parts, ready, strict=True) if not yes]


@asynccontextmanager
async def installation(run_dir: Path) -> AsyncIterator[Installation]:
    """Everything started and ready; ended again whatever happens."""
    doors = [(free_port(), free_port()) for _ in range(BROKERS)]
    listeners = [Listener("DOOR", inside, outside, node) for node, (inside, outside) in enumerate(doors, 1)]
    stack = EmbeddedStack(run_dir, durability=Durability.FAST, listeners=listeners, brokers=BROKERS, replicas=REPLICAS)
    kafka = [FaultProxy((LOOPBACK, inside), outside, framed=True) for inside, outside in doors]
    bootstrap = ",".join(f"{LOOPBACK}:{outside}" for _, outside in doors)
    postgres = {}
    for name in SERVICES:
        door = free_port()
        postgres[name] = FaultProxy((LOOPBACK, stack.postgres.port), door, framed=False)
        stack.services.override(name, {"KLADKA_DATABASE_URL": stack.postgres.url(name, port=door), "KLADKA_KAFKA": bootstrap})
    async with AsyncExitStack() as running:
        for proxy in (*kafka, *postgres.values()):
            await running.enter_async_context(proxy.running())
        await running.enter_async_context(stack)
        yield Installation(stack, postgres, kafka)
