"""A topic of tallies and a database that consumes it, for tests of consumers."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from aiokafka import ConsumerRecord

from shared.bus.apply import Consumer
from shared.bus.consume import Subscription, make_broker
from shared.bus.effects import Project
from shared.bus.ends import Ends
from shared.events.envelope import Meta, headers_of
from shared.events.event import Event
from shared.kernel.ids import SYSTEM, derived_id, new_id
from shared.store.database import Database
from shared.testing.eventually import eventually
from tests.support.bus import producer
from tests.support.tally import EVENTS, TOTALS, Counted


@dataclass
class Bench:
    """A topic, a database that consumes it and what tests ask of them."""

    kafka: str
    topic: str
    database: Database

    async def send(self, *sent: tuple[Meta, Event], **change: object) -> None:
        async with producer(self.kafka) as out:
            for meta, event in sent:
                await out.send_and_wait(self.topic, event.published_json(), key=b"p", headers=headers_of(meta, "urn:test"))

    async def totals(self) -> dict[str, int]:
        async with self.database.read() as db:
            return {row["tally"]: row["total"] for row in await db.driver.fetch("SELECT tally, total FROM tally_total")}

    async def parked(self) -> list[tuple[str, int | None, str]]:
        async with self.database.read() as db:
            rows = await db.driver.fetch("SELECT stream, sequence, reason FROM parked ORDER BY id")
            return [tuple(row) for row in rows]

    async def reach(self, **totals: int) -> None:
        await eventually(self.totals, lambda found: found == totals, what=f"totals {totals}")

    def consumer(self, name: str = "read", effect: object = None) -> Consumer:
        return Consumer(f"{self.topic}.{name}", (self.topic,), EVENTS, effect or Project([TOTALS]))


@asynccontextmanager
async def consuming(bench: Bench, consumer: Consumer) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """A running consumer; gives what asks for its lag."""
    ends = Ends(bench.kafka)
    await ends.start()
    async with subscribed(bench, consumer) as subscription:
        yield lambda: subscription.lag(ends)
    await ends.stop()


@asynccontextmanager
async def subscribed(bench: Bench, consumer: Consumer, **more: Any) -> AsyncIterator[Subscription]:
    """A running consumer, as one process would have it."""
    broker = make_broker(bench.kafka, "test")
    subscription = Subscription(broker, bench.database, consumer, **more)
    await broker.start()
    try:
        yield subscription
    finally:
        await subscription.close()
        await broker.stop()


@contextmanager
def asked_to_end() -> Iterator[list[str]]:
    """Takes the SIGTERM that a part of the service sends to its own process: grows with each."""
    signals: list[str] = []
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, signals.append, "SIGTERM")
    try:
        yield signals
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


def counted(tally: str, sequence: int, amount: int = 1) -> tuple[Meta, Event]:
    meta = Meta(
        id=derived_id(tally, sequence),
        name="Counted",
        version=1,
        stream=f"tally:{tally}",
        sequence=sequence,
        effective_on=date(2021, 1, 4),
        recorded_at=datetime(2021, 1, 4, 8, tzinfo=UTC),
        correlation=new_id(),
        causation=new_id(),
        actor=SYSTEM,
    )
    return meta, Counted(project="p", tally=tally, amount=amount)


def raw(sent: tuple[Meta, Event], offset: int | None = None, **change: bytes) -> ConsumerRecord:
    """The record as Kafka would hand it over; `change` replaces headers."""
    meta, event = sent
    headers = list({**dict(headers_of(meta, "urn:test")), **change}.items())
    place = meta.sequence if offset is None else offset
    return ConsumerRecord(f"{meta.stream}.v1", 0, place, 0, 0, b"p", event.published_json(), None, 0, 0, headers)


def raws(tally: str, sequences: Sequence[int], amount: int = 1) -> list[ConsumerRecord]:
    return [raw(counted(tally, sequence, amount)) for sequence in sequences]
