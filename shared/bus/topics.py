"""Topics: created from a declared list, kept for ever, never made by a typing error."""

from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import for_code

PARTITIONS = 12
ALREADY_THERE = 36


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic a service and major version: `kladka.recruitment.v1`."""

    prefix: str
    service: str
    major: int = 1

    @property
    def name(self) -> str:
        return f"{self.prefix}.{self.service}.v{self.major}"


class TopicRefused(Exception):
    """The broker would not create a declared topic."""


async def ensure_topics(bootstrap: str, names: list[str], replication: int) -> None:
    """Create what is missing of the declared topics; those that exist stay as they are. Raises `TopicRefused`."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        wanted = [
            NewTopic(name, PARTITIONS, replication, topic_configs={"retention.ms": "-1", "cleanup.policy": "delete"})
            for name in names
        ]
        response = await admin.create_topics(wanted)
        for name, code, *_ in response.topic_errors:
            if code not in (0, ALREADY_THERE):
                raise TopicRefused(f"{name}: {for_code(code).__name__}")
    finally:
        await admin.close()
