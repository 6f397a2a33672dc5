"""Rebuilding read models while commands and consumers go on: the same rows in the end, and nobody notices on the way."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace

import asyncpg
import pytest

from shared.bus.apply import Consumer
from shared.bus.consume import Subscription, make_broker
from shared.bus.effects import Project
from shared.bus.log import reading
from shared.bus.relay import Relay
from shared.bus.topics import Topic, ensure_topics
from shared.operations.others_events import CannotTakeOver, OthersEvents
from shared.operations.own_events import OwnEvents
from shared.operations.rebuild import Busy, building, rebuild
from shared.operations.shadow import AlreadyRebuilding, leftovers
from shared.store.database import Database
from shared.testing.eventually import eventually
from tests.support.tally import (
    EVENTS,
    TOTALS,
    Count,
    TallyRow,
    Total,
    asking,
    commands,
    count,
    evolve_row,
    prepare,
)

SPOILT = "old3"
ROWS = "SELECT tally, total, last FROM tally_total ORDER BY tally"


def say_nothing(done: int, total: int) -> None:
    """Progress is looked at elsewhere."""


def doubled(row, event, meta):
    """What a new version of the projection makes of the same events."""
    made = evolve_row(row, event, meta)
    return TallyRow(tally=made.tally, total=made.total + event.amount, last=made.last)


@pytest.fixture
async def owner(fresh_database):
    await prepare(fresh_database)
    async with fresh_database.begin() as db:
        await db.driver.execute("CREATE INDEX by_total ON tally_total (total) WHERE total > 5")
    return fresh_database


@pytest.fixture
async def reader(second_database_url):
    """Another service's database."""
    database = Database(second_database_url)
    await prepare(database)
    yield database
    await database.close()


async def rows(database: Database) -> list[tuple]:
    async with database.read() as db:
        return [tuple(row) for row in await db.driver.fetch(ROWS)]


async def counting(database: Database, stop: asyncio.Event, run) -> dict[str, int]:
    """Commands until told to stop, four at once; what their answers said in the end."""
    answered: dict[str, int] = {}

    async def client(number: int) -> None:
        times = 0
        while not stop.is_set():
            tally, amount = f"t{number}-{times % 5}", times % 4 + 1
            answer = await run.execute(count, asking(Count(tally=tally, amount=amount)), Total)
            answered[tally] = answer.total
            times += 1

    await asyncio.gather(*(client(number) for number in range(4)))
    return answered


async def looking(database: Database, stop: asyncio.Event) -> int:
    """Look at the totals again and again: each look sees at least what the one before saw. How many looks it was."""
    looks, before = 0, {}
    while not stop.is_set():
        now = {tally: total for tally, total, _ in await rows(database) if tally != SPOILT}
        assert all(now.get(tally, 0) >= total for tally, total in before.items()), "a query went backwards"
        before, looks = now, looks + 1
    return looks


async def spoil(database: Database) -> None:
    """Make a row wrong in a way that only a rebuild puts right."""
    async with database.begin() as db:
        await db.driver.execute("UPDATE tally_total SET total = total + 1000000 WHERE tally = $1", SPOILT)


