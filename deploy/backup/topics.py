"""Topics after a restore: gone, with what their groups had committed; the services make them anew and the stores fill them.

Records after the point of the backup stand on the old topics, and no store knows them any more.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import for_code

from deploy.backup.errors import NotDone
from deploy.local.waiting import holds_within

GONE = 3
"""Kafka's code for a topic that is not there."""
WITHIN = 30.0
"""Seconds: a broker forgets a topic some moments after the controller has."""


async def delete_topics(bootstrap: str, prefix: str, topics: list[str]) -> None:
    """Returns when neither the topics are left nor what groups had committed in them. Raises `NotDone`, `KafkaError`."""
    async with administering(bootstrap) as kafka:
        present = sorted(set(topics) & set(await kafka.list_topics()))
        if present:
            answer = await kafka.delete_topics(present)
            for topic, code in answer.topic_error_codes:
                if code not in (0, GONE):
                    raise NotDone(f"{topic} was not deleted: {for_code(code).__name__}")

        async def forgotten() -> bool:
            return not set(topics) & set(await kafka.list_topics()) and not await _offsets(kafka, prefix, topics)

        if not await holds_within(WITHIN, forgotten):
            raise NotDone("Kafka still holds topics of the installation, or offsets of its groups in them")


async def _offsets(kafka: AIOKafkaAdminClient, prefix: str, topics: list[str]) -> int:
    """How many offsets the installation's groups have committed in these topics."""
    groups = [group for group, *_ in await kafka.list_consumer_groups() if group.startswith(f"{prefix}.")]
    found = [place for group in groups for place in await kafka.list_consumer_group_offsets(group)]
    return sum(place.topic in topics for place in found)


@asynccontextmanager
async def administering(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """Raises `KafkaError` when the broker is away."""
    kafka = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        await kafka.start()
        yield kafka
    finally:
        await kafka.close()
