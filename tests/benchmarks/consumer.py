"""A consumer in a process of its own, so that its processor time is told apart: reporting's, or the plain reference.

Started by `bus`. It writes `ready` when it has its partitions, and when it is done a line of JSON: seconds of processor time
and of the clock since then. Ours is done when it is asked to end (SIGTERM), the plain one after so many records.
"""

import asyncio
import json
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvloop
from aiokafka import AIOKafkaConsumer, TopicPartition

from services.reporting.main import SERVICE
from shared.bus.apply import Consumer
from shared.bus.consume import BATCH, Subscription, make_broker
from shared.bus.effects import Project
from shared.bus.topics import PARTITIONS
from shared.runtime.service import collect_seldom
from shared.store.database import Database

READS = SERVICE.reads
assert READS is not None


async def ours(kafka: str, topic: str, group: str, url: str) -> None:
    """A subscription with all read models of reporting."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    database = Database(url)
    broker = make_broker(kafka, "benchmark")
    subscription = Subscription(broker, database, Consumer(group, (topic,), READS, Project(SERVICE.projections)))
    await broker.start()
    while not subscription.assigned:
        await asyncio.sleep(0.02)
    async with timed():
        await ended.wait()
    await subscription.close()
    await broker.stop()
    await database.close()


async def plain(kafka: str, topic: str, records: str) -> None:
    """`getmany`, and each event that reporting reads decoded by its registry."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    consumer.assign([TopicPartition(topic, number) for number in range(PARTITIONS)])
    left = int(records)
    async with timed():
        while left > 0:
            for some in (await consumer.getmany(timeout_ms=1000, max_records=BATCH)).values():
                left -= len(some)
                for record in some:
                    name, _, version = dict(record.headers)["ce_type"].decode().rpartition(".v")
                    if READS.knows(name):
                        READS.decode(name, int(version), record.value)
    await consumer.stop()


@asynccontextmanager
async def timed() -> AsyncIterator[None]:
    print("ready", flush=True)  # noqa: T201 - the parent reads it
    cpu, clock = time.process_time(), time.perf_counter()
    yield
    measured = {"cpu": time.process_time() - cpu, "seconds": time.perf_counter() - clock}
    print(json.dumps(measured), flush=True)  # noqa: T201


if __name__ == "__main__":
    kind, *arguments = sys.argv[1:]
    collect_seldom()  # as services do
    uvloop.run({"ours": ours, "plain": plain}[kind](*arguments))