async def count_some(run) -> dict[str, int]:
    """300 events of seven tallies, and their totals."""
    for number in range(300):
        await run.execute(count, asking(Count(tally=f"old{number % 7}")), Total)
    return {f"old{number}": 300 // 7 + (number < 300 % 7) for number in range(7)}


async def totals(database: Database) -> dict[str, int]:
    return {tally: total for tally, total, _ in await rows(database)}


async def test_own_read_models_are_made_anew_while_commands_and_queries_go_on(owner, fresh_database_url):
    run = commands(owner, own=[TOTALS])
    old = await count_some(run)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        working = group.create_task(counting(owner, stop, run))
        watching = group.create_task(looking(owner, stop))
        for _ in range(3):
            await spoil(owner)
            await rebuild(fresh_database_url, OwnEvents(EVENTS, [TOTALS]), say_nothing)
        stop.set()
    assert await totals(owner) == old | working.result()
    assert watching.result() > 10


async def test_indexes_keep_their_names_so_a_broken_rule_is_still_known(owner, fresh_database_url):
    await count_some(commands(owner, own=[TOTALS]))
    before = await indexes(owner)
    await rebuild(fresh_database_url, OwnEvents(EVENTS, [TOTALS]), say_nothing)
    assert await indexes(owner) == before
    assert {"tally_total_pkey", "tally_total_last_key", "by_total"} == {name for name, _ in before}


async def indexes(database: Database) -> list[tuple[str, str]]:
    async with database.read() as db:
        found = await db.driver.fetch("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'tally_total' ORDER BY 1")
        return [tuple(row) for row in found]


async def test_interrupted_half_way_it_leaves_the_live_one_untouched(owner, fresh_database_url):
    run = commands(owner, own=[TOTALS])
    await count_some(run)
    await spoil(owner)
    before = await rows(owner)
    half_way = asyncio.Event()
    source = OwnEvents(EVENTS, [replace(TOTALS, evolve=doubled)])
    task = asyncio.create_task(rebuild(fresh_database_url, source, lambda done, total: half_way.set()))
    await half_way.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert await rows(owner) == before
    async with owner.read() as db:
        assert await leftovers(db) == []


async def test_only_one_rebuilds_at_a_time(owner, fresh_database_url):
    await count_some(commands(owner, own=[TOTALS]))
    async with building(fresh_database_url, OwnEvents(EVENTS, [TOTALS]), say_nothing):
        with pytest.raises(AlreadyRebuilding):
            await rebuild(fresh_database_url, OwnEvents(EVENTS, [TOTALS]), say_nothing)


async def test_who_has_lost_the_lock_changes_nothing(owner, fresh_database_url):
    await count_some(commands(owner, own=[TOTALS]))
    await spoil(owner)
    before = await rows(owner)

    async def takes_over() -> None:
        async with building(fresh_database_url, OwnEvents(EVENTS, [TOTALS]), say_nothing) as built:
            holder = await built.guard.driver.fetchval("SELECT pg_backend_pid()")
            async with owner.read() as db:
                await db.driver.execute("SELECT pg_terminate_backend($1, 5000)", holder)
            async with built.level() as db:
                await built.tables.take_over(db)

    with pytest.raises((asyncpg.InterfaceError, asyncpg.PostgresConnectionError)):
        await takes_over()
    assert await rows(owner) == before


async def test_who_reads_for_long_is_not_interrupted_but_makes_the_rebuild_give_up(owner, fresh_database_url, monkeypatch):
    monkeypatch.setattr("shared.operations.rebuild.PATIENCE", 1.0)
    await count_some(commands(owner, own=[TOTALS]))
    async with owner.begin() as db:
        await db.driver.fetch(ROWS)
        with pytest.raises(Busy):
            await rebuild(fresh_database_url, OwnEvents(EVENTS, [TOTALS]), say_nothing)
        assert len(await db.driver.fetch(ROWS)) == 7


@asynccontextmanager
async def bus(stack, prefix, owner: Database, reader: Database, projection=TOTALS):
    """A relay of the owner and a live consumer of the reader."""
    topic = Topic(prefix, "tally")
    await ensure_topics(stack.kafka, [topic.name], 1)
    relay = Relay(owner, stack.kafka, topic, "urn:kladka:test:tally")
    consumer = Consumer(f"{prefix}.reader.read", (topic.name,), EVENTS, Project([projection]))
    broker = make_broker(stack.kafka, prefix)
    subscription = Subscription(broker, reader, consumer)
    async with AsyncExitStack() as ending:
        sending = asyncio.create_task(relay.run())
        ending.push_async_callback(ended, sending)
        ending.push_async_callback(broker.stop)
        await broker.start()
        ending.push_async_callback(subscription.close)
        yield consumer, relay


async def ended(task: asyncio.Task) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def arrived(reader: Database, expected: dict[str, int]) -> None:
    await eventually(lambda: totals(reader), lambda found: found == expected, within=30, what=f"totals {expected}")


async def rebuild_reader(stack, url: str, consumer: Consumer, projection=TOTALS) -> None:
    async with reading(stack.kafka, list(consumer.topics)) as log:
        source = await OthersEvents.of(url, log, consumer, [projection])
        await rebuild(url, source, say_nothing)


async def test_read_models_of_others_are_made_anew_while_events_arrive(stack, topic_prefix, owner, reader, second_database_url):
    async with bus(stack, topic_prefix, owner, reader) as (consumer, relay):
        run = commands(owner, wake=relay.wake)
        old = await count_some(run)
        await arrived(reader, old)
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            working = group.create_task(counting(owner, stop, run))
            watching = group.create_task(looking(reader, stop))
            for _ in range(3):
                await spoil(reader)
                await rebuild_reader(stack, second_database_url, consumer)
            stop.set()
        await arrived(reader, old | working.result())
        assert watching.result() > 10


async def test_a_rebuild_with_mended_code_takes_in_what_was_parked(stack, topic_prefix, owner, reader, second_database_url):
    async with bus(stack, topic_prefix, owner, reader) as (consumer, relay):
        run = commands(owner, wake=relay.wake)
        for amount in (1, 13, 2):  # the sample's projection fails at 13
            await run.execute(count, asking(Count(tally="a", amount=amount)), Total)
        await eventually(lambda: waiting(reader), lambda parked: parked == ["failed", "behind"], what="a parked stream")
        mended = replace(TOTALS, evolve=counted)
        await rebuild_reader(stack, second_database_url, consumer, mended)
        assert await totals(reader) == {"a": 16}
        assert await waiting(reader) == []
        await run.execute(count, asking(Count(tally="a", amount=4)), Total)
        await arrived(reader, {"a": 20})


def counted(row, event, meta) -> TallyRow:
    return TallyRow(tally=event.tally, total=(row.total if row else 0) + event.amount, last=str(meta.id))


async def waiting(database: Database) -> list[str]:
    async with database.read() as db:
        return [row["reason"] for row in await db.driver.fetch("SELECT reason FROM parked ORDER BY sequence")]


async def test_a_topic_that_holds_less_than_was_seen_is_refused(stack, topic_prefix, owner, reader, second_database_url):
    async with bus(stack, topic_prefix, owner, reader) as (consumer, relay):
        await arrived(reader, await count_some(commands(owner, wake=relay.wake)))
        before = await rows(reader)
        async with reader.begin() as db:
            await db.driver.execute("UPDATE seen SET sequence = sequence + 1 WHERE stream = 'tally:old2'")
        with pytest.raises(CannotTakeOver, match="tally:old2 was seen up to 44"):
            await rebuild_reader(stack, second_database_url, consumer)
        assert await rows(reader) == before
