"""Examining store, topic and read models: what is sound is called sound, and every kind of damage is named."""

import asyncio
from contextlib import suppress

import pytest

from shared.bus.relay import Relay
from shared.bus.topics import Topic, ensure_topics
from shared.operations.finding import Verdict
from shared.operations.model_check import check_models
from shared.operations.own_events import OwnEvents
from shared.operations.store_check import check_store
from shared.operations.topic_check import check_topic
from shared.store.answer import Answer
from shared.store.database import Database
from shared.testing.eventually import eventually
from tests.support.bus import producer, records
from tests.support.tally import EVENTS, TOTALS, Count, Note, Total, asking, commands, count, note, prepare

SOURCE = "urn:kladka:test:tally"


def say_nothing(done: int, total: int) -> None:
    """Nobody listens."""


@pytest.fixture
async def topic(stack, topic_prefix) -> str:
    topic = Topic(topic_prefix, "tally")
    await ensure_topics(stack.kafka, [topic.name], 1)
    return topic.name


@pytest.fixture
async def database(stack, topic, topic_prefix, fresh_database):
    """Three streams of ten events and a private one each, all sent."""
    await prepare(fresh_database)
    relay = Relay(fresh_database, stack.kafka, Topic(topic_prefix, "tally"), SOURCE)
    run = commands(fresh_database, own=[TOTALS], wake=relay.wake)
    for number in range(30):
        await run.execute(count, asking(Count(tally=f"t{number % 3}")), Total)
    for number in range(3):
        await run.execute(note, asking(Note(tally=f"t{number}")), Answer)
    sending = asyncio.create_task(relay.run())
    await eventually(lambda: unsent(fresh_database), lambda left: left == 0, what="an empty outbox")
    sending.cancel()
    with suppress(asyncio.CancelledError):
        await sending
    return fresh_database


async def unsent(database: Database) -> int:
    async with database.read() as db:
        return await db.driver.fetchval("SELECT count(*) FROM outbox")


async def damage(database: Database, *statements: str) -> None:
    async with database.begin() as db:
        await db.driver.execute("ALTER TABLE event DISABLE TRIGGER ALL")
        for statement in statements:
            await db.driver.execute(statement)


async def store(database: Database) -> list[tuple[Verdict, str]]:
    async with database.read() as db:
        return [(one.verdict, one.says) for one in await check_store(db)]


async def on_topic(stack, database: Database, topic: str) -> list[tuple[Verdict, str]]:
    return [(one.verdict, one.says) for one in await check_topic(database, stack.kafka, topic, SOURCE)]


async def test_what_is_whole_is_called_sound_with_its_counts(stack, database, topic, fresh_database_url):
    assert await store(database) == [(Verdict.SOUND, "33 events in 3 streams, 30 published")]
    assert await on_topic(stack, database, topic) == [(Verdict.SOUND, "30 records, 0 of them second copies")]
    [model] = await check_models(fresh_database_url, OwnEvents(EVENTS, [TOTALS]), say_nothing)
    assert (model.part, model.verdict, model.says) == ("tally_total", Verdict.SOUND, "3 rows, as the events make them")


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM event WHERE stream_id = 'tally:t1' AND version = 4", "1 streams with a gap or a wrong head: tally:t1"),
        ("UPDATE stream SET published = 9 WHERE stream_id = 'tally:t2'", "1 streams with a gap or a wrong head: tally:t2"),
        ("DELETE FROM stream WHERE stream_id = 'tally:t0'", "1 streams with a gap or a wrong head: tally:t0"),
        (
            "UPDATE event SET sequence = 11 - sequence WHERE stream_id = 'tally:t1' AND message IS NOT NULL",
            "1 streams out of order: tally:t1",
        ),
        ("INSERT INTO outbox SELECT position FROM event WHERE message IS NULL", "3 entries of the outbox have nothing to send"),
    ],
    ids=["a lost event", "a wrong number on the head", "a lost head", "numbers turned round", "something private to send"],
)
async def test_damage_to_the_store_is_named(database, statement, says):
    await damage(database, statement)
    assert (Verdict.FAULT, says) in await store(database)


async def test_holes_in_the_topic_are_named(stack, database, topic):
    """The store holds events that were never sent, of a stream the topic knows and of one it does not."""
    run = commands(database, own=[TOTALS])
    for tally in ("t1", "t1", "new"):
        await run.execute(count, asking(Count(tally=tally)), Total)
    assert await on_topic(stack, database, topic) == [(Verdict.SOUND, "30 records, 0 of them second copies")]
    await damage(database, "DELETE FROM outbox")
    assert await on_topic(stack, database, topic) == [
        (Verdict.FAULT, "2 streams lack events (`kladka republish`): tally:new@1, tally:t1@11 to 12")
    ]


async def test_events_that_differ_from_the_store_or_are_unknown_to_it_are_named(stack, database, topic):
    await damage(
        database,
        "UPDATE event SET message = 'x' WHERE stream_id = 'tally:t0' AND sequence = 3",
        "UPDATE event SET event_id = gen_random_uuid() WHERE stream_id = 'tally:t2' AND sequence = 7",
    )
    found = await on_topic(stack, database, topic)
    assert (Verdict.FAULT, "1 events differ from the store: tally:t0@3") in found
    assert (Verdict.FAULT, "1 events that the store does not know: tally:t2@7") in found


async def test_second_copies_are_counted_and_foreign_records_pointed_out(stack, database, topic):
    found = await records(stack.kafka, topic)
    async with producer(stack.kafka) as sender:
        for record in found[:4]:
            await sender.send_and_wait(topic, record.value, key=record.key, headers=list(record.headers))
    assert await on_topic(stack, database, topic) == [(Verdict.SOUND, "34 records, 4 of them second copies")]
    async with producer(stack.kafka) as sender:
        await sender.send_and_wait(topic, b"\xff\xff", headers=[("ce_id", b"\xff")])
    assert await on_topic(stack, database, topic) == [(Verdict.WATCH, "1 records are not events of this service")]


async def test_a_first_copy_before_its_turn_is_pointed_out(stack, database, topic, topic_prefix):
    """The topic has 1 to 10 of a stream; 12 comes, then 11."""
    run = commands(database, own=[TOTALS])
    for _ in range(2):
        await run.execute(count, asking(Count(tally="t0")), Total)
    for sequence in (12, 11):
        await damage(
            database,
            "DELETE FROM outbox",
            f"INSERT INTO outbox SELECT position FROM event WHERE stream_id = 'tally:t0' AND sequence = {sequence}",
        )
        relay = Relay(database, stack.kafka, Topic(topic_prefix, "tally"), SOURCE)
        sending = asyncio.create_task(relay.run())
        await eventually(lambda: unsent(database), lambda left: left == 0, what="an empty outbox")
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
    assert await on_topic(stack, database, topic) == [(Verdict.WATCH, "1 first copies came before their turn: tally:t0@12")]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE tally_total SET total = 11 WHERE tally = 't1'", "1 rows are not as the events make them"),
        ("DELETE FROM tally_total WHERE tally = 't2'", "1 rows are not as the events make them"),
        ("INSERT INTO tally_total VALUES ('t9', 1, 'x'), ('t8', 1, 'y')", "2 rows are not as the events make them"),
    ],
    ids=["a wrong row", "a lost row", "rows too many"],
)
async def test_rows_that_no_event_makes_are_named(database, fresh_database_url, statement, says):
    await damage(database, statement)
    [model] = await check_models(fresh_database_url, OwnEvents(EVENTS, [TOTALS]), say_nothing)
    assert model.verdict is Verdict.FAULT
    assert model.says.startswith(says)
