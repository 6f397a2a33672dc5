"""A producer that is dropped in mid-send: what it still held fails, and the loop reports no exception that nobody heard."""

import asyncio
import gc

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import ProducerClosed
from aiokafka.structs import TopicPartition

from shared.bus.relay import discard

PLACE = TopicPartition("t", 0)


@pytest.fixture
async def unheard():
    """What the loop reports."""
    found: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: found.append(context["message"]))
    yield found
    loop.set_exception_handler(None)


async def handed_over(producer: AIOKafkaProducer) -> "asyncio.Future[object]":
    """A batch that waits in the producer, as one does that was not acknowledged."""
    batch = producer.create_batch()
    batch.append(timestamp=None, key=b"k", value=b"v", headers=[])
    return await producer._message_accumulator.add_batch(batch, PLACE, 5)


async def collected() -> None:
    """Futures report an exception that nobody heard when they are collected."""
    for _ in range(3):
        gc.collect()
        await asyncio.sleep(0)


async def test_nothing_is_reported_when_whoever_waited_was_cancelled_before(unheard):
    producer = AIOKafkaProducer(bootstrap_servers="127.0.0.1:1")
    acknowledged = await handed_over(producer)
    waiting = asyncio.create_task(asyncio.wait_for(acknowledged, 60))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await discard(producer)
    del producer, acknowledged, waiting
    await collected()
    assert unheard == []


async def test_whoever_still_waits_is_told(unheard):
    producer = AIOKafkaProducer(bootstrap_servers="127.0.0.1:1")
    acknowledged = await handed_over(producer)
    await discard(producer)
    with pytest.raises(ProducerClosed):
        await acknowledged
    del producer, acknowledged
    await collected()
    assert unheard == []
