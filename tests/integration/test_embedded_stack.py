"""The embedded stack keeps data through kills, keeps secrets to itself and leaves nothing running."""

import asyncio
import json
import stat
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import httpx
import psutil
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from deploy.cli.where import read_installation
from deploy.local.errors import AlreadyRunning, PartFailed
from deploy.local.kafka_properties import Listener
from deploy.local.part import Supervision
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.postgres import Durability
from deploy.local.settings import SERVICES
from deploy.local.stack import EmbeddedStack
from deploy.local.waiting import holds_within
from tests.support.bus import producer
from tests.support.embedded import connected, create_topic, first_record, forwarding, produce

STAND_IN = (sys.executable, str(Path(__file__).parent / "stand_in.py"))
MEGABYTE = 1_000_000
PROXIED = Listener("PROXIED", bind_port=free_port(), advertised_port=free_port())


@contextmanager
def open_directory() -> Iterator[Path]:
    """A directory that other accounts may enter, unlike pytest's: PostgreSQL may have to run as another one."""
    with tempfile.TemporaryDirectory(prefix="kladka-stack-") as place:
        Path(place).chmod(0o755)
        yield Path(place)


@pytest.fixture
def run_dir() -> Iterator[Path]:
    with open_directory() as place:
        yield place


@pytest.fixture(scope="module")
async def stack() -> AsyncIterator[EmbeddedStack]:
    """PostgreSQL and Kafka without services; what a test kills, it starts again."""
    with open_directory() as place:
        async with EmbeddedStack(
            place, services=(), durability=Durability.FAST, supervision=Supervision.LEAVE, listeners=[PROXIED]
        ) as started:
            yield started


async def test_a_killed_postgres_still_has_what_was_committed(stack: EmbeddedStack) -> None:
    await stack.postgres.create_database("survival")
    async with connected(stack, "survival") as connection:
        await connection.execute("CREATE TABLE payment (grosz bigint)")
        await connection.execute("INSERT INTO payment VALUES (12345)")
        await stack.postgres.kill()

    await stack.postgres.start()

    async with connected(stack, "survival") as connection:
        assert await connection.fetchval("SELECT grosz FROM payment") == 12345


async def test_an_immediate_shutdown_loses_nothing_that_was_committed(stack: EmbeddedStack) -> None:
    await stack.postgres.create_database("shutdown")
    async with connected(stack, "shutdown") as connection:
        await connection.execute("CREATE TABLE payment (grosz bigint)")
        await connection.execute("INSERT INTO payment VALUES (678)")

        await stack.postgres.crash()

        assert not stack.postgres.alive
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await connection.fetchval("SELECT grosz FROM payment")
    await stack.postgres.start()
    async with connected(stack, "shutdown") as connection:
        assert await connection.fetchval("SELECT grosz FROM payment") == 678


async def test_a_postgres_killed_behind_our_back_starts_again(stack: EmbeddedStack) -> None:
    server = psutil.Process(stack.postgres.pid)
    async with connected(stack, "postgres"):  # its backend outlives the server for a moment
        server.kill()
        await stack.postgres.ended()

        await stack.postgres.start()

    assert stack.postgres.pid != server.pid
    assert await stack.postgres.ready()


async def test_a_database_is_created_once(stack: EmbeddedStack) -> None:
    await stack.postgres.create_database("twice")
    await stack.postgres.create_database("twice")

    async with connected(stack, "twice") as connection:
        assert await connection.fetchval("SELECT upper('żółw')") == "ŻÓŁW"


async def test_postgres_admits_nobody_without_the_password(stack: EmbeddedStack) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(stack.postgres.url("postgres"), password="guessed")


async def test_a_killed_kafka_still_has_what_it_acknowledged(stack: EmbeddedStack) -> None:
    await create_topic(stack.kafka.address, "survival")
    await produce(stack.kafka.address, "survival", b"recruited")

    await stack.kafka.kill()
    await stack.kafka.start()

    assert await first_record(stack.kafka.address, "survival") == b"recruited"


async def test_kafka_stays_small(stack: EmbeddedStack) -> None:
    await create_topic(stack.kafka.address, "many")
    async with producer(stack.kafka.address) as sender:
        await asyncio.gather(*[await sender.send("many", b"x" * 400) for _ in range(20_000)])

    assert psutil.Process(stack.kafka["kafka"].pid).memory_info().rss <= 300 * MEGABYTE


async def test_an_unknown_topic_is_not_created_by_a_client(stack: EmbeddedStack) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka.address)
    await admin.start()
    try:
        described = await admin.describe_topics(["mistyped"])
        known = await admin.list_topics()
    finally:
        await admin.close()

    assert described[0]["error_code"] == 3  # UNKNOWN_TOPIC_OR_PARTITION
    assert "mistyped" not in known


