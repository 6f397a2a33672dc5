"""The source of read models of others' events: the topics, from their beginning, applied exactly as a live consumer does.

`seen` and `parked` have shadows too, so duplicates, holes and faults are treated anew; what somebody discarded stays
discarded. At the change of places the shadows become what the live consumer goes on from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from aiokafka import TopicPartition

from shared.bus.apply import Consumer, apply
from shared.bus.effects import Project
from shared.bus.log import Log
from shared.operations.rebuild import Report
from shared.operations.waiting import given_up
from shared.projection.projection import Projection
from shared.store.database import Connection, Database

AT_ONCE = 5000
LOCK = "LOCK TABLE public.seen IN EXCLUSIVE MODE"
"""Consumers wait: each locks its rows of `seen` before anything else. Readers of `seen` do not."""
BEHIND = """
SELECT live.stream, live.sequence, EXISTS (SELECT FROM rebuild.parked p WHERE p.stream = live.stream) AS parked
FROM public.seen live
LEFT JOIN rebuild.seen made ON made.consumer = live.consumer AND made.stream = live.stream
WHERE live.consumer = $1 AND live.sequence > coalesce(made.sequence, 0) LIMIT 1
"""
GO_ON_FROM = """
INSERT INTO public.seen AS live (consumer, stream, sequence) SELECT consumer, stream, sequence FROM rebuild.seen
ON CONFLICT (consumer, stream) DO UPDATE SET sequence = excluded.sequence WHERE live.sequence <> excluded.sequence
"""
PARKED = """
INSERT INTO public.parked (consumer, stream, sequence, reason, detail, topic, kafka_partition, kafka_offset, message_key,
                           headers, value, parked_at)
SELECT consumer, stream, sequence, reason, detail, topic, kafka_partition, kafka_offset, message_key, headers, value,
       parked_at
FROM rebuild.parked p WHERE NOT EXISTS (
    SELECT FROM public.discarded d WHERE (d.consumer, d.topic, d.kafka_partition, d.kafka_offset)
        = (p.consumer, p.topic, p.kafka_partition, p.kafka_offset)
) ORDER BY id
"""


class CannotTakeOver(Exception):
    """What was built holds less than the live read models: says of which stream, why, and what to do."""


@dataclass(slots=True)
class OthersEvents:
    """The records of the topics that a consumer of read models reads. `log` reads them."""

    log: Log
    consumer: Consumer
    projections: Sequence[Projection[Any]]
    at: dict[TopicPartition, int] = field(default_factory=dict)
    done: int = 0
    lock: str = field(default=LOCK, init=False)
    aside: Sequence[str] = field(default=("seen", "parked"), init=False)

    @classmethod
    async def of(cls, url: str, log: Log, consumer: Consumer, projections: Sequence[Projection[Any]]) -> "OthersEvents":
        """With the discarded records as they are known now."""
        live = Database(url, pool=1)
        async with live.read() as db:
            discarded = await given_up(db, consumer.name)
        await live.close()
        effect = Project(projections, at_once=AT_ONCE)
        return cls(log, replace(consumer, given_up=discarded, effect=effect), projections)

    @property
    def tables(self) -> Sequence[str]:
        return [projection.table.name for projection in self.projections]

    async def catch_up(self, shadow: Database, report: Report, *, locked: bool) -> int:
        """Apply the records up to the ends that the topics have now."""
        whole = await self.log.whole(list(self.consumer.topics))
        ranges = {place: (self.at.get(place, begin), end) for place, (begin, end) in whole.items()}
        total, before = sum(end - start for start, end in ranges.values()) + self.done, self.done
        async for records in self.log.read(ranges):
            await apply(shadow, self.consumer, records)
            self.done += len(records)
            report(self.done, max(total, self.done))
        self.at |= {place: end for place, (_, end) in ranges.items()}
        return self.done - before

    async def settle(self, db: Connection) -> None:
        """The live consumer goes on from where the shadow is. Raises `CannotTakeOver`."""
        if await given_up(db, self.consumer.name) != self.consumer.given_up:
            raise CannotTakeOver("something was discarded meanwhile: rebuild again")
        if short := await db.driver.fetchrow(BEHIND, self.consumer.name):
            seen = f"{short['stream']} was seen up to {short['sequence']}, but"
            if short["parked"]:
                raise CannotTakeOver(f"{seen} an event of it does not go any more: mend the projection, and rebuild again")
            raise CannotTakeOver(f"{seen} the topic ends before: `kladka republish` its owner first")
        await db.driver.execute(GO_ON_FROM)
        await db.driver.execute("DELETE FROM public.parked WHERE consumer = $1", self.consumer.name)
        await db.driver.execute(PARKED)
