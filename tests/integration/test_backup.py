"""Backups of two services' databases on real PostgreSQL: one point in time, all or nothing, and what is refused."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from deploy.backup.cut import connected, one_point_in_time
from deploy.backup.errors import NotDone
from deploy.backup.manifest import NAME, Manifest, read_backup
from shared.bus.topics import ensure_topics
from shared.operations.shadow import ONE_AT_A_TIME, AlreadyRebuilding, alone
from shared.store.database import Database
from tests.support.backup import DOOR, EVENT, STORE, Place, databases
from tests.support.bus import committed, producer, records

SEEN = "INSERT INTO seen VALUES ('c', 's', $1) ON CONFLICT (consumer, stream) DO UPDATE SET sequence = excluded.sequence"
PARKED = """
INSERT INTO parked (consumer, stream, sequence, reason, detail, topic, kafka_partition, kafka_offset, headers)
VALUES ('c', 's', 9, 'hole', '', 't', 0, 7, '[]')
"""


@pytest.fixture
async def place(stack, topic_prefix, tmp_path) -> AsyncIterator[Place]:
    async with databases(stack, topic_prefix, tmp_path) as two:
        yield two


async def test_however_busy_the_writers_nothing_is_seen_that_was_not_yet_written(place):
    """One database counts on when the other has committed: at any one point in time the other is not behind."""
    first, second = place.installation.database(STORE), place.installation.database(DOOR)
    await place.run(DOOR, "CREATE TABLE seen (consumer text, stream text, sequence bigint, PRIMARY KEY (consumer, stream))")
    told: list[int] = []
    busy = asyncio.create_task(keep_writing(first, second, told))
    cuts = []
    for _ in range(25):
        # The order that would show it: what is written first is looked at first.
        async with one_point_in_time({STORE: first, DOOR: second}) as cut:
            written = await cut.snapshots[STORE].connection.fetchval("SELECT count(*) FROM event")
            seen = await cut.snapshots[DOOR].connection.fetchval("SELECT coalesce(max(sequence), 0) FROM seen")
            cuts.append((written, seen))
    busy.cancel()
    with suppress(asyncio.CancelledError):
        await busy
    assert [(written, seen) for written, seen in cuts if seen not in (written, written - 1)] == []
    assert cuts[0] < cuts[-1], "it was written all the time"


async def keep_writing(first: str, second: str, told: list[int]) -> None:
    writer, reader = await asyncpg.connect(first), await asyncpg.connect(second)
    try:
        while True:
            told.append(len(told) + 1)
            await writer.execute(EVENT, told[-1])
            await reader.execute(SEEN, told[-1])
    finally:
        await writer.close()
        await reader.close()


async def test_a_backup_waits_for_a_transaction_that_writes_and_has_what_it_wrote(place, tmp_path):
    writer = await asyncpg.connect(place.installation.database(STORE))
    await writer.execute("BEGIN")
    await writer.execute(EVENT, 1)
    making = asyncio.create_task(place.back_up(tmp_path / "backup"))
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'ShareLock' AND relation = 'event'::regclass"
    async with asyncio.timeout(20):
        while not await place.value(STORE, waiting):
            assert not making.done(), "a backup was made past a transaction that writes"
    await writer.execute("COMMIT")
    await writer.close()
    assert read_backup(await making).dumps[STORE].held.events == 1


async def test_a_restored_store_sends_everything_again_and_what_was_parked_comes_again(place, tmp_path):
    for number in (1, 2):
        await place.tell(number)
    await place.run(STORE, "INSERT INTO sent VALUES (3, 2)")
    await place.run(STORE, PARKED)
    backup = await place.back_up(tmp_path / "backup")
    await place.tell(3)

    manifest = await place.restore(backup)

    assert (manifest.dumps[STORE].held.events, manifest.dumps[STORE].held.outbox) == (2, 0)
    counts = "SELECT array[(SELECT count(*) FROM {}), (SELECT count(*) FROM {}), (SELECT count(*) FROM {})]"
    assert await place.value(STORE, counts.format("event", "outbox", "sent")) == [2, 2, 0]
    assert await place.value(STORE, "SELECT count(*) FROM parked") == 0
    assert len(await place.databases()) == 2, "nothing is left beside the databases"


async def test_a_restored_database_belongs_to_its_service_and_is_closed_to_others(place, tmp_path):
    await place.restore(await place.back_up(tmp_path / "backup"))
    owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
    closed = "SELECT NOT has_database_privilege($1, current_database(), 'CONNECT')"
    for service, other in ((STORE, DOOR), (DOOR, STORE)):
        assert [row[0] for row in await place.run(service, owners)] == [place.path(service)[1:]]
        assert (await place.run(service, closed, place.path(other)[1:]))[0][0]


async def test_after_a_restore_events_are_facts_and_positions_go_on(place, tmp_path):
    await place.tell(1)
    await place.restore(await place.back_up(tmp_path / "backup"))
    await place.tell(2)
    assert await place.value(STORE, "SELECT array_agg(position ORDER BY position) FROM event") == [1, 2]
    with pytest.raises(asyncpg.RaiseError):
        await place.run(STORE, "DELETE FROM event")


async def test_databases_that_hold_something_are_dropped_only_when_that_is_asked(place, tmp_path):
    await place.tell(1)
    backup = await place.back_up(tmp_path / "backup")
    with pytest.raises(NotDone, match=r"not empty.*--replace"):
        await place.restore(backup, replace=False)
    for service in (STORE, DOOR):
        await place.drop(service)
    await place.restore(backup, replace=False)
    assert await place.value(STORE, "SELECT count(*) FROM event") == 1


@pytest.mark.parametrize("service", [STORE, DOOR])
async def test_a_damaged_file_is_refused_by_its_name_and_nothing_changes(place, tmp_path, service):
    backup = await place.back_up(tmp_path / "backup")
    await place.tell(1)
    file = backup / f"{service}.dump"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(NotDone, match=f"{service}.dump is damaged"):
        await place.restore(backup)
    assert await place.value(STORE, "SELECT count(*) FROM event") == 1


async def test_when_the_last_database_cannot_be_restored_all_stay_as_they_were(place, tmp_path):
    """The gateway's dump is another service's, and the manifest says it is right."""
    backup = await place.back_up(tmp_path / "backup")
    await place.tell(1)
    before = await place.databases()
    shutil.copy(backup / f"{STORE}.dump", backup / f"{DOOR}.dump")
    manifest = read_manifest_of_copied_dump(backup)
    (backup / NAME).write_text(manifest.model_dump_json(), "utf-8")
    with pytest.raises(NotDone):
        await place.restore(backup)
    assert await place.value(STORE, "SELECT count(*) FROM event") == 1
    assert await place.databases() == before


def read_manifest_of_copied_dump(backup: Path) -> Manifest:
    """With the checksum of the copy, so that only the content is wrong."""
    manifest = Manifest.model_validate_json((backup / NAME).read_text("utf-8"))
    dumps = dict(manifest.dumps)
    dumps[DOOR] = dumps[DOOR].model_copy(update={"sha256": dumps[STORE].sha256})
    return manifest.model_copy(update={"dumps": dumps})


async def test_a_database_in_use_is_refused(place, tmp_path):
    backup = await place.back_up(tmp_path / "backup")
    somebody = await asyncpg.connect(place.installation.database(DOOR))
    with pytest.raises(NotDone, match="gateway is in use: 1 connections"):
        await place.restore(backup)
    await somebody.close()


async def test_a_database_that_cannot_be_dumped_leaves_nothing_that_looks_like_a_backup(place, tmp_path):
    """The first database is dumped; the second has a table that the service may not read."""
    await place.administer("CREATE TABLE not_yours (x int)", inside=place.path(DOOR))
    with pytest.raises(NotDone, match=r"gateway.*permission denied for table not_yours"):
        await place.back_up(tmp_path / "deep" / "backup")
    assert list((tmp_path / "deep").iterdir()) == []


async def test_while_read_models_are_rebuilt_no_backup_is_made_and_the_other_way_round(place, tmp_path):
    """A dump takes tables by their names: it would find the new one empty, as of its moment."""
    url = place.installation.database(STORE)
    async with connected(url) as rebuilding:
        await rebuilding.execute("SELECT pg_advisory_lock($1)", ONE_AT_A_TIME)
        with pytest.raises(NotDone, match="read models are being rebuilt"):
            await place.back_up(tmp_path / "backup")
    async with one_point_in_time({STORE: url}):
        database = Database(url)
        async with database.read() as db:
            with pytest.raises(AlreadyRebuilding):
                await alone(db)
        await database.close()


async def test_a_directory_that_exists_is_never_written_into(place, tmp_path):
    with pytest.raises(NotDone, match="exists"):
        await place.back_up(tmp_path)


async def test_a_backup_that_was_killed_is_none_and_the_next_one_takes_its_place(place, tmp_path):
    backup = await place.back_up(tmp_path / "backup")
    shutil.copytree(backup, tmp_path / "again.new")
    (tmp_path / "again.new" / NAME).unlink()
    with pytest.raises(NotDone, match="never finished"):
        read_backup(tmp_path / "again.new")
    assert read_backup(await place.back_up(tmp_path / "again")).dumps.keys() == {STORE, DOOR}
    assert not (tmp_path / "again.new").exists()


async def test_another_centres_backup_is_refused(place, tmp_path):
    backup = await place.back_up(tmp_path / "backup")
    elsewhere = Place(place.installation.model_copy(update={"centre": "other"}))
    with pytest.raises(NotDone, match="the centre there: test, here: other"):
        await elsewhere.restore(backup)


@pytest.mark.parametrize("keep", [False, True])
async def test_old_topics_go_with_what_was_committed_in_them_unless_they_are_kept(place, tmp_path, keep):
    topic = f"{place.installation.topic_prefix}.recruitment.v1"
    await an_applied_record(place, topic)
    await place.restore(await place.back_up(tmp_path / "backup"), keep_topics=keep)
    assert (topic in await topics(place)) is keep
    assert bool(await committed(place.installation.kafka, group_of(place))) is keep
    await ensure_topics(place.installation.kafka, [topic], 1)
    assert len(await records(place.installation.kafka, topic)) == int(keep)


def group_of(place: Place) -> str:
    return f"{place.installation.topic_prefix}.reporting.read"


async def an_applied_record(place: Place, topic: str) -> None:
    """A record on the topic, and a group that has committed behind it."""
    await ensure_topics(place.installation.kafka, [topic], 1)
    async with producer(place.installation.kafka) as sender:
        await sender.send_and_wait(topic, b"x", partition=0)
    reader = AIOKafkaConsumer(bootstrap_servers=place.installation.kafka, group_id=group_of(place), enable_auto_commit=False)
    await reader.start()
    reader.assign([TopicPartition(topic, 0)])
    await reader.commit({TopicPartition(topic, 0): 1})
    await reader.stop()


async def topics(place: Place) -> list[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=place.installation.kafka)
    await admin.start()
    try:
        return await admin.list_topics()
    finally:
        await admin.close()
