"""From a command through HTTP to its answer, and to its effect in reporting: idle, and at half of the sustained rate.

The sustained rate is what sixteen clients reach, each waiting for its answer. Then commands come at half of it at random
times (Poisson), and each is timed from the moment it was meant to be sent: a stall is not hidden by a client that waits.
"""

import asyncio
import json
import secrets
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from random import Random
from uuid import UUID

from services.reporting.main import SERVICE as REPORTING
from shared.bus.seen import reached
from shared.http.roles import Role
from shared.kernel.ids import ActorId
from shared.store.database import Database
from shared.store.transaction import Who
from tests.benchmarks.commands import form
from tests.benchmarks.databases import filled, fresh, migrated, opened
from tests.benchmarks.figures import Figure
from tests.benchmarks.serving import Wires, serving
from tests.support.stack import Addresses

AT_ONCE = 16
IDLE, IDLE_PAUSE = 300, 0.01
SUSTAINED_FOR, HALF_FOR = 8.0, 15.0
"""Seconds."""
LOOKED_AT = 10
"""Of so many commands one is followed to reporting."""
WHO = Who(ActorId(UUID(int=7)), frozenset({Role.SOCIAL_WORKER}), "mops")


@dataclass(slots=True)
class Desk:
    """Social workers who type in applications; how long each waited, in seconds."""

    wires: Wires
    reader: Database
    consumer: str
    numbers: "count[int]" = field(default_factory=lambda: count(40_000_000))
    answered: list[float] = field(default_factory=list)
    visible: list[float] = field(default_factory=list)

    async def submit(self, meant: float, *, look: bool = False) -> None:
        """One application, timed from when it was meant to be sent."""
        body = json.dumps(form("p1-0", "g0", next(self.numbers))).encode()
        answer = await self.wires.post("/commands/submit_application", body)
        now = time.perf_counter()
        self.answered.append(now - meant)
        if look:
            await self._see(json.loads(answer)["position"])
            self.visible.append(time.perf_counter() - now)

    async def _see(self, position: str) -> None:
        stream, _, sequence = position.rpartition("@")
        async with self.reader.read() as db:
            while not await reached(db, self.consumer, stream, int(sequence)):
                await asyncio.sleep(0.002)

    def taken(self) -> tuple[list[float], list[float]]:
        answered, visible = sorted(self.answered), sorted(self.visible)
        self.answered, self.visible = [], []
        return answered, visible


async def measure(stack: Addresses) -> list[Figure]:
    """Percentiles in milliseconds, and the rates they were measured at."""
    prefix = f"b{secrets.token_hex(4)}"
    store, read = await filled(stack, 2000), await fresh(stack)
    await migrated(read, REPORTING.migrations)
    async with AsyncExitStack() as running:
        recruitment = await running.enter_async_context(serving(stack, "recruitment", store, prefix, WHO))
        await running.enter_async_context(serving(stack, "reporting", read, prefix, WHO))
        reader = await running.enter_async_context(opened(read))
        desk = Desk(Wires(recruitment), reader, f"{prefix}.reporting.read")
        running.callback(desk.wires.close)
        await _one_by_one(desk, 50)
        idle = await _one_by_one(desk, IDLE)
        sustained = await _sustained(desk)
        half = await _at_random(desk, sustained / 2)
    return [
        *_figures("idle", *idle, 50),
        Figure(f"commands through HTTP, {AT_ONCE} clients at once", sustained, "/s"),
        *_figures(f"at {sustained / 2:.0f} commands/s", *half, 250),
    ]


async def _one_by_one(desk: Desk, number: int) -> tuple[list[float], list[float]]:
    for _ in range(number):
        await desk.submit(time.perf_counter(), look=True)
        await asyncio.sleep(IDLE_PAUSE)
    return desk.taken()


async def _sustained(desk: Desk) -> float:
    """Commands per second."""
    end = time.perf_counter() + SUSTAINED_FOR

    async def lane() -> None:
        while (now := time.perf_counter()) < end:
            await desk.submit(now)

    await asyncio.gather(*(lane() for _ in range(AT_ONCE)))
    return len(desk.taken()[0]) / SUSTAINED_FOR


async def _at_random(desk: Desk, rate: float) -> tuple[list[float], list[float]]:
    random, meant, sent = Random(1), time.perf_counter(), []  # noqa: S311 - repeatable, not secret
    end = meant + HALF_FOR
    while (meant := meant + random.expovariate(rate)) < end:
        await asyncio.sleep(max(0.0, meant - time.perf_counter()))
        sent.append(asyncio.create_task(desk.submit(meant, look=len(sent) % LOOKED_AT == 0)))
    await asyncio.gather(*sent)
    return desk.taken()


def _figures(when: str, answered: list[float], visible: list[float], most: float) -> list[Figure]:
    return [
        Figure(f"command → answer {when}, p99", _ms(answered, 0.99), "ms", f"p50 {_ms(answered, 0.5):.1f} ms", most=most),
        Figure(f"answer → visible in reporting {when}, p99", _ms(visible, 0.99), "ms", f"p50 {_ms(visible, 0.5):.1f} ms"),
    ]


def _ms(ordered: list[float], part: float) -> float:
    return ordered[int(len(ordered) * part)] * 1000
