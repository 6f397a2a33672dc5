"""Sending in batches: one batch of records for each partition at a time, so each partition keeps the order it was given."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import murmur2
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.structs import RecordMetadata

from shared.events.envelope import Headers

BATCH_BYTES = 512 * 1024
"""Half of what a broker accepts in one batch (message.max.bytes)."""


class Message(NamedTuple):
    """What is sent, as Kafka takes it."""

    key: bytes
    value: bytes
    headers: Headers


class Landed(NamedTuple):
    """Where the records of one partition came to stand: the first offset and the one after the last."""

    first: int
    next: int


@lru_cache(maxsize=4096)
def partition_of(key: bytes, partitions: int) -> int:
    """The partition of a key, as every Kafka client chooses it."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)


async def send(producer: AIOKafkaProducer, topic: str, messages: Sequence[Message]) -> dict[int, Landed | None]:
    """Send all, wait for all acknowledgements; where they stand, by partition. Raises KafkaError.

    None: Kafka had the records already (a retry of the producer) and did not say where.
    """
    partitions = len(await producer.partitions_for(topic))
    by_partition: defaultdict[int, list[Message]] = defaultdict(list)
    for message in messages:
        by_partition[partition_of(message.key, partitions)].append(message)
    found = await asyncio.gather(*(_send_in_order(producer, topic, number, some) for number, some in by_partition.items()))
    return dict(zip(by_partition, found, strict=True))


async def _send_in_order(producer: AIOKafkaProducer, topic: str, number: int, messages: Sequence[Message]) -> Landed | None:
    sent = [(await _handed_over(producer, topic, number, batch), batch) for batch in _batches(producer, messages)]
    starts = [(await acknowledged).offset for acknowledged, _ in sent]
    return None if min(starts) < 0 else Landed(starts[0], starts[-1] + sent[-1][1].record_count())


async def _handed_over(
    producer: AIOKafkaProducer, topic: str, number: int, batch: BatchBuilder
) -> "asyncio.Future[RecordMetadata]":
    """Its acknowledgement: that of a later batch fails unheard when nobody waits any more after an earlier one has failed."""
    acknowledged: asyncio.Future[RecordMetadata] = await producer.send_batch(batch, topic, partition=number)
    acknowledged.add_done_callback(heard)
    return acknowledged


def heard(future: "asyncio.Future[Any]") -> None:
    """Whoever waited for this is gone: its exception is nothing to log."""
    if not future.cancelled():
        future.exception()


def _batches(producer: AIOKafkaProducer, messages: Sequence[Message]) -> Iterator[BatchBuilder]:
    batch = producer.create_batch()
    for message in messages:
        record = {"timestamp": None, "key": message.key, "value": message.value, "headers": message.headers}
        if batch.append(**record) is None:
            yield batch
            batch = producer.create_batch()
            batch.append(**record)
    yield batch
