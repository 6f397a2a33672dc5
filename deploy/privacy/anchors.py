"""What Kafka holds of the access log: its anchors, which whoever writes to the database cannot take back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from deploy.backup.errors import NotDone
from deploy.backup.topics import administering
from services.recruitment.domain.access_log import AccessLogAnchored
from shared.bus.log import reading
from shared.bus.received import Raw, Received, receive
from shared.events.registry import Registry

ANCHORS = Registry("anchors", [AccessLogAnchored])


class OnTopic(NamedTuple):
    """An anchor as the topic holds it: `last` is the number of an entry, `digest` its hash, hex."""

    last: int
    digest: str


async def anchors_on(kafka: str, topic: str) -> list[OnTopic]:
    """Every anchor of a topic, in its order.

    Raises `NotDone` for a topic that is not there and an anchor that cannot be read, KafkaError or TimeoutError when Kafka
    is away.
    """
    async with administering(kafka) as admin:
        if topic not in await admin.list_topics():
            raise NotDone(f"the topic {topic} is not there")
    async with reading(kafka, [topic]) as log:
        ranges = await log.whole([topic])
        return [one async for batch in log.read(ranges) for one in _anchors(batch)]


def _anchors(batch: Sequence[Raw]) -> Iterator[OnTopic]:
    for raw in batch:
        record = receive(raw, ANCHORS)
        if not isinstance(record, Received):
            continue
        if record.fault:
            raise NotDone(f"an anchor on {raw.topic}, {raw.partition}@{raw.offset}, cannot be read")
        if isinstance(record.event, AccessLogAnchored):
            yield OnTopic(record.event.last, record.event.digest)


def first_not_held(on_topic: Sequence[OnTopic], stored: Mapping[int, str], length: int) -> str | None:
    """The first anchor of the topic that the log does not bear out, in a sentence; `stored`: the digests the service
    reports by their entry, each found to be that of the log.
    """
    for last, digest in sorted(on_topic):
        if last > length:
            return f"Kafka holds an anchor of entry {last}, the log ends with entry {length}"
        if last not in stored:
            return f"Kafka holds an anchor of entry {last} that the database does not hold"
        if stored[last] != digest:
            return f"entry {last} is not the one that its anchor in Kafka names"
    return None
