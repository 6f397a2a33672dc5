"""Looking through every record of every topic of an installation: keys, headers, values."""

from collections.abc import Iterator

from aiokafka.errors import KafkaError

from deploy.backup.topics import administering
from deploy.privacy.findings import Finding, Findings
from deploy.privacy.needles import Needles
from shared.bus.log import reading
from shared.bus.received import Raw

BETWEEN = b"\x00"
"""Parts of a record are searched at once; what runs from one into the other is no find."""


async def scan_topics(kafka: str, prefix: str, needles: Needles, findings: Findings) -> None:
    """Search all topics whose names begin as the installation's do; what cannot be read is reported."""
    try:
        async with administering(kafka) as admin:
            topics = sorted(name for name in await admin.list_topics() if name.startswith(f"{prefix}."))
        findings.count("topics", len(topics))
        if not topics:
            return
        async with reading(kafka, topics) as log:
            async for batch in log.read(await log.whole(topics)):
                for record in batch:
                    _look(record, needles, findings)
                findings.count("records", len(batch))
    except (OSError, KafkaError) as fault:
        findings.could_not("Kafka", type(fault).__name__)


def _look(record: Raw, needles: Needles, findings: Findings) -> None:
    parts = dict(_parts(record))
    if not needles.in_bytes(BETWEEN.join(parts.values())):
        return
    for part, content in parts.items():
        if needles.in_bytes(content):
            findings.add(Finding(record.topic, f"{record.partition}@{record.offset}, {part}"))


def _parts(record: Raw) -> Iterator[tuple[str, bytes]]:
    yield "key", record.key or b""
    for number, (name, content) in enumerate(record.headers):
        yield f"header {number}", name.encode() + BETWEEN + (content or b"")
    yield "value", record.value or b""
