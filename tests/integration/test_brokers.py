"""Three Kafka nodes go on without one of them, and no record that was acknowledged is lost, doubled or out of order."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from deploy.local.kafka import Kafka
from deploy.local.ports import LOOPBACK
from deploy.local.postgres import Durability
from deploy.local.stack import EmbeddedStack
from shared.bus.topics import PARTITIONS, ensure_topics
from shared.testing.eventually import eventually
from tests.support.bus import producer, records

TOPIC = "kladka.nodes.v1"
KEYS = 20


@pytest.fixture(scope="module")
async def stack() -> AsyncIterator[EmbeddedStack]:
    with tempfile.TemporaryDirectory(prefix="kladka-nodes-") as place:
        Path(place).chmod(0o755)
        async with EmbeddedStack(Path(place), services=(), durability=Durability.FAST, brokers=3) as started:
            await ensure_topics(started.kafka.address, [TOPIC], started.kafka.replication_factor)
            yield started


async def killed(node: Kafka) -> None:
    await node.kill()


async def frozen(node: Kafka) -> None:
    node.freeze()


@pytest.mark.parametrize(("name", "fault"), [("kafka-1", killed), ("kafka-2", frozen), ("kafka-3", killed)])
async def test_without_one_of_three_nodes_records_are_written_and_none_is_lost(
    stack: EmbeddedStack, name: str, fault: Callable[[Kafka], Awaitable[None]]
) -> None:
    before = len(await records(stack.kafka.address, TOPIC))
    node = stack.kafka[name]
    former = node.pid

    async with sending(stack.kafka.address, name) as acknowledged:
        await more_than(acknowledged, 500)
        await fault(node)
        await every_partition_takes_a_record(stack, besides=node)
        node.thaw()
        await eventually(node.ready, within=30, what=f"{name} serves again")
    assert (node.pid == former) is (fault is frozen)

    found = [record.value for record in await records(stack.kafka.address, TOPIC)]
    assert len(found) == before + len(acknowledged) + PARTITIONS
    for key in range(KEYS):
        mine = f"{name}:{key}:".encode()
        assert [value for value in found if value.startswith(mine)] == [one for one in acknowledged if one.startswith(mine)]


@asynccontextmanager
async def sending(address: str, run: str) -> AsyncIterator[list[bytes]]:
    """Records for KEYS keys, one after the other for each, until the block ends; what was acknowledged, in order."""
    acknowledged: list[bytes] = []
    done = asyncio.Event()

    async def send(key: int) -> None:
        number = 0
        while not done.is_set():
            value = f"{run}:{key}:{number}".encode()
            await sender.send_and_wait(TOPIC, value, key=str(key).encode())
            acknowledged.append(value)
            number += 1

    async with producer(address) as sender, asyncio.TaskGroup() as tasks:
        for key in range(KEYS):
            tasks.create_task(send(key))
        try:
            yield acknowledged
        finally:
            done.set()


async def every_partition_takes_a_record(stack: EmbeddedStack, besides: Kafka) -> None:
    """From a client that knows the other nodes alone, before the faulty one is back or thawed."""
    others = ",".join(f"{LOOPBACK}:{node.port}" for node in stack.kafka if node is not besides)
    client = AIOKafkaProducer(bootstrap_servers=others, enable_idempotence=True, acks="all", request_timeout_ms=3000)
    await client.start()
    try:
        async with asyncio.timeout(30):
            await asyncio.gather(*[client.send_and_wait(TOPIC, b"kept", partition=number) for number in range(PARTITIONS)])
    finally:
        await client.stop()


async def more_than(acknowledged: list[bytes], number: int) -> None:
    async def count() -> int:
        return len(acknowledged)

    await eventually(count, lambda now: now > number, within=30, what="records are acknowledged")
