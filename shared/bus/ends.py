"""Where topics end, asked on a connection of its own.

On a consumer's connection the question would wait behind a fetch that the broker holds until there are records: 500 ms.
"""

from collections.abc import Set

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError


class Ends:
    """Asks for end offsets; belongs to no group and fetches nothing."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._kafka: AIOKafkaConsumer | None = None

    async def start(self) -> None:
        """Connect. Raises KafkaError when the broker is away."""
        kafka = AIOKafkaConsumer(bootstrap_servers=self._bootstrap)
        try:
            await kafka.start()
        except BaseException:
            await kafka.stop()
            raise
        self._kafka = kafka

    async def of(self, partitions: Set[TopicPartition]) -> dict[TopicPartition, int]:
        """The offset after the last record of each partition. Raises KafkaError when the broker is away."""
        if self._kafka is None:
            raise KafkaError("not started")
        found: dict[TopicPartition, int] = await self._kafka.end_offsets(partitions)
        return found

    async def of_topic(self, topic: str) -> dict[int, int]:
        """The offset after the last record of each partition of a topic, by its number. Raises KafkaError."""
        if self._kafka is None:
            raise KafkaError("not started")
        await self._kafka._client._wait_on_metadata(topic)  # `topics()` would ask for all of them
        places = {TopicPartition(topic, number) for number in self._kafka.partitions_for_topic(topic) or ()}
        return {place.partition: end for place, end in (await self.of(places)).items()}

    async def stop(self) -> None:
        if self._kafka is not None:
            kafka, self._kafka = self._kafka, None
            await kafka.stop()
