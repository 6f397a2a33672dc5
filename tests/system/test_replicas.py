"""Two processes of every service behind one address: the same figures, and no standstill when one of them is away."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import date
from time import monotonic

import psutil
import pytest
from aiokafka import TopicPartition

from deploy.local.part import Supervision
from deploy.local.service import Service
from deploy.local.settings import SERVICES
from deploy.local.together import together
from deploy.play.reader import read_scenario
from shared.bus.membership import SESSION_MS
from shared.projection.projection import hash_key
from shared.testing.eventually import eventually
from shared.testing.proxy import PRODUCE, Rule, kafka_request, kafka_response
from tests.support.bus import header
from tests.system.commanding import GROUP, commanding, open_projects
from tests.system.first_copies import every_event_is_on_its_topic_in_order
from tests.system.groups import held, watched
from tests.system.installation import OWNERS, Installation, installation, player_of, write_scenario

INSTANCES = ("1", "2")
OWNER = "recruitment"
HOLDERS = tuple(f"{OWNER}-{instance}" for instance in INSTANCES)
READERS = {name: f"kladka.{name}.read" for name in ("activities", "finance", "notifications", "reporting")}
GROUPS = [*READERS.values(), *(f"kladka.{name}.react" for name in (OWNER, *READERS))]
TODAY = date(2023, 8, 1)
"""After the scenario."""
PROJECTS = 10
HOLDER = """
SELECT client_port FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND ((classid::bigint << 32) | objid::bigint) = $1
"""


@pytest.fixture(scope="module")
async def whole(tmp_path_factory) -> AsyncIterator[Installation]:
    place = tmp_path_factory.mktemp("replicas")
    async with installation(place, replicas=2, behind_kafka_doors=HOLDERS, behind_postgres_doors=()) as running:
        yield running


@pytest.mark.long
async def test_two_instances_of_every_service_end_with_the_figures_of_one(whole, undisturbed, tmp_path):
    file = write_scenario(tmp_path)
    async with whole.client() as client:
        tally = await player_of(client, file).play()
    assert tally.steps == len(read_scenario(file).steps), "every step, with every expectation of the calculator"
    assert await whole.figures() == undisturbed
    for group in GROUPS:
        holdings = await held(whole.stack.kafka.address, group)
        assert {instance for instance, places in holdings.items() if places} == set(INSTANCES), group
    for service in OWNERS:
        await every_event_is_on_its_topic_in_order(whole, service)


@pytest.fixture(scope="module")
async def projects(whole) -> list[str]:
    """Enough of them for partitions of both instances."""
    async with whole.client() as client:
        assert (await client.send("admin", "advance_clock", {"to": TODAY.isoformat()}, key="today")).ok
        return await open_projects(client, PROJECTS)


# --- the relay ---------------------------------------------------------------------------------------------------------


async def killed(whole: Installation, holder: Service) -> None:
    whole.stack.services.supervise(holder.name, Supervision.LEAVE)
    await holder.kill()


async def frozen(whole: Installation, holder: Service) -> None:
    holder.freeze()


async def back(whole: Installation, holder: Service) -> None:
    """It goes on where it stood, or starts anew; what waited in its door comes through."""
    whole.kafka[holder.name].release()
    holder.thaw()
    whole.stack.services.supervise(holder.name, Supervision.RESTART)
    await holder.start()
    await eventually(holder.ready, within=30, what=f"{holder.name} is ready again")


WORST_MOMENTS = [
    pytest.param(kafka_response(PRODUCE), killed, id="killed before it knows that Kafka has its batch"),
    pytest.param(kafka_response(PRODUCE), frozen, id="frozen before it knows that Kafka has its batch"),
    pytest.param(kafka_request(PRODUCE), frozen, id="frozen with its batch on the way"),
]


@pytest.mark.parametrize(("window", "fault"), WORST_MOMENTS)
async def test_the_relay_moves_and_its_former_holder_puts_no_first_copy_out_of_order(
    whole: Installation, projects: list[str], window: Rule, fault: Callable[[Installation, Service], Awaitable[None]]
) -> None:
    before = await every_event_is_on_its_topic_in_order(whole, OWNER)
    async with commanding(whole, projects) as commands:
        await commands.more(PROJECTS)
        holder = await the_holder_in_mid_batch(whole, window)
        await fault(whole, holder)
        let_the_others_through(whole, holder)
        unsent = await whole.value(OWNER, "SELECT max(position) FROM outbox")
        await eventually(
            lambda: whole.value(OWNER, "SELECT count(*) FROM outbox WHERE position <= $1", unsent),
            lambda left: left == 0,
            within=15,
            what="the other instance sends",
        )
        await commands.more(PROJECTS)
    await everything_is_sent(whole)
    await every_event_is_on_its_topic_in_order(whole, OWNER)

    await back(whole, holder)
    async with commanding(whole, projects) as commands:
        await commands.more(PROJECTS)
    await everything_is_sent(whole)
    duplicates = await eventually(
        lambda: every_event_is_on_its_topic_in_order(whole, OWNER), lambda now: now > before, what="duplicates"
    )
    assert duplicates > before, "the batch that was held is there twice"


async def the_holder_in_mid_batch(whole: Installation, window: Rule) -> Service:
    """The instance whose relay waits for Kafka, holding the lock of its service in PostgreSQL."""
    doors = {name: whole.kafka[name] for name in HOLDERS}
    for door in doors.values():
        door.arm(window)
    hits = [asyncio.create_task(door.hit.wait()) for door in doors.values()]
    await asyncio.wait(hits, timeout=30, return_when=asyncio.FIRST_COMPLETED)
    (name,) = (name for name, door in doors.items() if door.hit.is_set())
    port = await whole.value(OWNER, HOLDER, hash_key("relay", OWNER))
    holder = whole.stack.services[name]
    assert port in {one.laddr.port for one in psutil.Process(holder.pid).net_connections()}, "it holds the lock"
    for hit in hits:
        hit.cancel()
    return holder


def let_the_others_through(whole: Installation, holder: Service) -> None:
    for name in HOLDERS:
        if name != holder.name:
            whole.kafka[name].release()


async def everything_is_sent(whole: Installation) -> None:
    await eventually(lambda: whole.value(OWNER, "SELECT count(*) FROM outbox"), lambda left: left == 0, what="an empty outbox")


# --- a rolling restart -------------------------------------------------------------------------------------------------


@pytest.mark.long
async def test_a_rolling_restart_loses_no_command_and_stops_no_group(whole: Installation, projects: list[str]) -> None:
    before, streams = await limits_changed(whole), await where_records_stand(whole, projects)
    async with commanding(whole, projects) as commands:
        await commands.more(PROJECTS)
        for restarted, staying in (("1", "2"), ("2", "1")):
            began = monotonic()
            async with watched(whole.stack.kafka.address, GROUPS) as states:
                await together(*(restart(whole, service, restarted, staying, streams) for service in SERVICES))
            if monotonic() - began < SESSION_MS / 1000:  # for longer than that nobody waits
                assert states == {(group, "Stable") for group in GROUPS}, "who comes back changes nothing for the others"
        await commands.more(PROJECTS)
    assert await limits_changed(whole) - before == commands.accepted.total()
    async with whole.client() as client:
        assert (await client.send("admin", "settle", {}, key="rolled")).ok
    for service in OWNERS:
        await every_event_is_on_its_topic_in_order(whole, service)


async def limits_changed(whole: Installation) -> int:
    return await whole.value(OWNER, "SELECT count(*) FROM event WHERE name = 'TargetGroupLimitChanged'")


async def where_records_stand(whole: Installation, projects: list[str]) -> dict[str, TopicPartition]:
    """By stream of a project's places, the partition of its records."""
    streams = {f"places:{project}/{GROUP}" for project in projects}
    found = {
        header(record, "ce_subject"): TopicPartition(record.topic, record.partition) for record in await whole.topic(OWNER)
    }
    assert streams <= found.keys()
    return {stream: found[stream] for stream in streams}


async def restart(
    whole: Installation, service: str, restarted: str, staying: str, streams: Mapping[str, TopicPartition]
) -> None:
    await whole.stack.services.stop(f"{service}-{restarted}")
    if service in READERS:
        await records_are_applied_by(whole, service, staying, streams)
    await whole.stack.services.start(f"{service}-{restarted}")


async def records_are_applied_by(
    whole: Installation, service: str, instance: str, streams: Mapping[str, TopicPartition]
) -> None:
    """While the other one is down, every stream moves on whose partition this instance holds."""
    holdings = (await held(whole.stack.kafka.address, READERS[service]))[instance]
    mine = [stream for stream, place in streams.items() if place in holdings]
    assert mine, "this instance has something to do"
    before = await reached(whole, service, mine)
    await eventually(
        lambda: reached(whole, service, mine),
        lambda now: all(now[stream] > before[stream] for stream in mine),
        what=f"{service}-{instance} goes on alone",
    )


async def reached(whole: Installation, service: str, streams: list[str]) -> dict[str, int]:
    query = "SELECT stream, sequence FROM seen WHERE consumer = $1 AND stream = ANY($2)"
    return {row["stream"]: row["sequence"] for row in await whole.fetch(service, query, READERS[service], streams)}
