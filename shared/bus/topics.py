"""Topics: created from a declared list, kept for ever, never made by a typing error."""

from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import InvalidReplicationFactorError, NodeNotReadyError, for_code

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
    """Create what is missing of the declared topics; those that exist stay as they are. Raises `TopicRefused`, and KafkaError
    when the broker is away or not yet part of a cluster, or the cluster has fewer brokers (now) than copies are wanted.

    Where there are several copies, a record counts as written when two have it.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        if admin._client.cluster.controller is None:  # aiokafka would ask it all the same
            raise NodeNotReadyError("the broker knows of no controller yet")
        wanted = [NewTopic(name, PARTITIONS, replication, topic_configs=_configs(replication)) for name in names]
        response = await admin.create_topics(wanted)
        for name, code, *_ in response.topic_errors:
            if code == InvalidReplicationFactorError.errno:
                raise InvalidReplicationFactorError(f"{name}: fewer than {replication} brokers are there")
            if code not in (0, ALREADY_THERE):
                raise TopicRefused(f"{name}: {for_code(code).__name__}")
    finally:
        await admin.close()


def _configs(replication: int) -> dict[str, str]:
    return {"retention.ms": "-1", "cleanup.policy": "delete", "min.insync.replicas": str(min(2, replication))}
