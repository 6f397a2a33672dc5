"""Reading topics as logs: from an offset to an offset, without a group, leaving no trace at the broker."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.bus.received import Raw

AT_ONCE = 5000
STALLED_AFTER_MS = 30_000
"""A broker that gives nothing for so long, although there is something, is away."""

Range = tuple[int, int]
"""From an offset to the one after the last."""


class Log:
    """Topics, read where they stand."""

    def __init__(self, kafka: AIOKafkaConsumer) -> None:
        self._kafka = kafka

    async def whole(self, topics: list[str]) -> dict[TopicPartition, Range]:
        """What each partition of these topics holds now. Raises KafkaError."""
        places = [TopicPartition(topic, number) for topic in topics for number in self._kafka.partitions_for_topic(topic) or ()]
        begins, ends = await self._kafka.beginning_offsets(places), await self._kafka.end_offsets(places)
        return {place: (begins[place], ends[place]) for place in places}

    async def read(self, ranges: Mapping[TopicPartition, Range]) -> AsyncIterator[list[Raw]]:
        """The records of these ranges in batches, each partition in its order.

        Raises TimeoutError when the broker gives nothing any more.
        """
        ends = {place: end for place, (start, end) in ranges.items() if start < end}
        self._kafka.assign(list(ends))
        for place in ends:
            self._kafka.seek(place, ranges[place][0])
        while ends:
            batch = await self._kafka.getmany(*ends, timeout_ms=STALLED_AFTER_MS, max_records=AT_ONCE)
            if not batch:
                raise TimeoutError("the broker gives no records")
            for place, records in batch.items():
                yield [record for record in records if record.offset < ends[place]]
                if records and records[-1].offset + 1 >= ends[place]:
                    del ends[place]


@asynccontextmanager
async def reading(bootstrap: str, topics: list[str]) -> AsyncIterator[Log]:
    """A connection to read these topics by. Raises KafkaError when the broker is away.

    The topics are named only once it is started: a start with topics waits for minutes when the broker that is asked
    has not heard of a new one yet.
    """
    kafka = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest")
    try:
        await kafka.start()
        for topic in topics:
            await kafka._client._wait_on_metadata(topic)  # `topics()` would ask for all of them
        yield Log(kafka)
    finally:
        await kafka.stop()
