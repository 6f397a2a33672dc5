"""Applying records: in one transaction the effect and what was seen; duplicates drop, holes and faults park their stream.

Safe for two at once on the same stream (a process that was frozen and the new owner of its partition, a replay by hand):
they wait for one another at the row of `seen`, and it is marked before the effect, so whoever comes second has no effect.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from shared.bus import parked, seen
from shared.bus.parked import Reason
from shared.bus.plan import Plan
from shared.bus.received import Raw, Received, Unreadable, receive
from shared.bus.seen import Overtaken
from shared.events.registry import Registry
from shared.projection.projection import Fact
from shared.store.database import Connection, Database
from shared.store.faults import is_infrastructure

log = logging.getLogger(__name__)


class Effect(Protocol):
    """What a consumer does with events, inside its transaction. `at_once` is the number of records of a transaction."""

    @property
    def at_once(self) -> int: ...

    async def apply(self, db: Connection, events: Sequence[Fact]) -> None: ...

    def committed(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Consumer:
    """One subscription: a group name, its topics, the events it reads and what they do."""

    name: str
    topics: tuple[str, ...]
    reads: Registry
    effect: Effect
    given_up: frozenset[tuple[str, int]] = frozenset()
    """Stream and sequence of discarded records, for whoever begins anew: they count as seen and take no effect. The live
    consumer needs none, as its `seen` is past them."""

    def receive(self, raw: Raw) -> Received | Unreadable:
        record = receive(raw, self.reads)
        if self.given_up and isinstance(record, Received) and (record.meta.stream, record.meta.sequence) in self.given_up:
            return replace(record, event=None, fault=None)
        return record


async def apply(database: Database, consumer: Consumer, records: Sequence[Raw]) -> None:
    """Apply a batch. Afterwards each record has taken effect once, or is parked. Raises infrastructure faults only."""
    size = consumer.effect.at_once
    for start in range(0, len(records), size):
        await _apply_some(database, consumer, records[start : start + size])


async def _apply_some(database: Database, consumer: Consumer, records: Sequence[Raw]) -> None:
    try:
        async with database.begin() as db:
            filled = await apply_within(db, consumer, records)
    except Overtaken:
        log.info("overtaken, once more", extra={"consumer": consumer.name})
        await _apply_some(database, consumer, records)
        return
    except Exception as fault:
        if is_infrastructure(fault):
            raise
        await _isolate(database, consumer, records, fault)
        return
    consumer.effect.committed()
    for stream in filled:
        await _resume(database, consumer, stream)


async def _isolate(database: Database, consumer: Consumer, records: Sequence[Raw], fault: Exception) -> None:
    """Something in the batch is wrong: find it by applying one record at a time, and park just that stream."""
    if len(records) > 1:
        for raw in records:
            await _apply_some(database, consumer, [raw])
        return
    record = consumer.receive(records[0])
    _tell(consumer, record, Reason.FAILED, fault)
    async with database.begin() as db:
        if isinstance(record, Received) and await seen.lock(db, consumer.name, record.meta.stream) >= record.meta.sequence:
            return  # somebody else could apply it meanwhile
        await parked.park(db, consumer.name, record, Reason.FAILED, type(fault).__name__)


async def apply_within(db: Connection, consumer: Consumer, records: Sequence[Raw]) -> set[str]:
    """Apply or park records in a transaction that is open; answers the streams in which `go_on` is to be called next.

    Raises `Overtaken`, and whatever the effect raises.
    """
    received = [consumer.receive(raw) for raw in records]
    plan = await _plan(db, consumer, received)
    await seen.mark(db, consumer.name, plan.moved, plan.born)
    for record, reason, detail in plan.park:
        _tell(consumer, record, reason)
        await parked.park(db, consumer.name, record, reason, detail)
    await consumer.effect.apply(db, plan.facts)
    return plan.filled


async def _plan(db: Connection, consumer: Consumer, records: list[Received | Unreadable]) -> Plan:
    streams = sorted({record.meta.stream for record in records if isinstance(record, Received)})
    plan = Plan(await seen.seen(db, consumer.name, streams), await parked.heads(db, consumer.name, streams))
    for record in records:
        if isinstance(record, Received):
            plan.take(record)
        else:
            _tell(consumer, record, Reason.UNDECODABLE)
            await parked.park(db, consumer.name, record, Reason.UNDECODABLE, record.fault)
    return plan


async def _resume(database: Database, consumer: Consumer, stream: str) -> None:
    """A hole was closed: apply what waited behind it, as far as it goes."""
    went = 1
    while went:
        async with database.begin() as db:
            went = await go_on(db, consumer, stream)
        consumer.effect.committed()


async def go_on(db: Connection, consumer: Consumer, stream: str) -> int:
    """Apply what waits at the head of a stream, `at_once` records at most, in a transaction that is open.

    Answers how many: 0 when nothing waits, or when the first of them does not go; then it says why anew.
    """
    reached = await seen.lock(db, consumer.name, stream)
    await parked.clear(db, consumer.name, stream, reached)
    run: list[Received] = []
    for one in await parked.following(db, consumer.name, stream, reached, consumer.effect.at_once):
        record = consumer.receive(one.raw)
        if one.sequence != reached + len(run) + 1:
            break
        if isinstance(record, Unreadable) or record.fault is not None:
            if not run:
                await parked.explain_head(db, consumer.name, stream, Reason.UNDECODABLE, record.fault or "")
            break
        run.append(record)
    return await _apply_run(db, consumer, run) if run else 0


async def _apply_run(db: Connection, consumer: Consumer, run: Sequence[Received]) -> int:
    """A savepoint each try: all of them, else the first half, at last the first alone, which then says why it does not."""
    stream, last = run[-1].meta.stream, run[-1].meta.sequence
    try:
        async with db.driver.transaction():
            await parked.clear(db, consumer.name, stream, last)
            await seen.mark(db, consumer.name, {stream: last})
            await consumer.effect.apply(db, [(one.event, one.meta) for one in run if one.event is not None])
    except Exception as fault:
        if is_infrastructure(fault):
            raise
        if len(run) > 1:
            return await _apply_run(db, consumer, run[: len(run) // 2])
        _tell(consumer, run[0], Reason.FAILED, fault)
        await parked.explain_head(db, consumer.name, stream, Reason.FAILED, type(fault).__name__)
        return 0
    return len(run)


def _tell(consumer: Consumer, record: Received | Unreadable, reason: Reason, fault: Exception | None = None) -> None:
    """A line for each stream that stops, none for all that comes behind it."""
    if reason is Reason.BEHIND:
        return
    stream = record.meta.stream if isinstance(record, Received) else record.stream
    facts = {"consumer": consumer.name, "stream": stream, "reason": reason}
    log.warning("stream parked", extra=facts | ({"fault": type(fault).__name__} if fault else {}), exc_info=fault)
