"""Asking Kafka in tests: what stands on a topic, what a group has committed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.bus.topics import PARTITIONS


async def records(kafka: str, topic: str) -> list[ConsumerRecord]:
    """Everything on the topic, partition by partition in order."""
    places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        left = {place for place in places if ends[place] > 0}
        found: list[ConsumerRecord] = []
        while left:
            batch = await consumer.getmany(*left, timeout_ms=1000)
            for place, some in batch.items():
                found.extend(some)
                if some and some[-1].offset + 1 >= ends[place]:
                    left.discard(place)
        return sorted(found, key=lambda record: (record.partition, record.offset))
    finally:
        await consumer.stop()


async def committed(kafka: str, group: str) -> dict[TopicPartition, int]:
    """The offsets a group has committed."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        offsets = await admin.list_consumer_group_offsets(group)
        return {place: found.offset for place, found in offsets.items() if found.offset >= 0}
    finally:
        await admin.close()


@asynccontextmanager
async def producer(kafka: str) -> AsyncIterator[AIOKafkaProducer]:
    sender = AIOKafkaProducer(bootstrap_servers=kafka, enable_idempotence=True, acks="all")
    await sender.start()
    try:
        yield sender
    finally:
        await sender.stop()


def header(record: ConsumerRecord, name: str) -> str:
    return dict(record.headers)[name].decode()
