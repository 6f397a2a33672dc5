"""A filled store: dense, readable, folded by the real projections, and commands go on from it."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from deploy.cli.main import app
from deploy.load.filling import CannotFill, Kept, fill
from deploy.load.projects import Wanted
from services.recruitment import commands
from services.recruitment.commands.applying import AssessApplication
from services.recruitment.main import SERVICE
from services.reporting.main import SERVICE as REPORTING
from shared.bus.relay import meta_of_row
from shared.kernel.ids import SYSTEM, new_id
from shared.privacy.ring import Owner
from shared.privacy.wrapping import Wrapping
from shared.projection.projection import Fact, Projection
from shared.store.answer import Answer
from shared.store.database import Database
from shared.store.keyring import Keyring
from shared.store.migrate import migrate
from shared.store.transaction import Commands, Request, Who

WRAPPING = Wrapping({"k1": bytes(range(32))})
FILLED = {
    "project_card",
    "target_group",
    "reserve",
    "application_card",
    "participation_card",
    "outcome_card",
    "person_card",
}
"""Read models that a synthetic project has rows in."""
WANTED = Wanted(events=2000, projects=3, seed=7)


@pytest.fixture
async def store(fresh_database_url: str):
    """Recruitment's tables, empty."""
    database = Database(fresh_database_url)
    await migrate(database, SERVICE.migrations)
    yield database
    await database.close()


@pytest.fixture
async def keys(store: Database) -> Keyring:
    keyring = Keyring(store, WRAPPING)
    await keyring.start()
    return keyring


@pytest.fixture
async def filled(store: Database, fresh_database_url: str, keys: Keyring) -> Database:
    assert await fill(fresh_database_url, WANTED, Kept(WRAPPING, keys.digest), SERVICE.own) >= WANTED.events
    return store


async def events(database: Database) -> list[Any]:
    async with database.read() as db:
        return await db.driver.fetch("SELECT *, data::text AS body FROM event ORDER BY position")


async def facts(database: Database) -> list[Fact]:
    """Every stored event as the registry reads it."""
    rows = await events(database)
    return [(SERVICE.events.decode(row["name"], row["schema_version"], row["body"]), meta_of_row(row)) for row in rows]


async def rows_of(database: Database, projections: Sequence[Projection[Any]]) -> dict[str, list[str]]:
    async with database.read() as db:
        return {
            one.table.name: sorted(
                row[0] for row in await db.driver.fetch(f"SELECT row_to_json(t)::text FROM {one.table.name} t")
            )
            for one in projections
        }


async def test_versions_and_sequences_are_dense_and_heads_agree(filled):
    versions, sequences = defaultdict(list), defaultdict(list)
    for row in await events(filled):
        versions[row["stream_id"]].append(row["version"])
        assert (row["sequence"] > 0) == (row["message"] is not None) == (row["message_key"] is not None)
        if row["message"] is not None:
            sequences[row["stream_id"]].append(row["sequence"])
    assert all(found == list(range(1, len(found) + 1)) for found in [*versions.values(), *sequences.values()])
    async with filled.read() as db:
        heads = {row[0]: (row[1], row[2]) for row in await db.driver.fetch("SELECT stream_id, version, published FROM stream")}
    assert heads == {stream: (len(found), len(sequences[stream])) for stream, found in versions.items()}


async def test_streams_are_short_save_those_of_target_groups(filled):
    lengths = defaultdict(int)
    for row in await events(filled):
        lengths[row["stream_id"]] += 1
    assert max(length for stream, length in lengths.items() if not stream.startswith("places:")) <= 20
    assert max(length for stream, length in lengths.items() if stream.startswith("places:")) > 20


async def test_real_projections_fold_the_events_to_the_rows_that_were_filled_in(filled):
    expected = await rows_of(filled, SERVICE.own)
    assert {name for name, rows in expected.items() if rows} >= FILLED
    found = await facts(filled)
    async with filled.begin() as db:
        for projection in SERVICE.own:
            await db.driver.execute(f"TRUNCATE {projection.table.name}")
            for start in range(0, len(found), 500):
                await projection.apply(db, found[start : start + 500])
    assert await rows_of(filled, SERVICE.own) == expected


async def test_subscribers_read_what_is_published(filled, store):
    read = REPORTING.reads
    assert read is not None
    published = [row for row in await events(filled) if row["message"] is not None and read.knows(row["name"])]
    found = [(read.decode(row["name"], row["schema_version"], row["message"]), meta_of_row(row)) for row in published]
    started = {row["stream_id"] for row in published if row["name"] == "ParticipationStarted"}
    folded = [REPORTING.projections[1].evolve(None, event, meta) for event, meta in found]
    assert {fact.stream for fact in folded if fact is not None and fact.kind == "started"} == started != set()


