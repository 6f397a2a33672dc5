"""The relay: sends the outbox in order; duplicates are possible, the first copies of a stream's events are in order.

One relay of a service sends at a time: the advisory lock lives as long as the transaction that reads the outbox, and
PostgreSQL ends that transaction when its holder is frozen. Rows leave the outbox only after Kafka has acknowledged them.
"""

import asyncio
import logging
from asyncio import timeout
from contextlib import suppress
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.bus.topics import Topic
from shared.events.envelope import Meta, headers_of
from shared.kernel.ids import ActorId
from shared.projection.projection import hash_key
from shared.store.database import Connection, Database
from shared.store.faults import is_infrastructure

log = logging.getLogger(__name__)

TURN = 2000
"""Events sent in one transaction."""
SEND_LIMIT = 3.0
"""Seconds for a turn's acknowledgements: well under SESSION_LIMIT, so that a slow turn is not taken for a dead one."""
SESSION_LIMIT = "5s"
POLL = 0.25
"""Seconds between looks at the outbox when nobody wakes us: another replica's commits, or a lock held elsewhere."""

LOCK = "SELECT set_config('idle_in_transaction_session_timeout', $2, true), pg_try_advisory_xact_lock($1) AS mine"
OLDEST = """
SELECT position, event_id, stream_id, name, schema_version, sequence, message_key, message, effective_on, recorded_at,
       correlation, causation, actor
FROM outbox JOIN event USING (position) ORDER BY position LIMIT $1
"""
FORGET = "DELETE FROM outbox WHERE position = ANY($1::bigint[])"


class Relay:
    """Sends one service's published events to its topic. `source` is the `ce_source`: centre and service."""

    def __init__(self, database: Database, bootstrap: str, topic: Topic, source: str) -> None:
        self.database = database
        self.bootstrap = bootstrap
        self.topic = topic
        self.source = source
        self._lock = hash_key("relay", topic.service)
        self._woken = asyncio.Event()
        self._producer: AIOKafkaProducer | None = None
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
                    self.failing = False
                except Exception as fault:
                    if not is_infrastructure(fault):
                        raise
                    self.failing = True
                    log.warning("relay interrupted", extra={"fault": type(fault).__name__, "topic": self.topic.name})
                    await self._drop_producer()
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
            lock = await db.driver.fetchrow(LOCK, self._lock, SESSION_LIMIT)
            if lock is None or not lock["mine"]:
                return 0
            rows = await db.driver.fetch(OLDEST, TURN)
            if not rows:
                return 0
            async with timeout(SEND_LIMIT):
                await self._send(producer, rows)
            await forget(db, [row["position"] for row in rows])
            return len(rows)

    async def _send(self, producer: AIOKafkaProducer, rows: list[Any]) -> None:
        acknowledged = []
        for row in rows:
            key = row["message_key"].encode()
            headers = headers_of(meta_of_row(row), self.source)
            acknowledged.append(await producer.send(self.topic.name, row["message"], key=key, headers=headers))
        await asyncio.gather(*acknowledged)

    async def _connected(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(bootstrap_servers=self.bootstrap, enable_idempotence=True, acks="all", linger_ms=0)
            try:
                async with timeout(SEND_LIMIT):
                    await producer.start()
            except BaseException:
                await discard(producer)
                raise
            self._producer = producer
        return self._producer

    async def _drop_producer(self) -> None:
        if self._producer is not None:
            producer, self._producer = self._producer, None
            await discard(producer)


async def discard(producer: AIOKafkaProducer) -> None:
    """End a producer that may never get its answers: an idempotent one would wait for them for ever."""
    try:
        async with timeout(1):
            await producer.stop()
    except (TimeoutError, KafkaError):
        if producer._sender is not None and producer._sender.sender_task is not None:  # stop() was cut off before it
            producer._sender.sender_task.cancel()
        await producer.client.close()


async def forget(db: Connection, positions: list[int]) -> None:
    await db.driver.execute(FORGET, positions)


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
