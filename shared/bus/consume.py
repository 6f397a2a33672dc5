"""The only place that subscribes: raw records, manual acknowledgement, explicit offsets, a handler that never raises.

FastStream's defaults lose messages (latest offset, acknowledging first, dropping a batch with one bad header); each is
set otherwise here. An offset is committed only after the transaction that holds its effect.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable

from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from tenacity import AsyncRetrying, retry_if_exception, wait_exponential

from shared.bus.apply import Consumer, apply
from shared.bus.ends import Ends
from shared.bus.membership import HEARTBEAT_MS, SESSION_MS, Membership
from shared.bus.received import Raw, next_offsets
from shared.store.database import Database
from shared.store.faults import is_infrastructure

log = logging.getLogger(__name__)

BATCH = 500
BATCH_WAIT_MS = 20
"""How long a poll waits; FastStream sleeps as long again when it found nothing."""
POLL_LIMIT_MS = 300_000
METADATA_AGE_MS = 15_000
"""How long a topic that was deleted and made again may stay unnoticed."""
COMMIT_WITHIN = 0.2
"""Seconds from an effect to its offset: a commit for every single event costs the broker more than the event itself."""
GIVE_UP_AFTER = 240.0
"""Seconds of failing before the process ends: less than Kafka's poll limit, so that nobody else holds our partitions."""


async def raw_records(message: tuple[Raw, ...]) -> KafkaMessage:
    """The batch as it came: nothing is decoded where an error would drop all of it."""
    return KafkaMessage(raw_message=message, body=b"", headers={}, consumer=_Nobody())


async def as_is(message: KafkaMessage) -> object:
    return message.body


class _Nobody:
    """Stands where FastStream would commit by itself: offsets are committed by us alone."""

    async def commit(self) -> None:
        raise AssertionError("offsets are committed explicitly")

    def seek(self, partition: TopicPartition, offset: int) -> None:
        raise AssertionError("offsets are committed explicitly")


