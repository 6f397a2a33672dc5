"""The relay on real Kafka: every event once committed arrives, the first copies in order, with its whole envelope."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiokafka.errors import InvalidReplicationFactorError

from shared.bus.relay import Relay
from shared.bus.topics import PARTITIONS, Topic, ensure_topics
from shared.store.answer import Answer as PlainAnswer
from shared.store.faults import is_infrastructure
from shared.testing.eventually import eventually
from tests.support.bus import header, records
from tests.support.tally import Count, Note, Total, asking, commands, count, note, prepare


@pytest.fixture
async def topic(stack, topic_prefix) -> Topic:
    topic = Topic(topic_prefix, "tally")
    await ensure_topics(stack.kafka, [topic.name], 1)
    return topic


@pytest.fixture
async def database(fresh_database):
    await prepare(fresh_database)
    return fresh_database


@asynccontextmanager
async def relaying(*relays: Relay):
    tasks = [asyncio.create_task(relay.run()) for relay in relays]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def outbox(database) -> int:
    async with database.read() as db:
        return await db.driver.fetchval("SELECT count(*) FROM outbox")


async def emptied(database) -> None:
    await eventually(lambda: outbox(database), lambda left: left == 0, what="an empty outbox")


async def test_what_was_committed_is_sent_with_its_envelope_and_its_bytes(stack, database, topic):
    relay = Relay(database, stack.kafka, topic, "urn:kladka:test:tally")
    run = commands(database, wake=relay.wake)
    await run.execute(count, asking(Count(tally="a", amount=5, project="gora")), Total)
    await run.execute(note, asking(Note(tally="a")), PlainAnswer)
    await run.execute(count, asking(Count(tally="a", amount=6, project="gora")), Total)
    async with relaying(relay):
        await emptied(database)
    first, second = await records(stack.kafka, topic.name)
    assert (first.key, first.value) == (b"gora", b'{"project":"gora","tally":"a","amount":5}')
    assert header(first, "ce_type") == "Counted.v1"
    assert header(first, "ce_subject") == "tally:a"
    assert header(first, "ce_source") == "urn:kladka:test:tally"
    assert [header(one, "ce_sequence") for one in (first, second)] == ["000000000001", "000000000002"]
    async with database.read() as db:
        stored = await db.driver.fetchrow("SELECT event_id, recorded_at FROM event WHERE version = 1")
    assert header(first, "ce_id") == str(stored["event_id"])
    assert header(first, "ce_recordedat") == stored["recorded_at"].isoformat()


async def test_two_relays_of_one_service_send_every_event_and_keep_the_order_of_each_stream(stack, database, topic):
    relays = [Relay(database, stack.kafka, topic, "urn:test") for _ in range(2)]
    run = commands(database, wake=relays[0].wake)
    async with relaying(*relays):
        await asyncio.gather(
            *(run.execute(count, asking(Count(tally=f"t{n % 7}", project=f"p{n % 7 % 3}")), Total) for n in range(210))
        )
        await emptied(database)
    found = await records(stack.kafka, topic.name)
    by_stream: dict[str, list[int]] = {}
    for record in found:
        by_stream.setdefault(header(record, "ce_subject"), []).append(int(header(record, "ce_sequence")))
    firsts = {stream: list(dict.fromkeys(sequences)) for stream, sequences in by_stream.items()}
    assert firsts == {f"tally:t{n}": list(range(1, 31)) for n in range(7)}


async def test_declared_topics_are_created_once_with_their_partitions(stack, topic):
    await ensure_topics(stack.kafka, [topic.name], 1)
    with pytest.raises(InvalidReplicationFactorError, match="fewer than 3 brokers") as fault:
        await ensure_topics(stack.kafka, [f"{topic.name}-three"], 3)
    assert is_infrastructure(fault.value), "a broker may still come back: whoever starts waits for it"
    assert await records(stack.kafka, topic.name) == []
    assert PARTITIONS == 12
