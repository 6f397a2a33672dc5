"""What is left after a run: the stores, the topics and every read model, read with plain SQL and a plain consumer."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg

from tests.chaos.questions import QUESTIONS
from tests.support.bus import records

OWNERS = ("recruitment", "activities", "finance", "notifications", "reporting")


@dataclass(slots=True)
class Stored:
    """A row of `event`."""

    event_id: str
    stream: str
    version: int
    name: str
    sequence: int
    key: str | None
    message: bytes | None
    data: Any
    effective_on: date
    correlation: str
    causation: str
    actor: str


@dataclass(slots=True)
class Copy:
    """A record of a topic; `headers` in their order."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]

    def header(self, name: str) -> str:
        return (dict(self.headers).get(name) or b"").decode(errors="replace")


@dataclass(slots=True)
class Kept:
    """A row of `command`: whose key, and the answer as it is kept."""

    actor: str
    key: str
    answer: Any


@dataclass(slots=True)
class Parked:
    """A row of `parked`."""

    consumer: str
    reason: str
    topic: str
    partition: int
    offset: int
    key: bytes | None


@dataclass(slots=True)
class Evidence:
    """By service, and the read models by name as counted rows."""

    events: dict[str, list[Stored]] = field(default_factory=dict)
    commands: dict[str, list[Kept]] = field(default_factory=dict)
    topics: dict[str, list[Copy]] = field(default_factory=dict)
    tables: dict[str, Counter[tuple[str, ...]]] = field(default_factory=dict)
    parked: dict[str, list[Parked]] = field(default_factory=dict)
    unsent: dict[str, int] = field(default_factory=dict)
    heads: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    """Version and number of published events by stream, as the heads say."""


async def gather(databases: Mapping[str, str], kafka: str, prefix: str) -> Evidence:
    """Read everything; `databases` are addresses by service."""
    found = Evidence()
    for service in OWNERS:
        connection = await asyncpg.connect(databases[service])
        try:
            await _store(connection, service, found)
            for name, query in QUESTIONS[service].items():
                rows = await connection.fetch(query)
                found.tables[f"{service}.{name}"] = Counter(row_of(*row) for row in rows)
        finally:
            await connection.close()
        found.topics[service] = [_copy(one) for one in await records(kafka, f"{prefix}.{service}.v1")]
    return found


EVENTS = """
SELECT event_id, stream_id, version, name, sequence, message_key, message, data, effective_on, correlation, causation, actor
FROM event ORDER BY position
"""
PARKED = "SELECT consumer, reason, topic, kafka_partition, kafka_offset, message_key FROM parked ORDER BY id"


async def _store(connection: Any, service: str, found: Evidence) -> None:
    found.events[service] = [_stored(row) for row in await connection.fetch(EVENTS)]
    kept = await connection.fetch("SELECT actor, key, answer FROM command")
    found.commands[service] = [Kept(str(row["actor"]), row["key"], json.loads(row["answer"])) for row in kept]
    found.parked[service] = [Parked(*row) for row in await connection.fetch(PARKED)]
    found.unsent[service] = await connection.fetchval("SELECT count(*) FROM outbox")
    heads = await connection.fetch("SELECT stream_id, version, published FROM stream")
    found.heads[service] = {row["stream_id"]: (row["version"], row["published"]) for row in heads}


def _stored(row: Any) -> Stored:
    event_id, stream, version, name, sequence, key, message, data, effective_on, correlation, causation, actor = row
    ids = str(correlation), str(causation), str(actor)
    body = json.loads(data)
    return Stored(str(event_id), stream, version, name, sequence, key, message, body, effective_on, *ids)


def _copy(record: Any) -> Copy:
    return Copy(record.partition, record.offset, record.key, record.value, tuple(record.headers))


def row_of(*values: object) -> tuple[str, ...]:
    """Values as they are compared: dates in ISO, amounts to the grosz, nothing as a dash."""
    return tuple(map(_text, values))


def _text(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:.2f}"
        case date() | datetime():
            return value.isoformat()
        case UUID() | int() | str():
            return str(value)
    raise TypeError(f"a value nobody compares: {type(value).__name__}")


async def quiet(databases: Mapping[str, str], readers: Mapping[str, tuple[str, ...]], prefix: str) -> dict[str, int]:
    """What is still on its way, by consumer: published events that a consumer has not applied yet. Empty: nothing is."""
    published: dict[str, dict[str, int]] = {}
    seen: dict[str, dict[str, int]] = {}
    moving: dict[str, int] = {}
    for service in OWNERS:
        connection = await asyncpg.connect(databases[service])
        try:
            rows = await connection.fetch("SELECT stream_id, published FROM stream WHERE published > 0")
            published[service] = {row["stream_id"]: row["published"] for row in rows}
            for row in await connection.fetch("SELECT consumer, stream, sequence FROM seen"):
                seen.setdefault(row["consumer"], {})[row["stream"]] = row["sequence"]
            if unsent := await connection.fetchval("SELECT count(*) FROM outbox"):
                moving[service] = unsent
        finally:
            await connection.close()
    for consumer, topics in readers.items():
        mine = seen.get(f"{prefix}.{consumer}", {})
        behind = sum(max(0, last - mine.get(stream, 0)) for one in topics for stream, last in published[one].items())
        if behind:
            moving[consumer] = behind
    return moving


READERS: Mapping[str, tuple[str, ...]] = {
    "recruitment.react": ("activities",),
    "activities.read": ("recruitment",),
    "activities.react": ("recruitment",),
    "finance.read": ("recruitment", "activities"),
    "finance.react": ("recruitment", "activities"),
    "notifications.read": ("recruitment", "activities"),
    "notifications.react": ("recruitment", "activities"),
    "reporting.read": ("recruitment", "activities"),
    "reporting.react": ("recruitment", "activities"),
}
"""Whose topics each consumer reads."""
