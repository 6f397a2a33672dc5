"""Applying records: in one transaction the effect and what was seen; duplicates drop, holes and faults park their stream."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from shared.bus import parked, seen
from shared.bus.parked import Head, Reason
from shared.bus.received import Raw, Received, Unreadable, receive
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


@dataclass(slots=True)
class Plan:
    """What a batch means, record by record, given what was seen and what is parked."""

    reached: dict[str, int]
    heads: dict[str, Head]
    """First parked record of each stream that waits."""
    ready: list[Received] = field(default_factory=list)
    park: list[tuple[Received, Reason, str]] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)
    """Streams whose hole was closed: what waits behind it may go on."""

    def take(self, record: Received) -> None:
        stream, sequence = record.meta.stream, record.meta.sequence
        here, head = self.reached[stream], self.heads.get(stream)
        if head is not None and head.sequence == here + 1 and head.waits_for_an_earlier_one:
            self.filled.add(stream)  # the hole is closed already: whoever was to go on was interrupted
        if sequence <= here:
            return
        if head is not None:
            if sequence != here + 1 or head.sequence == sequence:
                self._park(record, Reason.BEHIND, "an earlier event of the stream is parked")
                return
            self.filled.add(stream)
        if sequence > here + 1:
            self._park(record, Reason.HOLE, f"expected sequence {here + 1}, got {sequence}")
        elif record.fault is not None:
            self._park(record, Reason.UNDECODABLE, record.fault)
        else:
            self.ready.append(record)
            self.reached[stream] = sequence

    def _park(self, record: Received, reason: Reason, detail: str) -> None:
        self.park.append((record, reason, detail))
        stream, sequence = record.meta.stream, record.meta.sequence
        if stream not in self.heads or sequence < self.heads[stream].sequence:
            self.heads[stream] = Head(sequence, reason)


async def apply(database: Database, consumer: Consumer, records: Sequence[Raw]) -> None:
    """Apply a batch. Afterwards each record has taken effect once, or is parked. Raises infrastructure faults only."""
    size = consumer.effect.at_once
    for start in range(0, len(records), size):
        await _apply_some(database, consumer, records[start : start + size])


async def _apply_some(database: Database, consumer: Consumer, records: Sequence[Raw]) -> None:
    try:
        filled = await _transaction(database, consumer, [receive(raw, consumer.reads) for raw in records])
    except Exception as fault:
        if is_infrastructure(fault):
            raise
        await _isolate(database, consumer, records, fault)
        return
    for stream in filled:
        await _resume(database, consumer, stream)


async def _isolate(database: Database, consumer: Consumer, records: Sequence[Raw], fault: Exception) -> None:
    """Something in the batch is wrong: find it by applying one record at a time, and park just that stream."""
    if len(records) > 1:
        for raw in records:
            await _apply_some(database, consumer, [raw])
        return
    record = receive(records[0], consumer.reads)
    log.error(
        "stream parked",
        extra={"consumer": consumer.name, "fault": type(fault).__name__, "stream": _stream(record)},
    )
    async with database.begin() as db:
        await parked.park(db, consumer.name, record, Reason.FAILED, type(fault).__name__)


async def _transaction(database: Database, consumer: Consumer, records: list[Received | Unreadable]) -> set[str]:
    async with database.begin() as db:
        plan = await _plan(db, consumer, records)
        for record, reason, detail in plan.park:
            log.warning("stream parked", extra={"consumer": consumer.name, "stream": record.meta.stream, "reason": reason})
            await parked.park(db, consumer.name, record, reason, detail)
        facts = [(record.event, record.meta) for record in plan.ready if record.event is not None]
        await consumer.effect.apply(db, facts)
        await seen.mark(db, consumer.name, {record.meta.stream: plan.reached[record.meta.stream] for record in plan.ready})
    consumer.effect.committed()
    return plan.filled


async def _plan(db: Connection, consumer: Consumer, records: list[Received | Unreadable]) -> Plan:
    streams = sorted({record.meta.stream for record in records if isinstance(record, Received)})
    plan = Plan(await seen.seen(db, consumer.name, streams), await parked.heads(db, consumer.name, streams))
    for record in records:
        if isinstance(record, Received):
            plan.take(record)
        else:
            log.warning("record parked", extra={"consumer": consumer.name, "fault": record.fault, "stream": record.stream})
            await parked.park(db, consumer.name, record, Reason.UNDECODABLE, record.fault)
    return plan


async def _resume(database: Database, consumer: Consumer, stream: str) -> None:
    """A hole was closed: apply what waited behind it, one by one, as far as it goes."""
    while await _resume_one(database, consumer, stream):
        consumer.effect.committed()


async def _resume_one(database: Database, consumer: Consumer, stream: str) -> bool:
    try:
        async with database.begin() as db:
            return await _apply_waiting(db, consumer, stream)
    except Exception as fault:
        if is_infrastructure(fault):
            raise
        log.exception("stream parked", extra={"consumer": consumer.name, "fault": type(fault).__name__, "stream": stream})
        async with database.begin() as db:
            await parked.explain_head(db, consumer.name, stream, Reason.FAILED, type(fault).__name__)
        return False


async def _apply_waiting(db: Connection, consumer: Consumer, stream: str) -> bool:
    """Apply the parked record whose turn it is. False when there is none, or when it cannot be read."""
    reached = (await seen.seen(db, consumer.name, [stream]))[stream]
    waiting = await parked.of_stream(db, consumer.name, stream)
    await parked.unpark(db, [one.id for one in waiting if one.sequence is not None and one.sequence <= reached])
    following = next((one for one in waiting if one.sequence == reached + 1), None)
    if following is None:
        return False
    record = receive(following.raw, consumer.reads)
    assert isinstance(record, Received)
    if record.fault is not None:
        await parked.explain_head(db, consumer.name, stream, Reason.UNDECODABLE, record.fault)
        return False
    await parked.unpark(db, [following.id])
    await consumer.effect.apply(db, [(record.event, record.meta)] if record.event is not None else [])
    await seen.mark(db, consumer.name, {stream: reached + 1})
    return True


def _stream(record: Received | Unreadable) -> str:
    return record.meta.stream if isinstance(record, Received) else record.stream
