"""The relay: sends the outbox in order; duplicates are possible, the first copies of a stream's events are in order.

One relay of a service sends at a time: the advisory lock lives as long as the transaction that reads the outbox, and
PostgreSQL ends that transaction when its holder is frozen. Rows leave the outbox only after Kafka has acknowledged them.
Before anything new is sent after a pause, it is asked whether the topic still holds what it once acknowledged. What lands
below that does not count as sent: a consumer that was away may stand behind it.
"""

import asyncio
import logging
import time
from asyncio import timeout
from collections.abc import Collection, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import ProducerClosed

from shared.bus.batches import BATCH_BYTES, Landed, Message, heard, send
from shared.bus.ends import Ends
from shared.bus.lengthen import lengthen
from shared.bus.refill import refill
from shared.bus.sent import Short, cut_back, forget, put_back
from shared.bus.topics import Topic
from shared.events.envelope import Meta, headers_of
from shared.kernel.ids import ActorId
from shared.projection.projection import hash_key
from shared.store.database import Connection, Database
from shared.store.faults import is_infrastructure

log = logging.getLogger(__name__)

TURN = 2000
"""Events sent in one transaction."""
SEND_LIMIT = 1.5
"""Seconds for a turn's acknowledgements: well under SESSION_LIMIT, so that a slow turn is not taken for a dead one, and
less than a broker needs to start again: what was on its way to the former one never reaches the next, unasked."""
SMALLEST_TURN = 50
CONNECT_LIMIT = 10.0
SESSION_LIMIT = "5s"
POLL = 0.25
"""Seconds between looks at the outbox when nobody wakes us: another replica's commits, or a lock held elsewhere."""
DOUBT_AFTER = 1.0
"""Seconds without an acknowledgement after which the broker may have been another one: none restarts faster."""
DOUBT_WHEN_IDLE = 5.0

LOCK = "SELECT set_config('idle_in_transaction_session_timeout', $2, true), pg_try_advisory_xact_lock($1) AS mine"
OLDEST = """
SELECT position, event_id, stream_id, name, schema_version, sequence, message_key, message, effective_on, recorded_at,
       correlation, causation, actor
FROM outbox JOIN event USING (position) ORDER BY position LIMIT $1
"""


