"""The quick look: does every part answer, is anything waiting, parked or left behind?"""

from datetime import timedelta

import httpx
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from alembic.config import Config
from alembic.script import ScriptDirectory

from deploy.cli.declared import EVENT_SOURCED, MIGRATIONS, declared_topics
from deploy.installation import Installation
from shared.bus.topics import PARTITIONS
from shared.operations.finding import Finding, fault, sound, watch
from shared.operations.shadow import leftovers
from shared.store.database import Connection, Database

LONG = timedelta(seconds=30)
"""What waits longer to be sent than this has a reason."""
ANSWERS_WITHIN = 5.0

WAITING = """
SELECT count(*) AS events, coalesce(max(statement_timestamp() - recorded_at), interval '0') AS longest
FROM outbox JOIN event USING (position)
"""
PARKED = """
SELECT consumer, count(DISTINCT stream) AS streams, count(*) AS records, string_agg(DISTINCT reason, ', ') AS reasons
FROM parked GROUP BY consumer ORDER BY consumer
"""
ATTENTION = "SELECT count(*) FROM attention WHERE settled_at IS NULL"


async def look_at_service(installation: Installation, name: str) -> list[Finding]:
    """One service: its own word, its database, what waits in it."""
    found = [await _ready(installation.services[name])]
    database = Database(installation.database(name), pool=1)
    try:
        async with database.read() as db:
            found.append(await _revision(db, name))
            if name in EVENT_SOURCED:
                found += await _waits(db)
    finally:
        await database.close()
    return found


async def _ready(address: str) -> Finding:
    try:
        async with httpx.AsyncClient(timeout=ANSWERS_WITHIN, trust_env=False) as http:
            answer = await http.get(f"{address}/health/ready")
    except httpx.TransportError as error:
        return fault("service", f"does not answer ({type(error).__name__})")
    if answer.is_success:
        return sound("service", "ready")
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return fault("service", f"answers with status {answer.status_code}")
    parts = [name for name, works in answer.json().get("parts", {}).items() if not works]
    return fault("service", f"not ready: {', '.join(parts)}")


async def _revision(db: Connection, name: str) -> Finding:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS[name]))
    newest = ScriptDirectory.from_config(config).get_current_head()
    present = await db.driver.fetchval("SELECT version_num FROM alembic_version")
    if present == newest:
        return sound("database", f"revision {present}")
    return fault("database", f"revision {present}, this version of Kładka needs {newest} (`kladka prepare`)")


async def _waits(db: Connection) -> list[Finding]:
    found = [await _outbox(db)]
    for row in await db.driver.fetch(PARKED):
        parked = f"{row['streams']:,} streams parked with {row['records']:,} records: {row['reasons']} (`kladka parked`)"
        found.append(watch(row["consumer"], parked))
    if waiting := await db.driver.fetchval(ATTENTION):
        found.append(watch("attention", f"{waiting:,} reactions or deadlines wait for a person (`kladka attention`)"))
    if left := await leftovers(db):
        found.append(watch("rebuild", f"runs or was interrupted: {', '.join(left)} (`kladka projections`)"))
    return found


async def _outbox(db: Connection) -> Finding:
    row = await db.driver.fetchrow(WAITING)
    assert row is not None
    if row["longest"] > LONG:
        return fault("outbox", f"{row['events']:,} events wait to be sent, the oldest for {row['longest']}")
    return sound("outbox", f"{row['events']:,} events to send")


async def look_at_topics(installation: Installation) -> list[Finding]:
    """The declared topics: there, with their partitions."""
    admin = AIOKafkaAdminClient(bootstrap_servers=installation.kafka)
    try:
        await admin.start()
        described = {one["topic"]: one for one in await admin.describe_topics(declared_topics(installation.topic_prefix))}
    except (KafkaError, OSError, TimeoutError) as error:
        return [fault("kafka", f"does not answer ({type(error).__name__})")]
    finally:
        await admin.close()
    return [_topic(name, described[name]) for name in sorted(described)]


def _topic(name: str, described: dict[str, object]) -> Finding:
    partitions = described["partitions"]
    assert isinstance(partitions, list)
    if described["error_code"] or len(partitions) != PARTITIONS:
        return fault(name, "is missing, or has another number of partitions")
    short = [one["partition"] for one in partitions if len(one["isr"]) < len(one["replicas"])]
    if short:
        return watch(name, f"{len(short)} partitions have fewer copies than they should")
    return sound(name, f"{PARTITIONS} partitions, {len(partitions[0]['replicas'])} copies")