async def test_a_client_of_the_extra_listener_stays_behind_its_proxy(stack: EmbeddedStack) -> None:
    await create_topic(stack.kafka.address, "proxied")
    passed: list[int] = []

    async with forwarding(PROXIED.advertised_port, PROXIED.bind_port, passed):
        await produce(f"{LOOPBACK}:{PROXIED.bind_port}", "proxied", b"through the proxy")

    assert sum(passed) > len(b"through the proxy")
    assert await first_record(stack.kafka.address, "proxied") == b"through the proxy"


async def test_secrets_are_readable_by_their_owner_alone(stack: EmbeddedStack) -> None:
    secrets = [*(stack.run_dir / "keys").iterdir(), stack.postgres.password_file]

    assert len(secrets) == 8
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {0o600}
    assert "d" not in json.loads(stack.credentials.token_keys.read_text())["keys"][0]


async def test_a_run_directory_serves_one_stack_at_a_time(stack: EmbeddedStack) -> None:
    with pytest.raises(AlreadyRunning):
        await EmbeddedStack(stack.run_dir, services=()).start()

    assert await stack.postgres.ready()


async def test_a_whole_stack_comes_up_heals_itself_and_leaves_nothing(run_dir: Path) -> None:
    before = set(psutil.Process().children(recursive=True))
    whole = EmbeddedStack(
        run_dir,
        durability=Durability.FAST,
        commands=dict.fromkeys(SERVICES, STAND_IN),
        overrides={"finance": {"KLADKA_TOPIC_PREFIX": "changed"}},
    )
    async with whole as running:
        assert {service.name for service in running.services if await service.ready()} == set(SERVICES)
        for name in SERVICES:
            async with connected(running, name):
                pass
        assert settings_of(running, "recruitment").keys() - settings_of(running, "reporting").keys() == {"KLADKA_SEALING_KEY"}
        assert settings_of(running, "finance")["KLADKA_TOPIC_PREFIX"] == "changed"
        assert json.loads(settings_of(running, "gateway")["KLADKA_SERVICES"])["finance"] == running.services.url("finance")

        found = read_installation(running.installation_file)
        assert found.services == {name: running.services.url(name) for name in SERVICES}
        assert found.kafka == running.kafka.address
        assert found.database("finance") == running.postgres.url("finance")

        victims = {part: part.pid for part in (running.postgres, running.services["finance"])}
        for part in victims:
            await part.kill()
        for part, former in victims.items():
            assert await holds_within(60, part.ready)
            assert part.pid != former

    assert set(psutil.Process().children(recursive=True)) - before == set()
    assert not list((run_dir / "pids").iterdir())


async def test_replicas_are_processes_of_their_own_behind_one_address(run_dir: Path) -> None:
    pair = ("finance", "gateway")
    replicated = EmbeddedStack(
        run_dir, services=pair, replicas=2, durability=Durability.FAST, commands=dict.fromkeys(pair, STAND_IN)
    )
    async with replicated as running:
        assert [service.name for service in running.services] == ["finance-1", "finance-2", "gateway-1", "gateway-2"]
        answered = [await asyncio.to_thread(settings_of, running, "finance") for _ in range(8)]
        assert {settings["KLADKA_INSTANCE"] for settings in answered} == {"1", "2"}
        assert {int(settings["KLADKA_PORT"]) for settings in answered} == {one.port for one in running.services.of("finance")}
        gateway = await asyncio.to_thread(settings_of, running, "gateway-2")
        assert json.loads(gateway["KLADKA_SERVICES"]) == {
            name: running.services.url(name) for name in SERVICES if name != "gateway"
        }

        await running.services.stop("finance-1")
        left = [await asyncio.to_thread(settings_of, running, "finance") for _ in range(4)]
        assert {settings["KLADKA_INSTANCE"] for settings in left} == {"2"}


async def test_a_stack_whose_service_fails_names_it_and_leaves_nothing(run_dir: Path) -> None:
    before = set(psutil.Process().children(recursive=True))
    broken = EmbeddedStack(
        run_dir,
        services=("finance", "reporting"),
        durability=Durability.FAST,
        commands={"finance": STAND_IN, "reporting": STAND_IN},
        overrides={"reporting": {"KLADKA_STAND_IN": "broken"}},
    )

    with pytest.raises(PartFailed, match=r"(?s)^reporting ended.*this stand-in never starts"):
        await broken.start()

    assert set(psutil.Process().children(recursive=True)) - before == set()


async def test_data_are_there_again_after_a_stop(run_dir: Path) -> None:
    async with EmbeddedStack(run_dir, services=(), durability=Durability.FAST) as first:
        await first.postgres.create_database("kept")
        await create_topic(first.kafka.address, "kept")
        await produce(first.kafka.address, "kept", b"still here")
        accounts = first.accounts.read_text()

    async with EmbeddedStack(run_dir, services=(), durability=Durability.FAST) as second:
        async with connected(second, "kept"):
            pass
        assert await first_record(second.kafka.address, "kept") == b"still here"
        assert second.accounts.read_text() == accounts


def settings_of(stack: EmbeddedStack, service: str) -> dict[str, str]:
    """What a stand-in was started with."""
    settings: dict[str, str] = httpx.get(stack.services.url(service)).json()
    return settings