async def test_a_command_goes_on_from_a_filled_stream(filled, keys):
    async with filled.read() as db:
        application = await db.driver.fetchval("SELECT application FROM application_card WHERE status = 'submitted'")
    run = Commands(filled, SERVICE.events, keys, own=SERVICE.own, set_rules=SERVICE.set_rules)
    command = AssessApplication(application=application, eligible=True)
    request = Request(command, Who(SYSTEM, organisation="MOPS"), str(new_id()), correlation=new_id())
    answer = await run.execute(commands.assess_application, request, Answer)
    assert answer.position == f"application:{application}@2"
    async with filled.read() as db:
        card = await db.driver.fetchrow("SELECT status FROM application_card WHERE application = $1", application)
        assert await db.driver.fetchval("SELECT count(*) FROM outbox") == 1, "only the new event waits to be sent"
    assert card["status"] == "eligible"


async def test_sealed_fields_open_with_the_key_they_were_filled_with(filled, keys):
    async with filled.read() as db:
        card = await db.driver.fetchrow("SELECT * FROM person_card LIMIT 1")
    owner = Owner(str(card["person"]), card["project"])
    number = (await keys.for_opening([owner])).open(card["pesel"], owner, "pesel", card["pesel_event"])
    digest = keys.digest("person.pesel", number.encode())[:16]
    async with filled.read() as db:
        found = await db.driver.fetch("SELECT person FROM person_digest WHERE kind = 'pesel' AND digest = $1", digest)
    assert [row["person"] for row in found] == [card["person"]]


async def test_the_same_seed_gives_the_same_published_events(filled, fresh_database_url):
    first = [(row["event_id"], row["stream_id"], row["message"], row["recorded_at"]) for row in await events(filled)]
    async with filled.begin() as db:
        await db.driver.execute("SET LOCAL session_replication_role = replica")
        await db.driver.execute("TRUNCATE event, stream, person_card, application_card, participation_card, outcome_card")
        await db.driver.execute("TRUNCATE project_card, target_group, reserve, person_digest")
    await fill(fresh_database_url, WANTED, None, SERVICE.own)
    assert [(row["event_id"], row["stream_id"], row["message"], row["recorded_at"]) for row in await events(filled)] == first


async def test_a_store_with_events_is_not_filled_and_stays_as_it_is(filled, fresh_database_url):
    before = len(await events(filled))
    with pytest.raises(CannotFill, match="only an empty one"):
        await fill(fresh_database_url, WANTED, None, SERVICE.own)
    assert len(await events(filled)) == before
    async with filled.read() as db:
        names = {
            row[0] for row in await db.driver.fetch("SELECT conname FROM pg_constraint WHERE conrelid = 'event'::regclass")
        }
    assert {"event_pkey", "event_event_id_key", "event_stream_id_version_key"} <= names


async def test_a_small_disk_is_refused_before_anything_is_written(store, fresh_database_url):
    with pytest.raises(CannotFill, match=r"only 0\.0 GiB is"):
        await fill(fresh_database_url, WANTED, None, SERVICE.own, free=1_000_000)
    assert await events(store) == []


async def test_unsent_puts_every_published_event_into_the_outbox(store, fresh_database_url):
    await fill(fresh_database_url, WANTED, None, SERVICE.own, unsent=True)
    async with store.read() as db:
        waiting = await db.driver.fetch("SELECT position FROM outbox ORDER BY position")
    assert [row[0] for row in waiting] == [row["position"] for row in await events(store) if row["message"] is not None]


async def test_the_command_fills_the_store_of_an_installation_and_then_refuses(store, fresh_database_url, tmp_path):
    parts = urlsplit(fresh_database_url)
    (tmp_path / "password").write_text(str(parts.password))
    file = tmp_path / "installation.json"
    place = f"{parts.username}@{parts.hostname}:{parts.port}"
    written = {
        "databases": {"recruitment": f"postgresql://{place}{parts.path}"},
        "passwords": {"recruitment": str(tmp_path / "password")},
        "services": {},
        "signing_key": str(tmp_path / "key"),
        "kafka": "nowhere:9092",
        "centre": "test",
    }
    file.write_text(json.dumps(written))
    wanted = ["fill", "--installation", str(file), "--events", "500", "--projects", "2"]
    first = await asyncio.to_thread(CliRunner().invoke, app, wanted)
    assert first.exit_code == 0, first.output
    before = await events(store)
    assert len(before) >= 500
    assert {row["message_key"] for row in before if row["message_key"]} >= {"p1-0", "p1-1"}
    again = await asyncio.to_thread(CliRunner().invoke, app, wanted)
    assert again.exit_code == 1
    assert "only an empty one is filled" in " ".join(again.output.split())
    assert await events(store) == before
