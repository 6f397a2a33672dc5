"""Reporting as a reader of recruitment's events, without Kafka in between: records in memory, read models to begin with."""

from typing import Any

from aiokafka import ConsumerRecord

from deploy.load.journal import folded
from deploy.load.projects import EVENTS_OF_A_PROJECT, Wanted, groups
from services.reporting.main import SERVICE
from services.reporting.projections import TABLES
from shared.bus.received import Raw
from shared.bus.relay import meta_of_row
from shared.events.envelope import headers_of
from shared.privacy.in_memory import MakingRing
from shared.projection.projection import Fact
from shared.store.append import Row
from shared.store.database import Connection, Database
from tests.benchmarks.databases import KEYS

assert SERVICE.reads is not None
READS, PROJECTIONS = SERVICE.reads, SERVICE.projections
SEEN = "INSERT INTO seen (consumer, stream, sequence) SELECT $1, stream_id, published FROM stream WHERE published > 0"
PAGE = """
SELECT position, event_id, stream_id, name, schema_version, sequence, effective_on, recorded_at, correlation, causation,
       actor, message
FROM event WHERE position > $1 AND message IS NOT NULL ORDER BY position LIMIT 20000
"""


def published(seed: int, least: int) -> list[Raw]:
    """Published events of new projects, as a consumer gets them."""
    found: list[Raw] = []
    for journal in groups(Wanted(3 * least, -(-3 * least // EVENTS_OF_A_PROJECT), seed), MakingRing(), KEYS.digest):
        found += [_record(row, len(found)) for row in journal.rows if row.message is not None]
        if len(found) >= least:
            break
    return found


def _record(row: Row, offset: int) -> Raw:
    return ConsumerRecord(
        topic="growth",
        partition=0,
        offset=offset,
        timestamp=0,
        timestamp_type=0,
        key=None,
        value=row.message,
        checksum=None,
        serialized_key_size=0,
        serialized_value_size=0,
        headers=headers_of(row.meta, "urn:kladka:bench:recruitment"),
    )


async def prepared_reader(database: Database, consumer: str) -> int:
    """Reporting's tables beside the store, holding what its events say so far; how many facts that are."""
    async with database.engine() as engine, engine.begin() as connection:
        await connection.run_sync(TABLES.create_all)
    async with database.read() as db:
        await db.driver.execute(SEEN, consumer, timeout=600)
        position = total = 0
        while rows := await db.driver.fetch(PAGE, position):
            position = rows[-1]["position"]
            total += await _fold(db, [_fact(row) for row in rows if READS.knows(row["name"])])
        await db.driver.execute("VACUUM ANALYZE", timeout=600)
    return total


def _fact(row: Any) -> Fact:
    return READS.decode(row["name"], row["schema_version"], row["message"]), meta_of_row(row)


async def _fold(db: Connection, facts: list[Fact]) -> int:
    total = 0
    for projection in PROJECTIONS:
        if rows := folded(projection, facts):
            await db.driver.execute(projection.statements.append, projection.rows.dump_json(rows).decode())
            total += len(rows)
    return total
