"""A consumer that was away while its topic was cut reads all that was lost, wherever it stood.

Its offset is one of the former topic; once the topic has grown past it, it goes on there and sees nothing of what stands
before it.
"""

from pathlib import Path

import pytest

from deploy.local.kafka import Kafka
from shared.bus.batches import partition_of
from shared.bus.lengthen import lengthen
from shared.bus.relay import Relay
from shared.bus.sent import Short
from shared.bus.topics import PARTITIONS
from shared.operations.republish import EVERYTHING
from shared.store.database import Database
from shared.testing.eventually import eventually
from tests.integration.core.cutting import (
    SOURCE,
    TOPIC,
    all_sent,
    broker_of_its_own,
    cut_to,
    firsts,
    going_on,
    relaying,
    sequences,
    sizes,
    unsent,
    value,
)
from tests.support.bench import Bench, consuming, counted
from tests.support.bus import header, records
from tests.support.tally import Count, Total, asking, commands, count, prepare


@pytest.fixture
async def kafka(tmp_path):
    async with broker_of_its_own(tmp_path) as broker:
        yield broker


@pytest.fixture
async def database(fresh_database):
    await prepare(fresh_database)
    return fresh_database


async def count_and_send(database: Database, times: int) -> None:
    """So many events of the one stream, which stands on one partition."""
    for _ in range(times):
        await commands(database).execute(count, asking(Count(tally="t")), Total)
    await all_sent(database)


async def send_all_again(database: Database) -> None:
    async with database.begin() as db:
        await db.driver.execute(EVERYTHING)
    await all_sent(database)


async def end(kafka: Kafka) -> int:
    """Where the one partition ends."""
    return max((record.offset + 1 for record in await records(kafka.address, TOPIC.name)), default=0)


async def read_all(kafka: Kafka, database: Database, total: int) -> None:
    """A consumer comes, or comes back, until it has read so much, and goes away."""
    bench = Bench(kafka.address, TOPIC.name, database)
    async with consuming(bench, bench.consumer()) as lag:
        await bench.reach(t=total)
        await eventually(lag, lambda left: left == 0)
    assert await bench.parked() == []


async def twenty_events_in_thirty_records(kafka: Kafka, database: Database, standing: int) -> dict[Path, int]:
    """Ten events and the same once more, which a consumer reads before it goes away; ten that it has not read.

    Returns how long the logs were when so many events stood on them.
    """
    async with relaying(database, kafka):
        await count_and_send(database, standing)
        then = sizes(kafka)
        await count_and_send(database, 10 - standing)
        await send_all_again(database)
        await read_all(kafka, database, 10)
        await count_and_send(database, 10)
    return then


@pytest.mark.parametrize("standing", [10, 3, 0])
async def test_a_consumer_that_was_away_during_a_cut_passes_over_nothing(kafka, database, standing):
    """The lost tail held events twice: those that are missing alone do not bring the end back to where the consumer stood."""
    await cut_to(kafka, await twenty_events_in_thirty_records(kafka, database, standing))
    assert await end(kafka) == standing
    async with relaying(database, kafka):
        await count_and_send(database, 15)
    assert firsts(await sequences(kafka)) == {"tally:t": list(range(1, 36))}
    assert await end(kafka) >= 30 + (20 - standing) + 15, "as long as it was, then what was lost, then what is new"
    await read_all(kafka, database, 35)


async def test_what_was_lost_is_in_the_outbox_before_the_topic_looks_whole(kafka, database):
    """A relay that ends in between is followed by one that still sees the cut, or does not need to."""
    await cut_to(kafka, await twenty_events_in_thirty_records(kafka, database, 10))
    interrupted = Relay(database, kafka.address, TOPIC, SOURCE)
    assert await interrupted.turn() == 0
    await interrupted._drop_producer()
    assert (await unsent(database), await end(kafka)) == (10, 10)
    async with relaying(database, kafka):
        await count_and_send(database, 15)
    await read_all(kafka, database, 35)


async def test_a_topic_that_is_cut_again_while_it_is_filled_is_filled_from_there(kafka, database):
    lengths = []
    async with relaying(database, kafka):
        for times in (12, 3, 5):
            await count_and_send(database, times)
            lengths.append(sizes(kafka))
    await cut_to(kafka, lengths[1])
    relay = Relay(database, kafka.address, TOPIC, SOURCE)
    assert await relay.turn() == 0
    await cut_to(kafka, lengths[0])
    async with going_on(relay):
        await count_and_send(database, 5)
    assert firsts(await sequences(kafka)) == {"tally:t": list(range(1, 26))}
    await read_all(kafka, database, 25)


async def test_a_partition_is_made_longer_by_as_many_records_as_it_lacks(database):
    """One more would hide that it was cut again meanwhile."""
    for tally, project in [("t", "p"), ("t", "p"), ("elsewhere", "q"), ("t", "p")]:
        await commands(database).execute(count, asking(Count(tally=tally, project=project)), Total)
    sent = []

    async def send(rows):
        sent.append([(row["message_key"], row["sequence"]) for row in rows])

    async with database.begin() as db:
        await lengthen(db, {partition_of(b"p", PARTITIONS): Short(2, 9)}, PARTITIONS, 4, send)
    assert sent == [[("p", 1), ("p", 2), ("p", 3), ("p", 1)], [("p", 2), ("p", 3), ("p", 1)]]


async def test_what_others_put_on_the_topic_counts_to_its_length(kafka, database):
    """A consumer has read that too, and stands behind it."""
    async with relaying(database, kafka):
        await count_and_send(database, 5)
    then = sizes(kafka)
    await Bench(kafka.address, TOPIC.name, database).send(*[counted("t", 1)] * 10)
    await read_all(kafka, database, 5)
    async with relaying(database, kafka):
        await eventually(lambda: value(database, "SELECT next_offset FROM sent"), lambda found: found == 15)
    await cut_to(kafka, then)
    async with relaying(database, kafka):
        await count_and_send(database, 15)
    await read_all(kafka, database, 20)


async def test_what_lands_below_the_former_end_is_sent_again_beyond_it(kafka, database):
    """The look does not see a cut that comes after it; the answer to what is sent next does."""
    async with relaying(database, kafka):
        await count_and_send(database, 5)
        async with database.begin() as db:
            await db.driver.execute("UPDATE sent SET next_offset = 30")
        await count_and_send(database, 1)
    places = [one.offset for one in await records(kafka.address, TOPIC.name) if header(one, "ce_sequence").endswith("6")]
    assert places[-1] >= 30
