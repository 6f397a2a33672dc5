"""Static membership: a restart disturbs nobody in the group, and of two with one name the newer stays."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener

from shared.bus import membership
from shared.bus.consume import Subscription
from shared.bus.topics import PARTITIONS
from shared.events.envelope import headers_of
from shared.testing.eventually import eventually
from tests.support.bench import Bench, asked_to_end, counted, subscribed
from tests.support.bus import producer


async def send_everywhere(bench: Bench, sequence: int) -> None:
    """One event of a stream of its own to each partition."""
    async with producer(bench.kafka) as out:
        for number in range(PARTITIONS):
            meta, event = counted(f"t{number}", sequence)
            headers = headers_of(meta, "urn:test")
            await out.send_and_wait(bench.topic, event.published_json(), partition=number, headers=headers)


def partitions(subscription: Subscription) -> frozenset[int]:
    kafka = subscription._subscriber.consumer
    return frozenset(place.partition for place in kafka.assignment()) if kafka else frozenset()


def generation(subscription: Subscription) -> int:
    """Grows with every rebalance of the group."""
    return subscription._subscriber.consumer._coordinator.generation


async def shared_out(*members: Subscription) -> None:
    async def sizes() -> Sequence[int]:
        return [len(partitions(member)) for member in members]

    even = [PARTITIONS // len(members)] * len(members)
    await eventually(sizes, lambda found: found == even, what="each has its share", within=30)


async def reached(bench: Bench, sequence: int) -> frozenset[int]:
    """The partitions whose stream has come so far."""
    return frozenset(int(tally[1:]) for tally, total in (await bench.totals()).items() if total >= sequence)


async def until(bench: Bench, sequence: int, expected: frozenset[int]) -> None:
    await eventually(lambda: reached(bench, sequence), lambda found: found == expected, what=f"{sequence} in {expected}")


EVERYWHERE = frozenset(range(PARTITIONS))


async def test_a_member_that_comes_back_under_its_name_gets_its_partitions_and_the_other_sees_no_rebalance(bench):
    consumer = bench.consumer()
    async with subscribed(bench, consumer, instance="2") as other:
        async with subscribed(bench, consumer, instance="1") as first:
            await shared_out(first, other)
            hers, his, before = partitions(first), partitions(other), generation(other)
            await send_everywhere(bench, 1)
            await until(bench, 1, EVERYWHERE)
        await send_everywhere(bench, 2)
        await until(bench, 2, his)
        async with subscribed(bench, consumer, instance="1") as again:
            await until(bench, 2, EVERYWHERE)
            await send_everywhere(bench, 3)
            await until(bench, 3, EVERYWHERE)
            assert (partitions(again), partitions(other)) == (hers, his)
            assert generation(other) == before
    assert await bench.parked() == []


async def test_without_a_name_the_other_takes_over_at_once(bench):
    consumer = bench.consumer()
    async with subscribed(bench, consumer) as other:
        async with subscribed(bench, consumer) as first:
            await shared_out(first, other)
            before = generation(other)
        await shared_out(other)
        assert generation(other) > before


async def test_of_two_processes_with_one_name_the_older_ends_and_says_why_and_the_newer_goes_on(bench, caplog):
    consumer = bench.consumer()
    with asked_to_end() as signals:
        async with subscribed(bench, consumer, instance="1") as older:
            await shared_out(older)
            await send_everywhere(bench, 1)
            await until(bench, 1, EVERYWHERE)
            async with subscribed(bench, consumer, instance="1") as newer:
                await eventually(lambda: as_answer(signals), what="the older one ends")
                await send_everywhere(bench, 2)
                await until(bench, 2, EVERYWHERE)
                assert (older._gave_up, newer._gave_up) == (True, False)
                assert partitions(newer) == EVERYWHERE
    assert signals == ["SIGTERM"]
    assert "another process has our KLADKA_INSTANCE" in caplog.text


class Hesitant(ConsumerRebalanceListener):
    """Keeps a group from finding together, as a member does that is busy."""

    def __init__(self) -> None:
        self.asked, self.may_go_on = asyncio.Event(), asyncio.Event()

    async def on_partitions_revoked(self, revoked) -> None:
        if revoked:
            self.asked.set()
            await self.may_go_on.wait()

    def on_partitions_assigned(self, assigned) -> None: ...


@asynccontextmanager
async def another(bench: Bench, group: str, listener: ConsumerRebalanceListener | None = None):
    """A member that is not ours."""
    kafka = AIOKafkaConsumer(bootstrap_servers=bench.kafka, group_id=group, enable_auto_commit=False)
    kafka.subscribe([bench.topic], listener=listener)
    await kafka.start()
    try:
        yield kafka
    finally:
        await kafka.stop()


async def test_who_is_replaced_while_the_group_finds_together_ends_as_well(bench, caplog, monkeypatch):
    monkeypatch.setattr(membership, "SESSION_MS", 1000)  # how long it waits for its place before it looks
    consumer, hesitant = bench.consumer(), Hesitant()
    with asked_to_end() as signals:
        async with AsyncExitStack() as group:
            older = await group.enter_async_context(subscribed(bench, consumer, instance="1"))
            await shared_out(older)
            await group.enter_async_context(another(bench, consumer.name, hesitant))
            half = PARTITIONS // 2
            await eventually(lambda: as_answer(len(partitions(older))), lambda size: size == half, what="two", within=30)
            third = asyncio.create_task(group.enter_async_context(another(bench, consumer.name)))
            try:
                await asyncio.wait_for(hesitant.asked.wait(), 30)
                await eventually(lambda: as_answer(older._membership._joining), what="the older one joins anew", within=30)
                newer = asyncio.create_task(group.enter_async_context(subscribed(bench, consumer, instance="1")))
                await eventually(lambda: as_answer(signals), what="the older one ends", within=30)
            finally:
                hesitant.may_go_on.set()
            await third
            assert (older._gave_up, (await newer)._gave_up) == (True, False)
    assert signals == ["SIGTERM"]
    assert "another process has our KLADKA_INSTANCE" in caplog.text


async def as_answer(value: object) -> object:
    return value
