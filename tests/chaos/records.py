"""Records that nobody should have to read: garbage of every kind, and true records once more, byte by byte."""

import json
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.bus.topics import PARTITIONS
from tests.support.bus import producer

GARBAGE = b"chaos-garbage"
"""With this every key of our garbage begins, so that it is known afterwards wherever it lies."""
Headers = Sequence[tuple[str, bytes | None]]
Record = tuple[bytes | None, Headers]
HUGE = 200_000
"""Bytes of the header nobody expects; a record may have a million."""
KNOWN: Mapping[str, str] = {"recruitment": "ParticipantRecruited", "activities": "WorkshopAttended"}
"""Kinds of events that consumers of a topic read."""

OWNERS = (*KNOWN, "finance", "notifications")
"""Services that have a topic."""


def envelope(name: str, sequence: int) -> dict[str, bytes | None]:
    """Well-formed headers of an event of a stream that nobody has."""
    day = b"2021-03-01"
    return {
        "ce_specversion": b"1.0",
        "ce_id": str(uuid4()).encode(),
        "ce_type": f"{name}.v1".encode(),
        "ce_source": b"urn:chaos",
        "ce_subject": f"chaos:{uuid4()}".encode(),
        "ce_sequence": f"{sequence:012d}".encode(),
        "ce_effectiveon": day,
        "ce_recordedat": day + b"T08:00:00+00:00",
        "ce_correlationid": str(uuid4()).encode(),
        "ce_causationid": str(uuid4()).encode(),
        "ce_actor": str(uuid4()).encode(),
    }


def without_headers(_: str) -> Record:
    return b"{}", []


def undecodable_headers(name: str) -> Record:
    return b"{}", list((envelope(name, 1) | {"ce_subject": b"\xff\xfe\x00"}).items())


def a_null_header(name: str) -> Record:
    return b"{}", list((envelope(name, 1) | {"ce_id": None}).items())


def without_value(name: str) -> Record:
    return None, list(envelope(name, 1).items())


def out_of_nowhere(name: str) -> Record:
    """The seventh event of a stream nobody heard of: a hole that never closes."""
    return b"{}", list(envelope(name, 7).items())


def broken_json(name: str) -> Record:
    return b'{"project": "p', list(envelope(name, 1).items())


def another_shape(name: str) -> Record:
    return json.dumps({"project": 7, "more": [[]]}).encode(), list(envelope(name, 1).items())


def a_huge_header(name: str) -> Record:
    return b"{}", [("ce_id", b"x" * HUGE), ("ce_type", name.encode())]


SHAPES: Sequence[Callable[[str], Record]] = (
    without_headers,
    undecodable_headers,
    a_null_header,
    without_value,
    out_of_nowhere,
    broken_json,
    another_shape,
    a_huge_header,
)


UNREADABLE = (without_headers, undecodable_headers, a_null_header, a_huge_header, out_of_nowhere)
"""What no consumer can take, whatever it reads."""


async def produce_garbage(kafka: str, prefix: str, rng: Random) -> int:
    """One of each shape on a topic that others read; returns how many."""
    service = rng.choice(list(KNOWN))
    async with producer(kafka) as sender:
        for shape in SHAPES:
            value, headers = shape(KNOWN[service])
            key = GARBAGE + f"-{shape.__name__}-{rng.random()}".encode()
            place = {"partition": rng.randrange(PARTITIONS), "headers": list(headers)}
            await sender.send_and_wait(f"{prefix}.{service}.v1", value, key=key, **place)
    return len(SHAPES)


async def produce_again(kafka: str, prefix: str, rng: Random, most: int = 40) -> int:
    """Records of one topic, old and new, once more with the same bytes and headers; returns how many."""
    taken = await _some(kafka, [f"{prefix}.{service}.v1" for service in OWNERS], rng, most)
    async with producer(kafka) as sender:
        for one in taken:
            place = {"partition": one.partition, "headers": list(one.headers)}
            await sender.send_and_wait(one.topic, one.value, key=one.key, **place)
    return len(taken)


async def _some(kafka: str, topics: list[str], rng: Random, most: int) -> list[Any]:
    """A stretch of records from anywhere in each of up to three partitions of a topic that holds any."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        ends = await consumer.end_offsets([TopicPartition(topic, number) for topic in topics for number in range(PARTITIONS)])
        filled = [place for place, end in sorted(ends.items()) if end]
        if not filled:
            return []
        topic = rng.choice(sorted({place.topic for place in filled}))
        ours = [place for place in filled if place.topic == topic]
        places = rng.sample(ours, min(3, len(ours)))
        consumer.assign(places)
        for place in places:
            consumer.seek(place, rng.randrange(ends[place]))
        found = await consumer.getmany(timeout_ms=10_000, max_records=most)
        return [record for some in found.values() for record in some]
    finally:
        await consumer.stop()
