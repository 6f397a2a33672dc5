"""Static membership: a process that comes back under its name gets its partitions back, and the others notice nothing.

aiokafka joins with the name (`group.instance.id`) and does not leave when it stops. It does not send the name with its
heartbeats, so a second process of the same name is not refused: each would throw the other out, again and again. Therefore
whoever loses its membership looks who has its name now; if somebody has, it ends, and the newer one stays.
"""

import asyncio
import logging
from collections.abc import Callable, Collection

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

log = logging.getLogger(__name__)

SESSION_MS = 15_000
"""How long a member may be away: a restart takes less, and what is dead for good has its work taken over by then."""
HEARTBEAT_MS = 3_000
UUID_LENGTH = 37
"""The broker makes the id of a static member: its name, a hyphen and a UUID."""


class Membership(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Watches whether this member of a group is still the one that has its name."""

    def __init__(
        self, bootstrap: str, group: str, instance: str, kafka: Callable[[], AIOKafkaConsumer | None], end: Callable[[], None]
    ) -> None:
        self.bootstrap = bootstrap
        self.group = group
        self.instance = instance
        self._kafka = kafka
        self._end = end
        self._member = ""
        self._joining: asyncio.Task[None] | None = None

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        self.close()
        self._member = self._id()

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        if not self._member:
            return  # the first time we join: whoever has the name is what we replace
        if self._id():
            self._joining = asyncio.create_task(self._not_for_ever())
        elif await self._replaced():
            self._end()
            raise asyncio.CancelledError  # else aiokafka would join again and throw the newer one out

    async def _not_for_ever(self) -> None:
        """A member that was replaced while all join anew is refused without a word that aiokafka knows."""
        while True:
            await asyncio.sleep(SESSION_MS / 1000)
            if await self._replaced():
                self._end()
                return

    def _id(self) -> str:
        kafka = self._kafka()
        member: str = kafka._coordinator.member_id if kafka is not None else ""  # nothing public tells it
        return member

    async def _replaced(self) -> bool:
        """Has somebody else our name? False when nobody can be asked: then we join again and see."""
        try:
            async with asyncio.timeout(SESSION_MS / 1000):
                others = [one for one in await self._members() if one[:-UUID_LENGTH] == self.instance and one != self._member]
        except (KafkaError, TimeoutError, OSError) as fault:
            log.warning("group not described", extra={"group": self.group, "fault": type(fault).__name__})
            return False
        if others:
            rule = "another process has our KLADKA_INSTANCE; each replica needs one of its own"
            log.critical(rule, extra={"group": self.group, "instance": self.instance})
        return bool(others)

    async def _members(self) -> list[str]:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await admin.start()
        try:
            (answer,) = await admin.describe_consumer_groups([self.group])
            return [member[0] for group in answer.groups for member in group[5]]
        finally:
            await admin.close()

    def close(self) -> None:
        if self._joining is not None:
            self._joining.cancel()
            self._joining = None
