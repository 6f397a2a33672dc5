"""Comparing a topic with the store behind it: every published event is there, byte for byte, its first copy in its turn."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.bus.log import reading
from shared.bus.received import Raw
from shared.bus.refill import Held, ours
from shared.operations.finding import Finding, fault, some, sound, watch
from shared.operations.shadow import SLOW
from shared.store.database import Connection, Database

KNOWN = "SELECT event_id, stream_id, sequence, md5(message) AS sum FROM event WHERE event_id = ANY($1::uuid[])"
MISSING = """
SELECT stream_id, min(sequence) AS first, max(sequence) AS last, count(*) AS events FROM event
LEFT JOIN unnest($1::text[], $2::bigint[]) AS held (stream, reached) ON held.stream = stream_id
WHERE message IS NOT NULL AND position <= $3 AND sequence > coalesce(held.reached, 0)
  AND position <> ALL($4::bigint[]) AND NOT EXISTS (SELECT FROM outbox o WHERE o.position = event.position)
  AND NOT (stream_id || '@' || sequence = ANY($5::text[]))
GROUP BY stream_id ORDER BY stream_id
"""


@dataclass(slots=True)
class Seen:
    """What was found on a topic."""

    held: Held
    records: int = 0
    foreign: int = 0
    duplicates: int = 0
    early: list[str] = field(default_factory=list)
    """First copies that came before an earlier event of their stream."""
    unknown: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)


async def check_topic(database: Database, bootstrap: str, topic: str, source: str) -> list[Finding]:
    """Read the whole topic and compare. What is still to be sent, or comes meanwhile, is not missed.

    Raises KafkaError, TimeoutError.
    """
    async with database.read() as db:
        position = await db.driver.fetchval("SELECT coalesce(max(position), 0) FROM event")
        unsent = [row[0] for row in await db.driver.fetch("SELECT position FROM outbox")]
        seen = Seen(Held(source))
        async with reading(bootstrap, [topic]) as log:
            async for records in log.read(await log.whole([topic])):
                await _compare(db, seen, records)
        return _findings(seen, await _missing(db, seen, position, unsent))


async def _compare(db: Connection, seen: Seen, records: Sequence[Raw]) -> None:
    events = {record.offset: meta for record in records if (meta := ours(record, seen.held.source)) is not None}
    known = {row["event_id"]: row for row in await db.driver.fetch(KNOWN, [meta.id for meta in events.values()])}
    for record in records:
        seen.records += 1
        if (meta := events.get(record.offset)) is None:
            seen.foreign += 1
            continue
        name = f"{meta.stream}@{meta.sequence}"
        stored = known.get(meta.id)
        if stored is None:
            seen.unknown.append(name)
        elif (stored["stream_id"], stored["sequence"], stored["sum"]) != (meta.stream, meta.sequence, _sum(record)):
            seen.different.append(name)
        else:
            _order(seen, meta.stream, meta.sequence, name)


def _order(seen: Seen, stream: str, sequence: int, name: str) -> None:
    reached = seen.held.reached.get(stream, 0)
    if sequence <= reached or sequence in seen.held.later.get(stream, ()):
        seen.duplicates += 1
    elif sequence > reached + 1:
        seen.early.append(name)
    seen.held.note(stream, sequence)


def _sum(record: Raw) -> str:
    return hashlib.md5(record.value or b"", usedforsecurity=False).hexdigest()


async def _missing(db: Connection, seen: Seen, position: int, unsent: Sequence[int]) -> list[str]:
    held = seen.held
    apart = [f"{stream}@{number}" for stream, numbers in held.later.items() for number in numbers]
    rows = await db.driver.fetch(
        MISSING, list(held.reached), list(held.reached.values()), position, unsent, apart, timeout=SLOW
    )
    return [f"{row['stream_id']}@{row['first']}" + (f" to {row['last']}" if row["events"] > 1 else "") for row in rows]


def _findings(seen: Seen, missing: list[str]) -> list[Finding]:
    faults = (
        (missing, "streams lack events (`kladka republish`)"),
        (seen.unknown, "events that the store does not know"),
        (seen.different, "events differ from the store"),
    )
    found = [fault("topic", f"{len(names):,} {what}: {some(names)}") for names, what in faults if names]
    if seen.early:
        found.append(watch("topic", f"{len(seen.early):,} first copies came before their turn: {some(seen.early)}"))
    if seen.foreign:
        found.append(watch("topic", f"{seen.foreign:,} records are not events of this service"))
    counted = f"{seen.records:,} records, {seen.duplicates:,} of them second copies"
    return found or [sound("topic", counted)]
