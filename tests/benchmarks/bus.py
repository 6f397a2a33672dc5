"""From the outbox to another service's read models: the relay, its catch-up, and one, two and four consumers of a group.

Recruitment's store, filled with synthetic projects, is sent by the relay to a topic; reporting's read models consume it. The
references send and read the same records with aiokafka alone.
"""

import asyncio
import json
import secrets
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from statistics import median

from aiokafka import AIOKafkaProducer

from deploy.local.run_directory import CHECKOUT
from services.reporting.main import SERVICE as REPORTING
from shared.bus.batches import Message
from shared.bus.relay import OLDEST, Relay, meta_of_row
from shared.bus.topics import Topic, ensure_topics
from shared.events.envelope import headers_of
from shared.store.database import Database
from tests.benchmarks.databases import filled, fresh, migrated, opened
from tests.benchmarks.figures import Figure
from tests.support.stack import Addresses

EVENTS = 230_000
"""Somewhat more than a hundred thousand of them are published: an hour's outage at thirty a second."""
ROUND, ROUNDS = 20_000, 3
SOURCE = "urn:kladka:bench:recruitment"
AGAIN = "INSERT INTO outbox SELECT position FROM event WHERE message IS NOT NULL ORDER BY position LIMIT $1"


async def measure(stack: Addresses) -> list[Figure]:
    """The relay first; what it sent is what the consumers then read."""
    prefix = f"b{secrets.token_hex(4)}"
    rounds, raw, topic = Topic(prefix, "rounds"), Topic(prefix, "raw"), Topic(prefix, "recruitment")
    await ensure_topics(stack.kafka, [rounds.name, raw.name, topic.name], 1)
    async with opened(await filled(stack, EVENTS)) as store:
        relay = await _relay(stack, store, rounds, raw.name)
        published, seconds = await _catch_up(stack, store, topic)
    per_second = published / seconds
    sent = f"the relay catches up with {published:,} waiting events"
    return [
        relay,
        Figure(sent, per_second, "/s", "", least=10_000),
        *await _consumers(stack, topic.name, published),
    ]


async def _relay(stack: Addresses, store: Database, topic: Topic, raw: str) -> Figure:
    relay = Relay(store, stack.kafka, topic, SOURCE)
    messages = await _messages(store, ROUND)
    producer = AIOKafkaProducer(bootstrap_servers=stack.kafka, enable_idempotence=True, acks="all")
    await producer.start()
    try:
        await _turns(relay, store, 2000), await _send(producer, raw, messages[:2000])
        rounds = [(await _turns(relay, store, ROUND), await _send(producer, raw, messages)) for _ in range(ROUNDS)]
    finally:
        await producer.stop()
        await relay._drop_producer()
    own, ratio = median(ours for ours, _ in rounds), median(ours / other for ours, other in rounds)
    return Figure("the relay", own, "/s", "raw AIOKafkaProducer, same records", ratio, least_ratio=0.5)


async def _messages(store: Database, number: int) -> list[Message]:
    async with store.begin() as db:
        await db.driver.execute(AGAIN, number)
        rows = await db.driver.fetch(OLDEST, number)
        await db.driver.execute("TRUNCATE outbox")
    return [Message(row["message_key"].encode(), row["message"], headers_of(meta_of_row(row), SOURCE)) for row in rows]


async def _turns(relay: Relay, store: Database, number: int) -> float:
    """Put so many events into the outbox, and send until it is empty."""
    async with store.read() as db:
        await db.driver.execute(AGAIN, number)
    start, sent = time.perf_counter(), 0
    while sent < number:
        sent += await relay.turn()
    return number / (time.perf_counter() - start)


async def _send(producer: AIOKafkaProducer, topic: str, messages: Sequence[Message]) -> float:
    start = time.perf_counter()
    acknowledged = [await producer.send(topic, message.value, key=message.key, headers=message.headers) for message in messages]
    await asyncio.gather(*acknowledged)
    return len(messages) / (time.perf_counter() - start)


async def _catch_up(stack: Addresses, store: Database, topic: Topic) -> tuple[int, float]:
    """Everything published waits; how many events, and the seconds until the outbox is empty."""
    async with store.begin() as db:
        await db.driver.execute("TRUNCATE sent")
        await db.driver.execute(AGAIN, None)
        waiting = int(await db.driver.fetchval("SELECT count(*) FROM outbox"))
    relay = Relay(store, stack.kafka, topic, SOURCE)
    start, sent = time.perf_counter(), 0
    while sent < waiting:
        sent += await relay.turn()
    seconds = time.perf_counter() - start
    await relay._drop_producer()
    return waiting, seconds


async def _consumers(stack: Addresses, topic: str, published: int) -> list[Figure]:
    plain = await _plain(stack, topic, published)
    figures = []
    for number in (1, 2, 4):
        by_core, by_clock = await _ours(stack, topic, published, number)
        name = f"reporting's read models, {number} consumer{'s' * (number > 1)} of a group, events"
        against = "plain getmany and decode"
        figures.append(Figure(name, by_core, "/CPU-s", against, by_core / plain, least=20_000 if number == 1 else None))
        figures.append(Figure(name, by_clock, "/s"))
    return figures


async def _plain(stack: Addresses, topic: str, published: int) -> float:
    """Events per second of processor time."""
    child = await _child("plain", stack.kafka, topic, str(published))
    await _line(child)
    return published / json.loads(await _line(child))["cpu"]


async def _ours(stack: Addresses, topic: str, published: int, number: int) -> tuple[float, float]:
    """Events per second of all consumers' processor time, and per second once all of them have joined."""
    url, group = await fresh(stack), f"{topic}.{number}"
    await migrated(url, REPORTING.migrations)
    children = [await _child("ours", stack.kafka, topic, group, url) for _ in range(number)]
    try:
        await asyncio.gather(*(_line(child) for child in children))
        async with opened(url) as database:
            before, start = await _seen(database), time.perf_counter()
            while (done := await _seen(database)) < published:
                await asyncio.sleep(0.1)
            seconds = time.perf_counter() - start
    finally:
        for child in children:
            child.terminate()
    used = sum([json.loads(await _line(child))["cpu"] for child in children])
    return published / used, (done - before) / seconds


async def _seen(database: Database) -> int:
    async with database.read() as db:
        return int(await db.driver.fetchval("SELECT coalesce(sum(sequence), 0) FROM seen"))


async def _child(*arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.consumer", *arguments, stdout=PIPE, cwd=CHECKOUT
    )


async def _line(child: Process) -> str:
    """The next line the child writes. Raises `RuntimeError` when it ended instead."""
    assert child.stdout is not None
    if not (line := await child.stdout.readline()):
        raise RuntimeError(f"a consumer ended with status {await child.wait()}")
    return line.decode()
