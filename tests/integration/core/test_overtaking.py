"""Two at once on one stream: a process that wakes up, the new owner of its partition, a replay by hand. One effect each."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

from deploy.local.ports import free_port
from shared.bus.apply import Consumer, apply, go_on
from shared.bus.effects import Project, React
from shared.bus.seen import lock
from shared.events.envelope import Meta
from shared.store.database import Database
from shared.testing.eventually import eventually
from shared.testing.proxy import FaultProxy, postgres_query
from tests.support.bench import counted as event
from tests.support.bench import raw, raws
from tests.support.tally import EVENTS, TALLY, TOTALS, Counted, commands, prepare

READ = Consumer("t.read", ("t",), EVENTS, Project([TOTALS]))


@pytest.fixture
async def database(fresh_database: Database) -> Database:
    await prepare(fresh_database)
    return fresh_database


@pytest.fixture
async def slow(database: Database, fresh_database_url: str) -> AsyncIterator[tuple[Database, FaultProxy]]:
    """The same database as another process sees it, whose statements the test can hold."""
    address = urlsplit(fresh_database_url)
    proxy = FaultProxy((address.hostname, address.port), free_port(), framed=False)
    host = f"{address.hostname}:{address.port}"
    other = Database(fresh_database_url.replace(host, f"127.0.0.1:{proxy.port}"), abandoned="60s")
    async with proxy.running():
        yield other, proxy
        await other.close()


async def fetch(database: Database, query: str) -> list[tuple]:
    async with database.read() as db:
        return [tuple(row) for row in await db.driver.fetch(query)]


async def totals(database: Database) -> list[tuple]:
    return await fetch(database, "SELECT tally, total FROM tally_total")


async def parked(database: Database) -> list[tuple]:
    return await fetch(database, "SELECT stream, sequence, reason FROM parked ORDER BY sequence")


@asynccontextmanager
async def held(proxy: FaultProxy, text: bytes, work: Awaitable[None]) -> AsyncIterator[None]:
    """The work goes on to the statement with this text and no further, until the block ends."""
    proxy.arm(postgres_query(text))
    task = asyncio.ensure_future(work)
    await asyncio.wait_for(proxy.hit.wait(), 15)
    yield
    assert not task.done()
    proxy.release()
    await asyncio.wait_for(task, 15)


async def waits_for_a_lock(database: Database) -> bool:
    query = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(await fetch(database, query))


async def test_the_first_events_of_a_stream_take_effect_once_though_two_processes_apply_them(database, slow):
    frozen, proxy = slow
    async with held(proxy, b"INSERT INTO seen", apply(frozen, READ, raws("a", [1, 2, 3], amount=5))):
        await apply(database, READ, raws("a", [1, 2], amount=5))
    assert await totals(database) == [("a", 15)]
    assert await fetch(database, "SELECT stream, sequence FROM seen") == [("tally:a", 3)]
    assert await parked(database) == []


async def test_a_reaction_to_the_first_event_happens_once_though_two_processes_react(database, slow):
    frozen, proxy = slow

    async def copy(event: Counted, meta: Meta, tx) -> None:
        tx.append(await tx.load(TALLY, "mirror"), [Counted(project="p", tally="mirror", amount=event.amount)])

    def reacting(at: Database) -> Consumer:
        return Consumer("t.react", ("t",), EVENTS, React("t.react", commands(at), {Counted: copy}))

    async with held(proxy, b"INSERT INTO seen", apply(frozen, reacting(frozen), raws("a", [1], amount=4))):
        await apply(database, reacting(database), raws("a", [1], amount=4))
    assert await fetch(database, "SELECT data->>'amount' FROM event") == [("4",)]
    assert await fetch(database, "SELECT sequence FROM seen WHERE consumer = 't.react'") == [(1,)]


async def test_who_comes_second_waits_for_the_first_and_never_folds_on_top_of_it(database, slow):
    frozen, proxy = slow
    second = apply(database, READ, raws("a", [1], amount=5))
    async with held(proxy, b"COMMIT", apply(frozen, READ, raws("a", [1], amount=5))):
        task = asyncio.ensure_future(second)
        await eventually(lambda: waits_for_a_lock(database), what="the second one waits")
    await task
    assert await totals(database) == [("a", 5)]


async def test_an_event_that_fails_late_is_not_parked_when_the_new_owner_could_apply_it(database, slow):
    frozen, proxy = slow

    class Older:
        """The same effect in the version that ran here before, which cannot do it."""

        at_once = 500

        async def apply(self, db, events) -> None:
            raise ZeroDivisionError

        def committed(self) -> None: ...

    older = Consumer(READ.name, READ.topics, READ.reads, Older())
    async with held(proxy, b"VALUES ($1, $2, 0)", apply(frozen, older, raws("a", [1]))):
        await apply(database, READ, raws("a", [1]))
    assert await totals(database) == [("a", 1)]
    assert await parked(database) == []


FIRST = {
    "failed": raw(event("a", 1, amount=13)),
    "undecodable": raw(event("a", 1), ce_type=b"Counted.v2"),
    "hole": raw(event("a", 2)),
}


@pytest.mark.parametrize("reason", FIRST)
async def test_a_stream_whose_first_event_is_parked_has_a_row_that_all_who_work_on_it_lock(database, reason):
    await apply(database, READ, [FIRST[reason]])
    assert [why for _, _, why in await parked(database)] == [reason]
    assert await fetch(database, "SELECT stream, sequence FROM seen") == [("tally:a", 0)]


async def test_who_finds_the_first_event_parked_by_another_waits_behind_it(database, slow):
    frozen, proxy = slow
    async with held(proxy, b"INSERT INTO seen", apply(frozen, READ, raws("a", [1, 2]))):
        await apply(database, READ, [FIRST["undecodable"]])
    assert await totals(database) == []
    assert [(sequence, why) for _, sequence, why in await parked(database)] == [(1, "undecodable"), (2, "behind")]


async def failing_first(database: Database, then: int = 5) -> None:
    """Event 1 is parked; what it failed for is repaired afterwards, as an upgrade would."""
    await apply(database, READ, [raw(event("a", 1, amount=13))])
    async with database.begin() as db:
        repaired = raw(event("a", 1, amount=then)).value
        await db.driver.execute("UPDATE parked SET value = $1", repaired)


async def test_an_event_that_comes_while_a_replay_finishes_is_not_left_waiting(database):
    await failing_first(database)
    async with database.begin() as db:
        assert await go_on(db, READ, "tally:a") == 1
        live = asyncio.create_task(apply(database, READ, raws("a", [2])))
        await eventually(lambda: waits_for_a_lock(database), what="the live consumer waits for the replay")
    await live
    assert await totals(database) == [("a", 6)]
    assert await parked(database) == []


async def test_an_event_that_is_being_parked_while_a_replay_begins_goes_on_with_it(database, slow):
    live, proxy = slow
    await failing_first(database)

    async def replay() -> list[int]:
        went = []
        while not went or went[-1]:
            async with database.begin() as db:
                went.append(await go_on(db, READ, "tally:a"))
        return went

    async with held(proxy, b"COMMIT", apply(live, READ, raws("a", [2, 3]))):
        replaying = asyncio.create_task(replay())
        await eventually(lambda: waits_for_a_lock(database), what="the replay waits for the live consumer")
    assert await replaying == [3, 0]
    assert await totals(database) == [("a", 7)]
    assert await parked(database) == []


@pytest.mark.parametrize("order", [[2, 3, 4], [4, 3, 2], [3, 2, 4]])
async def test_nothing_overtakes_a_parked_event_in_whatever_order_the_others_come(database, order):
    await apply(database, READ, raws("a", [1], amount=13))
    for sequence in order:
        await apply(database, READ, raws("a", [sequence]))
    assert await totals(database) == []
    assert [sequence for _, sequence, _ in await parked(database)] == [1, 2, 3, 4]


async def test_two_that_begin_the_same_new_streams_in_another_order_do_not_deadlock(database, slow):
    other, _ = slow
    streams = [f"s{number:03}" for number in range(200)]
    records = [raw(event(stream, 1), offset) for offset, stream in enumerate(streams)]
    works: list[Callable[[], Awaitable[None]]] = [
        lambda: apply(database, READ, records),
        lambda: apply(other, READ, records[::-1]),
    ]
    await asyncio.gather(*(work() for work in works))
    assert sorted(await totals(database)) == [(stream, 1) for stream in streams]


async def test_locking_a_stream_that_nobody_has_seen_keeps_others_from_beginning_it(database):
    async with database.begin() as db:
        assert await lock(db, READ.name, "tally:a") == 0
        live = asyncio.create_task(apply(database, READ, raws("a", [1])))
        await eventually(lambda: waits_for_a_lock(database), what="the live consumer waits")
    await live
    assert await totals(database) == [("a", 1)]
