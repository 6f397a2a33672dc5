"""From a command's answer to its effect in another service's read model, beside a raw produce → consume round trip.

One command at a time on an idle stack: store, relay, Kafka, FastStream consumer and projection as they run in services,
each with a database of its own.
"""

import asyncio
import secrets
import time
from contextlib import AsyncExitStack, suppress

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from shared.bus.apply import Consumer
from shared.bus.consume import Subscription, make_broker
from shared.bus.effects import Project
from shared.bus.relay import Relay
from shared.bus.seen import reached
from shared.bus.topics import Topic, ensure_topics
from shared.store.database import Database
from shared.store.transaction import Commands
from tests.benchmarks.databases import fresh
from tests.benchmarks.figures import Figure
from tests.support.stack import Addresses
from tests.support.tally import EVENTS, KEYS, TOTALS, Count, Total, asking, count, prepare

TIMES = 400


async def measure(stack: Addresses) -> list[Figure]:
    """p99 of both, in milliseconds; the medians stand in the names."""
    prefix = f"b{secrets.token_hex(4)}"
    topic = Topic(prefix, "tally")
    await ensure_topics(stack.kafka, [topic.name, f"{prefix}.raw"], 1)
    p50, p99 = await _through_services(await fresh(stack), await fresh(stack), stack.kafka, topic)
    raw50, raw99 = await _raw(stack.kafka, f"{prefix}.raw")
    against = f"raw produce → consume: p99 {raw99:.1f} ms, p50 {raw50:.1f} ms"
    return [
        Figure("answer → visible in another service, idle, p99", p99, "ms", against, p99 / raw99, most=100),
        Figure("answer → visible in another service, idle, p50", p50, "ms", against, p50 / raw50),
    ]


def _percentiles(seconds: list[float]) -> tuple[float, float]:
    ordered = sorted(seconds)
    return ordered[len(ordered) // 2] * 1000, ordered[int(len(ordered) * 0.99)] * 1000


async def _through_services(publisher_url: str, reader_url: str, kafka: str, topic: Topic) -> tuple[float, float]:
    publisher, reader = Database(publisher_url), Database(reader_url)
    await prepare(publisher)
    await prepare(reader)
    relay = Relay(publisher, kafka, topic, "urn:benchmark")
    run = Commands(publisher, EVENTS, KEYS, wake=relay.wake)
    consumer = Consumer(f"{topic.name}.read", (topic.name,), EVENTS, Project([TOTALS]))
    broker = make_broker(kafka, "benchmark")
    Subscription(broker, reader, consumer)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(publisher.close)
        stack.push_async_callback(reader.close)
        task = asyncio.create_task(relay.run())
        stack.push_async_callback(_ended, task)
        stack.push_async_callback(broker.stop)
        await broker.start()
        for number in range(20):
            await _seen(run, reader, consumer.name, number)
        return _percentiles([await _seen(run, reader, consumer.name, number) for number in range(TIMES)])


async def _seen(run: Commands, reader: Database, consumer: str, number: int) -> float:
    answer = await run.execute(count, asking(Count(tally=f"t{number % 50}")), Total)
    start = time.perf_counter()
    stream, _, sequence = str(answer.position).rpartition("@")
    async with reader.read() as db:
        while not await reached(db, consumer, stream, int(sequence)):
            await asyncio.sleep(0.001)
    return time.perf_counter() - start


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _raw(kafka: str, topic: str) -> tuple[float, float]:
    producer = AIOKafkaProducer(bootstrap_servers=kafka, enable_idempotence=True, acks="all")
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka, group_id=None, auto_offset_reset="earliest")
    await producer.start()
    await consumer.start()
    times = []
    try:
        for number in range(TIMES + 20):
            start = time.perf_counter()
            await producer.send(topic, b"x" * 390, key=str(number % 50).encode())
            await consumer.getone()
            times.append(time.perf_counter() - start)
    finally:
        await producer.stop()
        await consumer.stop()
    return _percentiles(times[20:])