class Subscription:
    """One running consumer: its FastStream subscriber and what it has committed.

    `instance` names this process among the members of its group, also after a restart; None: nobody waits for it to return.
    `give_up_after` (seconds) must be less than `poll_limit_ms`.
    """

    def __init__(
        self,
        broker: KafkaBroker,
        database: Database,
        consumer: Consumer,
        *,
        instance: str | None = None,
        give_up_after: float = GIVE_UP_AFTER,
        poll_limit_ms: int = POLL_LIMIT_MS,
    ) -> None:
        self.database = database
        self.consumer = consumer
        self.failing = False
        self._give_up_after = give_up_after
        self._gave_up = False
        self._applied: dict[TopicPartition, int] = {}
        self._uncommitted: dict[TopicPartition, int] = {}
        self._committing: asyncio.Task[None] | None = None
        self._membership = self._member(broker, instance)
        self._subscriber = broker.subscriber(
            *consumer.topics,
            group_id=consumer.name,
            batch=True,
            max_records=BATCH,
            batch_timeout_ms=BATCH_WAIT_MS,
            parser=raw_records,
            decoder=as_is,
            ack_policy=AckPolicy.MANUAL,
            auto_offset_reset="earliest",
            max_poll_interval_ms=poll_limit_ms,
            group_instance_id=instance,
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=HEARTBEAT_MS,
            listener=self._membership,
        )
        self._subscriber(self.on_batch)

    def _member(self, broker: KafkaBroker, instance: str | None) -> Membership | None:
        if instance is None:
            return None
        servers = ",".join(broker.specification.url)
        return Membership(servers, self.consumer.name, instance, lambda: self._subscriber.consumer, self._end)

    async def on_batch(self, message: KafkaMessage) -> None:
        """Apply; the offsets follow soon. What cannot be applied for long ends the process; somebody starts it again."""
        if self._gave_up:
            return  # nothing behind the failed batch may be applied: its offset would cover the hole
        records: tuple[Raw, ...] = message.raw_message
        try:
            await self._retry(lambda: apply(self.database, self.consumer, records))
            self._applied_up_to(next_offsets(list(records)))
        except Exception as fault:  # noqa: BLE001 - a handler that raises would make FastStream drop the batch
            log.critical("consumer gave up", extra={"consumer": self.consumer.name, "fault": type(fault).__name__})
            self._end()

    def _end(self) -> None:
        """End the process; until it has ended nothing more is applied here."""
        self._gave_up = True
        os.kill(os.getpid(), signal.SIGTERM)

    async def _retry(self, work: Callable[[], Awaitable[None]]) -> None:
        """Raises TimeoutError at the limit, whatever the work waits for then: asyncpg may take long to be cancelled."""
        trying = asyncio.create_task(self._until_it_goes(work))
        try:
            await asyncio.wait([trying], timeout=self._give_up_after)
        finally:
            ended = not trying.cancel()
        if not ended:
            raise TimeoutError
        trying.result()
        self.failing = False

    async def _until_it_goes(self, work: Callable[[], Awaitable[None]]) -> None:
        async for attempt in AsyncRetrying(
            retry=retry_if_exception(is_infrastructure),
            wait=wait_exponential(multiplier=0.1, max=5),
            before_sleep=lambda _: setattr(self, "failing", True),
        ):
            with attempt:
                await work()

    def _applied_up_to(self, offsets: dict[TopicPartition, int]) -> None:
        self._applied.update(offsets)
        self._uncommitted.update(offsets)
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit_soon())

    async def _commit_soon(self) -> None:
        """Once for all batches of a moment: offsets only save work after a restart, `seen` is what makes effects single."""
        while self._uncommitted:
            await asyncio.sleep(COMMIT_WITHIN)
            await self._commit()

    async def close(self) -> None:
        """Commit what is applied; call it before the broker stops."""
        if self._membership is not None:
            self._membership.close()
        if self._committing is not None:
            self._committing.cancel()
        await self._commit()

    async def _commit(self) -> None:
        """A commit that fails is not an error: the records come again and are dropped as seen."""
        kafka = self._subscriber.consumer
        offsets, self._uncommitted = self._uncommitted, {}
        if kafka is None or not offsets:
            return
        try:
            await kafka.commit(dict(offsets))
        except (KafkaError, IllegalStateError) as fault:
            log.warning("offsets not committed", extra={"consumer": self.consumer.name, "fault": type(fault).__name__})

    @property
    def assigned(self) -> bool:
        kafka = self._subscriber.consumer
        return kafka is not None and bool(kafka.assignment())

    async def lag(self, ends: Ends) -> int:
        """Records that the group has not applied yet, whichever replica holds their partition.

        What another has applied is known from its commits, within COMMIT_WITHIN. Raises KafkaError when the broker is away.
        """
        kafka = self._subscriber.consumer
        if kafka is None:
            raise KafkaError("not started")
        topics = {topic: kafka.partitions_for_topic(topic) or () for topic in self.consumer.topics}
        places = {TopicPartition(topic, number) for topic, numbers in topics.items() for number in numbers}
        found_ends = await ends.of(places)
        for place in [one for one, end in found_ends.items() if end < self._applied.get(one, 0)]:
            del self._applied[place]  # another topic of the same name, or one that was cut
        behind = {place: end for place, end in found_ends.items() if end > self._applied.get(place, 0)}
        # Not `committed`: that is a request for each partition.
        for place, found in (await kafka._coordinator.fetch_committed_offsets(list(behind))).items():
            self._applied[place] = max(self._applied.get(place, 0), found.offset)
        return sum(max(0, end - self._applied.get(place, 0)) for place, end in behind.items())


def make_broker(bootstrap: str, client: str) -> KafkaBroker:
    """FastStream's broker: life cycle and groups; a parser's error would otherwise vanish, so it keeps a logger."""
    logger = logging.getLogger("faststream")
    logger.setLevel(logging.WARNING)  # two lines for each batch otherwise
    return KafkaBroker(
        bootstrap.split(","),
        client_id=client,
        logger=logger,
        allow_auto_create_topics=False,
        metadata_max_age_ms=METADATA_AGE_MS,
    )
