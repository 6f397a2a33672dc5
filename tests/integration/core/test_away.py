"""The database is away from a consumer: for a moment nothing is lost, for longer the process ends before Kafka's limit."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import httpx
import pytest

from deploy.local.credentials import make_credentials
from deploy.local.ports import free_port
from services.finance.main import SERVICE as FINANCE
from shared.bus.topics import Topic
from shared.runtime.service import Running
from shared.store.database import Database
from shared.testing.eventually import eventually
from shared.testing.proxy import FaultProxy, postgres_query
from tests.support.bench import Bench, asked_to_end, counted, subscribed
from tests.support.bus import committed
from tests.support.serving import served
from tests.support.settings import settings_of


@dataclass
class Cable:
    """The way to the database, which the test can pull out and put back."""

    proxy: FaultProxy
    url: str

    def __post_init__(self) -> None:
        self._running = None

    async def plug_in(self) -> None:
        self._running = self.proxy.running()
        await self._running.__aenter__()

    async def pull_out(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            await running.__aexit__(None, None, None)


@pytest.fixture
async def cable(fresh_database_url: str) -> AsyncIterator[Cable]:
    address = urlsplit(fresh_database_url)
    proxy = FaultProxy((address.hostname, address.port), free_port(), framed=False)
    url = fresh_database_url.replace(f"{address.hostname}:{address.port}", f"127.0.0.1:{proxy.port}")
    cable = Cable(proxy, url)
    await cable.plug_in()
    yield cable
    await cable.pull_out()


@pytest.fixture
async def reader(bench: Bench, cable: Cable) -> AsyncIterator[Bench]:
    """The consumer's side of the bench: its database is reached through the cable."""
    database = Database(cable.url)
    yield replace(bench, database=database)
    await cable.pull_out()
    await database.close()


async def now(value: object) -> object:
    return value


async def test_a_database_that_is_away_for_a_moment_costs_no_event(bench, reader, cable):
    async with subscribed(reader, reader.consumer()) as subscription:
        await bench.send(counted("a", 1))
        await bench.reach(a=1)
        await cable.pull_out()
        await bench.send(counted("a", 2), counted("a", 3))
        await eventually(lambda: now(subscription.failing), what="failing")
        assert await bench.totals() == {"a": 1}
        await cable.plug_in()
        await bench.reach(a=3)
        await eventually(lambda: now(not subscription.failing), what="well again")
    assert await bench.parked() == []


async def test_a_process_whose_database_is_away_for_long_ends_while_it_has_its_partitions_and_loses_nothing(
    bench, reader, cable
):
    consumer = reader.consumer()
    with asked_to_end() as signals:
        async with subscribed(reader, consumer, give_up_after=1.0, poll_limit_ms=30_000) as subscription:
            await bench.send(counted("a", 1))
            await bench.reach(a=1)
            await eventually(lambda: committed(bench.kafka, consumer.name), what="an offset")
            await cable.pull_out()
            await bench.send(counted("a", 2))
            await eventually(lambda: now(signals), what="SIGTERM")
            assert subscription.assigned
            await cable.plug_in()
            await bench.send(counted("a", 3))
    assert signals == ["SIGTERM"]
    assert sum((await committed(bench.kafka, consumer.name)).values()) == 1
    assert await bench.totals() == {"a": 1}
    async with subscribed(bench, consumer):
        await bench.reach(a=3)
    assert await bench.parked() == []


async def test_a_process_that_waits_for_an_answer_of_the_database_ends_in_time_as_well(bench, reader, cable):
    with asked_to_end() as signals:
        async with subscribed(reader, reader.consumer(), give_up_after=1.0, poll_limit_ms=30_000):
            await bench.send(counted("a", 1))
            await bench.reach(a=1)
            cable.proxy.arm(postgres_query(b"COMMIT"))
            await bench.send(counted("a", 2))
            await eventually(lambda: now(signals), within=5, what="SIGTERM, though the database says nothing")
            await cable.pull_out()
    async with subscribed(bench, bench.consumer()):
        await bench.reach(a=2)


async def test_a_service_is_not_ready_while_a_consumer_fails_and_is_again_afterwards(stack, cable, tmp_path, topic_prefix):
    settings = settings_of("finance", stack.kafka, cable.url, topic_prefix, make_credentials(tmp_path))
    async with served(Running(FINANCE, settings).app) as url, httpx.AsyncClient(base_url=url, timeout=10) as http:

        async def consumers() -> bool:
            return (await http.get("/health/ready")).json()["parts"]["consumers"]

        await eventually(consumers, what="ready")
        await cable.pull_out()
        await Bench(stack.kafka, Topic(topic_prefix, "recruitment").name, Database(cable.url)).send(counted("a", 1))
        await eventually(consumers, lambda well: not well, what="not ready")
        await cable.plug_in()
        await eventually(consumers, what="ready again")
