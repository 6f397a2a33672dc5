"""Consumer groups as the broker sees them: their states, and which instance of a service holds what."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment

from shared.testing.eventually import eventually

UUID_LENGTH = 37
"""The broker makes a static member's id: its name, a hyphen and a UUID."""


async def held(kafka: str, group: str) -> dict[str, set[TopicPartition]]:
    """By instance, the partitions it holds."""
    async with _admin(kafka) as admin:
        (answer,) = await admin.describe_consumer_groups([group])
    return {member[0][:-UUID_LENGTH]: _partitions(member[-1]) for one in answer.groups for member in one[5]}


def _partitions(assignment: bytes) -> set[TopicPartition]:
    decoded = ConsumerProtocolMemberAssignment.decode(assignment)
    return {TopicPartition(topic, number) for topic, numbers in decoded.assignment for number in numbers}


@asynccontextmanager
async def watched(kafka: str, groups: list[str]) -> AsyncIterator[set[tuple[str, str]]]:
    """Every state that one of these groups is seen in until the block ends, asked again and again: group and state."""
    seen: set[tuple[str, str]] = set()
    done = asyncio.Event()

    async with _admin(kafka) as admin, asyncio.TaskGroup() as tasks:

        async def look() -> None:
            for group in groups:  # aiokafka cannot read an answer about several
                (answer,) = await admin.describe_consumer_groups([group])
                seen.update((one[1], one[2]) for one in answer.groups)

        tasks.create_task(eventually(look, lambda _: done.is_set(), within=300, what="the end of the watch"))
        try:
            yield seen
        finally:
            done.set()


@asynccontextmanager
async def _admin(kafka: str) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()
