"""What tests do to the PostgreSQL and Kafka of an embedded stack, as any client does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local.ports import LOOPBACK
from deploy.local.stack import EmbeddedStack
from tests.support.bus import producer


@asynccontextmanager
async def connected(stack: EmbeddedStack, database: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(stack.postgres.url(database))
    try:
        yield connection
    finally:
        connection.terminate()


async def create_topic(address: str, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def produce(address: str, topic: str, value: bytes) -> None:
    async with asyncio.timeout(60), producer(address) as sender:
        await sender.send_and_wait(topic, value)


async def first_record(address: str, topic: str) -> bytes | None:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=address, auto_offset_reset="earliest")
    await consumer.start()
    try:
        value: bytes | None = (await asyncio.wait_for(consumer.getone(), 60)).value
        return value
    finally:
        await consumer.stop()


@asynccontextmanager
async def forwarding(port: int, target: int, passed: list[int]) -> AsyncIterator[None]:
    """A TCP proxy that notes how many bytes it passes towards the target."""

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter, count: list[int]) -> None:
        while chunk := await source.read(65536):
            count.append(len(chunk))
            sink.write(chunk)
        sink.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        broker_reader, broker_writer = await asyncio.open_connection(LOOPBACK, target)
        await asyncio.gather(pump(reader, broker_writer, passed), pump(broker_reader, writer, []))

    async with await asyncio.start_server(serve, LOOPBACK, port):
        yield
