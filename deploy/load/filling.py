"""Filling an empty store by COPY: all of it in one transaction, so an interrupted filling leaves the store empty.

Uniqueness is checked once, when the indexes are made at the end, instead of event by event. Memory holds one target group.
"""

import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg

from deploy.load.journal import Journal, folded
from deploy.load.projects import Wanted, groups
from services.recruitment.people.index import Digest
from shared.privacy.in_memory import KeysInMemory, MakingRing
from shared.privacy.wrapping import Wrapping
from shared.projection.projection import Projection
from shared.store.append import Row, columns_of

BYTES_PER_EVENT = 1_500
"""Of the database's disk for each event: its row and index entries, its share of head and read models, and of the log."""
STREAM = ("stream_id", "version", "published", "state", "state_tag", "state_version")
EVENT = ("event_id", "stream_id", "version", "name", "schema_version", "data", "sequence", "message_key", "message",
         "effective_on", "recorded_at", "correlation", "causation", "actor")  # fmt: skip
MARK = ("person", "project", "kind", "digest")
DATA_KEY = ("subject", "project", "made_with", "wrapped")
CONSTRAINTS = """
SELECT conrelid::regclass::text AS store, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
FROM pg_constraint WHERE conrelid IN ('event'::regclass, 'stream'::regclass) AND contype IN ('p', 'u') ORDER BY conrelid, oid
"""
UNSENT = "INSERT INTO outbox SELECT position FROM event WHERE message IS NOT NULL"

Driver: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the keys are wrapped with, and what people are found by."""

    wrapping: Wrapping
    digest: Digest


class CannotFill(Exception):
    """The store holds events already, or the disk is too small; says which."""


async def fill(
    url: str,
    wanted: Wanted,
    keys: Kept | None,
    own: Sequence[Projection[Any]],
    *,
    unsent: bool = False,
    free: int | None = None,
    notice: Callable[[int], None] = lambda _: None,
) -> int:
    """Fill recruitment's empty store and its read models; gives how many events there are now.

    `free`: bytes free on the database's disk, where this process cannot see it. `unsent`: everything published waits in
    the outbox. `notice` hears how many events are written. Without `keys` none is kept, and nothing sealed opens.
    Raises `CannotFill`.
    """
    driver = await asyncpg.connect(url)
    try:
        await check_disk(driver, wanted.events, free)
        async with driver.transaction():
            await driver.execute("SET LOCAL maintenance_work_mem = '256MB'")
            events = await _fill(driver, wanted, keys, own, notice)
            if unsent:
                await driver.execute(UNSENT)
        await driver.execute("VACUUM ANALYZE")
        return events
    finally:
        await driver.close()


async def check_disk(driver: Driver, events: int, free: int | None) -> None:
    """Twice of what the events will take must be free. Raises `CannotFill`."""
    if free is None:
        free = _free(Path(await driver.fetchval("SHOW data_directory")))
    needed = events * BYTES_PER_EVENT
    if free < 2 * needed:
        have, need = free / 2**30, needed / 2**30
        raise CannotFill(f"{events} events take about {need:.1f} GiB and twice that must be free, but only {have:.1f} GiB is")


def _free(place: Path) -> int:
    if not place.is_dir():
        raise CannotFill(f"the database's disk ({place}) cannot be seen from here: say how much of it is free")
    return shutil.disk_usage(place).free


async def _fill(
    driver: Driver,
    wanted: Wanted,
    keys: Kept | None,
    own: Sequence[Projection[Any]],
    notice: Callable[[int], None],
) -> int:
    events, ring = 0, MakingRing()
    digest = keys.digest if keys else KeysInMemory().digest
    async with _without_constraints(driver):
        if await driver.fetchval("SELECT EXISTS (SELECT FROM event) OR EXISTS (SELECT FROM stream)"):
            raise CannotFill("the store holds events already: only an empty one is filled")
        for journal in groups(wanted, ring, digest):
            await _copy_keys(driver, ring, keys)
            await _copy(driver, journal, own)
            events += len(journal.rows)
            notice(events)
    return events


@asynccontextmanager
async def _without_constraints(driver: Driver) -> AsyncIterator[None]:
    """Primary and unique keys of the store are made anew after the block; until then nobody else can use it."""
    found = await driver.fetch(CONSTRAINTS)
    for one in found:
        await driver.execute(f"ALTER TABLE {one['store']} DROP CONSTRAINT {one['name']}")
    yield
    for one in found:
        await driver.execute(f"ALTER TABLE {one['store']} ADD CONSTRAINT {one['name']} {one['definition']}")


async def _copy_keys(driver: Driver, ring: MakingRing, keys: Kept | None) -> None:
    """The keys that a journal needed, wrapped; none is needed by a later one."""
    if keys is not None:
        records = [(*owner, *keys.wrapping.wrap(key, owner)) for owner, key in ring.made.items()]
        await driver.copy_records_to_table("data_key", schema_name="keyring", records=records, columns=DATA_KEY)
    ring.made.clear()


async def _copy(driver: Driver, journal: Journal, own: Sequence[Projection[Any]]) -> None:
    await driver.copy_records_to_table("stream", records=journal.heads(), columns=STREAM)
    await driver.copy_records_to_table("event", records=map(_record, journal.rows), columns=EVENT)
    await driver.copy_records_to_table("person_digest", records=journal.marks, columns=MARK)
    facts = journal.facts
    for projection in own:
        if rows := folded(projection, facts):
            await driver.execute(projection.statements.append, projection.rows.dump_json(rows).decode())


def _record(row: Row) -> tuple[object, ...]:
    meta = row.meta
    return (*columns_of(row), meta.recorded_at, meta.correlation, meta.causation, meta.actor)