class Relay:
    """Sends one service's published events to its topic. `source` is the `ce_source`: centre and service."""

    def __init__(self, database: Database, bootstrap: str, topic: Topic, source: str) -> None:
        self.database = database
        self.bootstrap = bootstrap
        self.topic = topic
        self.source = source
        self.lock = hash_key("relay", topic.service)
        self._woken = asyncio.Event()
        self._producer: AIOKafkaProducer | None = None
        self._ends = Ends(bootstrap)
        self._certain = float("-inf")
        """When Kafka last showed that it holds what it acknowledged."""
        self._refilled: dict[int, Short] = {}
        """The cut whose lost events were put into the outbox. No event has left it while what was noted is the same."""
        self._at_once = TURN
        self.failing = False

    def wake(self) -> None:
        """Something was committed: look at the outbox now."""
        self._woken.set()

    async def run(self) -> None:
        """Send until cancelled; a broker or database that is away is tried again."""
        try:
            while True:
                self._woken.clear()
                try:
                    sent = await self.turn()
                    self.failing, self._at_once = False, TURN
                except Exception as fault:
                    if not is_infrastructure(fault):
                        raise
                    self.failing = True
                    log.warning("relay interrupted", extra={"fault": type(fault).__name__, "topic": self.topic.name})
                    await self._drop_producer()
                    self._at_once = max(SMALLEST_TURN, self._at_once // 2)
                    sent = 0
                if sent < TURN:
                    await self._rest()
        finally:
            await self._drop_producer()

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with timeout(POLL):
                await self._woken.wait()

    async def turn(self) -> int:
        """One transaction: the oldest rows are sent, acknowledged and forgotten. Returns how many."""
        producer = await self._connected()
        async with self.database.begin() as db:
            lock = await db.driver.fetchrow(LOCK, self.lock, SESSION_LIMIT)
            if lock is None or not lock["mine"]:
                return 0
            rows = await db.driver.fetch(OLDEST, self._at_once)
            if self._doubts(bool(rows)) and not await self._whole(db, producer):
                self.wake()
                return 0
            if rows:
                await self._deliver(db, producer, rows)
            return len(rows)

    def _doubts(self, something_to_send: bool) -> bool:
        return time.monotonic() - self._certain > (DOUBT_AFTER if something_to_send else DOUBT_WHEN_IDLE)

    async def _whole(self, db: Connection, producer: AIOKafkaProducer) -> bool:
        """Is the topic as long as it was once acknowledged? One that was cut is made so.

        False: what it lost was put into the outbox, which must be committed first. A topic that is long enough hides that it
        was cut; until it is, whoever was interrupted starts over.
        """
        async with timeout(SEND_LIMIT):
            short = await cut_back(db, self._ends, self.topic.name)
        if short and short != self._refilled:
            await self._fill_again(db, short)
            self._refilled = short
            return False
        if short:
            partitions = len(await producer.partitions_for(self.topic.name))
            await lengthen(db, short, partitions, self._at_once, lambda rows: self._send(producer, rows))
        self._certain = time.monotonic()
        return True

    async def _deliver(self, db: Connection, producer: AIOKafkaProducer, rows: Sequence[Any]) -> None:
        landed = await self._send(producer, rows)
        self._certain = time.monotonic()
        positions = [row["position"] for row in rows]
        known = {number: one for number, one in landed.items() if one is not None}
        cuts = await forget(db, positions, known)
        if cuts or len(known) < len(landed):
            await put_back(db, positions)
        if cuts:  # between our question and our sending
            await self._fill_again(db, cuts)
            self._certain = float("-inf")

    async def _send(self, producer: AIOKafkaProducer, rows: Sequence[Any]) -> dict[int, Landed | None]:
        messages = [
            Message(row["message_key"].encode(), row["message"], headers_of(meta_of_row(row), self.source)) for row in rows
        ]
        async with timeout(SEND_LIMIT):
            return await send(producer, self.topic.name, messages)

    async def _fill_again(self, db: Connection, partitions: Collection[int]) -> None:
        repeated = await refill(db, self.bootstrap, self.topic.name, self.source, partitions)
        log.error("topic lost events", extra={"topic": self.topic.name, "partitions": sorted(partitions), "again": repeated})

    async def _connected(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self.bootstrap, enable_idempotence=True, acks="all", linger_ms=0, max_batch_size=BATCH_BYTES
            )
            try:
                async with timeout(CONNECT_LIMIT):
                    await producer.start()
                    await self._ends.start()
            except BaseException:
                await discard(producer)
                raise
            self._producer, self._certain, self._refilled = producer, float("-inf"), {}
        return self._producer

    async def _drop_producer(self) -> None:
        if self._producer is not None:
            producer, self._producer = self._producer, None
            await discard(producer)
            await self._ends.stop()


async def discard(producer: AIOKafkaProducer) -> None:
    """End a producer at once: `stop()` would first send what it still holds, which is in the outbox anyhow.

    aiokafka shields the future of a batch from whoever waits for it, so once that one was cancelled nobody hears it fail.
    """
    task = producer._sender.sender_task
    if task is not None:
        task.cancel()
    await producer.client.close()
    if task is not None:
        await asyncio.wait({task}, timeout=1)
    accumulator = producer._message_accumulator
    for batch in [*chain(*accumulator._batches.values()), *accumulator._pending_batches]:
        batch.future.add_done_callback(heard)
        batch._drain_waiter.add_done_callback(heard)
    accumulator.fail_all(ProducerClosed())
    producer._closed = True


def meta_of_row(row: Any) -> Meta:
    """The envelope of a stored event, from a row of `event`."""
    return Meta(
        id=row["event_id"],
        name=row["name"],
        version=row["schema_version"],
        stream=row["stream_id"],
        sequence=row["sequence"],
        effective_on=row["effective_on"],
        recorded_at=row["recorded_at"],
        correlation=row["correlation"],
        causation=row["causation"],
        actor=ActorId(row["actor"]),
    )
