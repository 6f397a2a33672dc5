"""A topic that lost what it had acknowledged is filled again, before anything new; a store older than its topic is refused.

Killing a broker alone loses nothing, for the operating system still writes what it holds. So these tests cut the files
of the log, as a loss of power does.
"""

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from deploy.local.kafka import Kafka
from shared.bus.sent import StoreBehindTopic, refuse_if_behind
from shared.bus.topics import ensure_topics
from shared.store.database import Database
from shared.testing.eventually import eventually
from tests.integration.core.cutting import SOURCE, TOPIC, all_sent, broker_of_its_own, firsts, relaying, sequences
from tests.support.bus import producer, records
from tests.support.tally import Count, Total, asking, commands, count, prepare

LOCK = 1
"""Nobody else relays here."""
STREAMS = [(f"t{number}", f"p{number % 3}") for number in range(6)]
"""Six streams of three projects, so on up to three partitions."""


@pytest.fixture
async def kafka(tmp_path):
    async with broker_of_its_own(tmp_path) as broker:
        yield broker


@pytest.fixture
async def database(fresh_database):
    await prepare(fresh_database)
    return fresh_database


async def count_each(database: Database, times: int) -> None:
    """So many events of each stream."""
    run = commands(database)
    for _ in range(times):
        for tally, project in STREAMS:
            await run.execute(count, asking(Count(tally=tally, project=project)), Total)


def cut_the_logs(kafka: Kafka, share: float) -> int:
    """Leave this share of the bytes of each partition; how many partitions lost something."""
    logs = [log for log in kafka.run_dir.glob(f"kafka/data/{TOPIC.name}-*/*.log") if log.stat().st_size]
    for log in logs:
        with log.open("rb+") as file:
            file.truncate(int(log.stat().st_size * share))
    return len(logs)


def whole(length: int) -> dict[str, list[int]]:
    return {f"tally:{tally}": list(range(1, length + 1)) for tally, _ in STREAMS}


@pytest.mark.parametrize("share", [0.5, 0.0], ids=["half of it is lost", "all of it is lost"])
async def test_after_an_unclean_start_what_was_lost_is_sent_again_before_anything_new(kafka, database, share):
    async with relaying(database, kafka):
        for _ in range(4):  # in several batches, or half a log would be none
            await count_each(database, 5)
            await all_sent(database)
        assert await sequences(kafka) == whole(20)
        await kafka.kill()
        assert cut_the_logs(kafka, share) >= 2
        await count_each(database, 3)
        await kafka.start()
        await all_sent(database)
    found = await sequences(kafka)
    assert firsts(found) == whole(23)
    if share:
        assert min(len(all_copies) for all_copies in found.values()) < 2 * 20, "not simply everything again"


async def test_what_was_lost_is_sent_again_although_nothing_new_happens(kafka, database):
    await count_each(database, 20)
    async with relaying(database, kafka):
        await all_sent(database)
        await kafka.kill()
        assert cut_the_logs(kafka, 0.0) >= 2, "nothing is left"
        await kafka.start()
        await eventually(lambda: sequences(kafka), lambda found: firsts(found) == whole(20), within=30, what="all events")


async def test_a_lost_topic_is_filled_by_the_next_relay(kafka, database):
    await count_each(database, 4)
    async with relaying(database, kafka):
        await all_sent(database)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.address)
    await admin.start()
    await admin.delete_topics([TOPIC.name])
    await admin.close()
    await ensure_topics(kafka.address, [TOPIC.name], 1)
    async with relaying(database, kafka):
        await eventually(lambda: sequences(kafka), lambda found: firsts(found) == whole(4), within=30, what="all events")


@pytest.mark.parametrize("sent", ["DELETE FROM sent", "UPDATE sent SET next_offset = next_offset + 100"], ids=["less", "more"])
async def test_a_store_older_than_its_topic_is_refused_and_the_event_is_named(kafka, database, sent):
    """Whether it knows less of what was sent, or more than the topic, which was made anew, holds."""
    await count_each(database, 2)
    async with relaying(database, kafka):
        await all_sent(database)
    await refuse_if_behind(database, kafka.address, TOPIC.name, SOURCE, LOCK)
    async with database.begin() as db:  # as a restored backup has it: neither the events nor that they were sent
        await db.driver.execute("ALTER TABLE event DISABLE TRIGGER ALL")
        await db.driver.execute("DELETE FROM event WHERE stream_id = 'tally:t3' AND version = 2")
        await db.driver.execute(sent)
    with pytest.raises(StoreBehindTopic, match=r"kladka\.tally\.v1 holds tally:t3@2, which the store does not know"):
        await refuse_if_behind(database, kafka.address, TOPIC.name, SOURCE, LOCK)


async def test_records_of_others_on_our_topic_do_not_make_a_store_older(kafka, database):
    await count_each(database, 2)
    async with relaying(database, kafka):
        await all_sent(database)
    found = await records(kafka.address, TOPIC.name)
    foreign = [(name, b"urn:somebody" if name == "ce_source" else value) for name, value in found[0].headers]
    unknown = [(name, b"00000000-0000-0000-0000-000000000001" if name == "ce_id" else value) for name, value in foreign]
    async with producer(kafka.address) as sender:
        await sender.send_and_wait(TOPIC.name, b"{}", headers=unknown)
        await sender.send_and_wait(TOPIC.name, b"\xff", headers=[("ce_id", b"\xff")])
    await refuse_if_behind(database, kafka.address, TOPIC.name, SOURCE, LOCK)
