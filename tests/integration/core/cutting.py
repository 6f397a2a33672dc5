"""A broker whose files are cut, a relay that goes on, and what then stands where."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from deploy.local.kafka import Kafka
from shared.bus.relay import Relay
from shared.bus.topics import Topic, ensure_topics
from shared.store.database import Database
from shared.testing.eventually import eventually
from tests.support.bus import header, records

SOURCE = "urn:kladka:test:tally"
TOPIC = Topic("kladka", "tally")


@asynccontextmanager
async def broker_of_its_own(run_dir: Path) -> AsyncIterator[Kafka]:
    broker = Kafka(run_dir)
    await broker.start()
    await ensure_topics(broker.address, [TOPIC.name], 1)
    yield broker
    await broker.stop()


def sizes(kafka: Kafka) -> dict[Path, int]:
    return {log: log.stat().st_size for log in kafka.run_dir.glob(f"kafka/data/{TOPIC.name}-*/*.log")}


async def cut_to(kafka: Kafka, earlier: dict[Path, int]) -> None:
    """The broker starts again with what it had when its logs had these sizes."""
    await kafka.kill()
    for log in sizes(kafka):
        with log.open("rb+") as file:
            file.truncate(earlier.get(log, 0))
    await kafka.start()


@asynccontextmanager
async def relaying(database: Database, kafka: Kafka):
    async with going_on(Relay(database, kafka.address, TOPIC, SOURCE)):
        yield


@asynccontextmanager
async def going_on(relay: Relay):
    task = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def value(database: Database, query: str) -> int:
    async with database.read() as db:
        return await db.driver.fetchval(query)


async def unsent(database: Database) -> int:
    return await value(database, "SELECT count(*) FROM outbox")


async def all_sent(database: Database) -> None:
    await eventually(lambda: unsent(database), lambda left: left == 0, within=30, what="an empty outbox")


async def sequences(kafka: Kafka) -> dict[str, list[int]]:
    """The sequences of each stream as they stand on the topic."""
    found: dict[str, list[int]] = {}
    for record in await records(kafka.address, TOPIC.name):
        found.setdefault(header(record, "ce_subject"), []).append(int(header(record, "ce_sequence")))
    return found


def firsts(found: dict[str, list[int]]) -> dict[str, list[int]]:
    return {stream: list(dict.fromkeys(all_copies)) for stream, all_copies in found.items()}
