"""The deep look: stores, topics and read models compared with one another, event by event and row by row."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.cli.declared import declared, source_of
from deploy.installation import Installation
from shared.bus.log import reading
from shared.bus.topics import Topic
from shared.operations.finding import Finding, fault, some, sound, watch
from shared.operations.model_check import check_models
from shared.operations.others_events import CannotTakeOver, OthersEvents
from shared.operations.own_events import OwnEvents
from shared.operations.rebuild import Busy, Report
from shared.operations.shadow import SLOW, AlreadyRebuilding
from shared.operations.store_check import check_store
from shared.operations.topic_check import check_topic
from shared.runtime.service import Service
from shared.store.database import Database
from shared.store.faults import is_infrastructure

Published = Mapping[str, int]
"""By stream: how many events its owner has published."""
Seen = Mapping[str, Mapping[str, int]]
"""By consumer and stream: the last event it has applied."""


async def examine(installation: Installation, name: str, report: Report) -> list[Finding]:
    """Everything that can be said of one service. Raises KafkaError, TimeoutError, asyncpg.PostgresError."""
    service, url = declared(name), installation.database(name)
    database = Database(url, pool=2)
    try:
        async with database.read() as db:
            found = await check_store(db)
        topic = Topic(installation.topic_prefix, name).name
        found += await check_topic(database, installation.kafka, topic, source_of(name, installation.centre))
    finally:
        await database.close()
    found += await _own_models(service, url, report)
    return found + await _others_models(installation, service, url, report)


async def _own_models(service: Service, url: str, report: Report) -> list[Finding]:
    try:
        return await check_models(url, OwnEvents(service.events, service.own), report)
    except (Busy, AlreadyRebuilding) as reason:
        return [watch("own read models", f"not compared: {type(reason).__name__}")]
    except Exception as wrong:
        if is_infrastructure(wrong):
            raise
        return [fault("own read models", f"cannot be made of the events: {type(wrong).__name__}")]


async def _others_models(installation: Installation, service: Service, url: str, report: Report) -> list[Finding]:
    reader = service.reader(installation.topic_prefix)
    if reader is None:
        return []
    try:
        async with reading(installation.kafka, list(reader.topics)) as log:
            source = await OthersEvents.of(url, log, reader, service.projections)
            return await check_models(url, source, report, reader.name)
    except (Busy, AlreadyRebuilding, CannotTakeOver) as reason:
        return [watch("read models of others", f"not compared: {type(reason).__name__}")]


async def seen(installation: Installation, name: str) -> Seen:
    """What each consumer of a service has applied. Ask before `published`: nobody sees what is not published yet."""
    rows = await _rows(installation, name, "SELECT consumer, stream, sequence FROM seen WHERE sequence > 0")
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["consumer"], {})[row["stream"]] = row["sequence"]
    return found


async def published(installation: Installation, name: str) -> Published:
    """How many events each stream of a service has published."""
    rows = await _rows(installation, name, "SELECT stream_id, published FROM stream WHERE published > 0")
    return {row["stream_id"]: row["published"] for row in rows}


async def _rows(installation: Installation, name: str, statement: str) -> list[Any]:
    database = Database(installation.database(name), pool=1)
    try:
        async with database.read() as db:
            return list(await db.driver.fetch(statement, timeout=SLOW))
    finally:
        await database.close()


async def waits(installation: Installation, name: str) -> set[tuple[str, str]]:
    """Consumer and stream of what is parked."""
    rows = await _rows(installation, name, "SELECT DISTINCT consumer, stream FROM parked")
    return {(row["consumer"], row["stream"]) for row in rows}


@dataclass(frozen=True, slots=True)
class Looks:
    """Two looks at the consumers of a service, some seconds apart, and what was parked at the second."""

    before: Seen
    now: Seen
    parked: Collection[tuple[str, str]]


def compare_consumers(name: str, prefix: str, looks: Looks, owners: Mapping[str, Published]) -> list[Finding]:
    """What each declared consumer of a service has seen, beside what its owners had published after the first look.

    Whoever has not moved between the looks, although something is to be applied and is not parked, stands still.
    """
    expected = {stream: number for owner in declared(name).listens_to for stream, number in owners[owner].items()}
    return [_consumer(consumer, looks, expected) for consumer in _consumers_of(name, prefix)]


def _consumers_of(name: str, prefix: str) -> list[str]:
    service = declared(name)
    read = [reader.name] if (reader := service.reader(prefix)) else []
    return [*read, *([f"{prefix}.{name}.react"] if service.reactions else [])]


def _consumer(consumer: str, looks: Looks, expected: Published) -> Finding:
    before, now = looks.before.get(consumer, {}), looks.now.get(consumer, {})
    ahead = [f"{stream}@{number}" for stream, number in before.items() if number > expected.get(stream, 0)]
    if ahead:
        return fault(consumer, f"{len(ahead):,} streams were seen further than their owner's store knows: {some(ahead)}")
    behind = [stream for stream, number in expected.items() if now.get(stream, 0) < number]
    lost = [one for one in behind if now.get(one, 0) == before.get(one, 0) and (consumer, one) not in looks.parked]
    if lost:
        named = some([f"{stream}@{now.get(stream, 0)}" for stream in lost])
        return fault(consumer, f"{len(lost):,} streams stand still before what was published: {named}")
    if behind:
        return watch(consumer, f"{len(behind):,} streams still to be applied, or parked: {some(behind)}")
    return sound(consumer, f"has applied all {sum(now.values()):,} events of {len(now):,} streams")
