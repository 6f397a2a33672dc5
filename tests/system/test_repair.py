"""An operator repairs a system that is in use: read models, topics, a store that is too old; nobody's figures change."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from deploy.local.errors import PartFailed
from deploy.local.part import Supervision
from shared.testing.eventually import eventually
from tests.system.first_copies import every_event_is_on_its_topic_in_order
from tests.system.installation import OWNERS, STORES, Installation, installation, player_of, write_scenario

REBUILDS = 7
KLADKA = Path(sys.executable).parent / "kladka"


@dataclass
class Said:
    """How a command ended and what it printed."""

    status: int
    text: str


@dataclass
class Operator:
    """Somebody at the console of an installation."""

    whole: Installation

    async def starts(self, *words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            KLADKA,
            *words,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={"KLADKA_INSTALLATION": str(self.whole.stack.installation_file), "COLUMNS": "200"},
        )

    async def does(self, *words: str) -> Said:
        process = await self.starts(*words)
        out, _ = await process.communicate()
        return Said(process.returncode or 0, out.decode())


@pytest.fixture(scope="module")
async def rebuilt(tmp_path_factory) -> AsyncIterator[tuple[Operator, list[Said]]]:
    """The short scenario played to its end, with every expectation, while all read models are made anew again and again."""
    place = tmp_path_factory.mktemp("repair")
    file = write_scenario(place / "scenario")
    async with installation(place, behind_kafka_doors=(), behind_postgres_doors=()) as whole:
        operator, said = Operator(whole), []
        async with whole.client() as client:
            playing = asyncio.create_task(player_of(client, file).play())
            for number, service in enumerate(islice(cycle(("reporting", *OWNERS)), REBUILDS)):
                if number < len(STORES) or not playing.done():
                    said.append(await operator.does("projections", "rebuild", service))
            await playing
        yield operator, said


async def test_read_models_are_made_anew_while_the_scenario_plays_and_end_as_the_events_make_them(rebuilt):
    operator, said = rebuilt
    assert [one.text for one in said if one.status] == []
    examined = await operator.does("doctor", "--deep")
    assert examined.status == 0, examined.text
    assert examined.text.count("as the events make them") == await read_models(operator.whole)
    assert "no faults" in examined.text


async def read_models(whole: Installation) -> int:
    """How many tables there are besides those of the core, the access log and what people are found by."""
    core = (
        "stream",
        "event",
        "outbox",
        "command",
        "seen",
        "parked",
        "discarded",
        "attention",
        "business_date",
        "sent",
        "erased",
        "search_key",
    )
    beside = ("alembic_version", "access_log", "access_log_head", "person_digest", "deadlines")
    query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1)"
    return sum([await whole.value(name, query, [*core, *beside]) for name in STORES])


@asynccontextmanager
async def somebody_reads(whole: Installation, service: str, table: str) -> AsyncIterator[None]:
    """A reader that takes its time, so that the tables cannot change places."""
    connection = await asyncpg.connect(whole.stack.postgres.url(service))
    try:
        async with connection.transaction():
            await connection.fetch(f"SELECT count(*) FROM {table}")
            yield
    finally:
        await connection.close()


async def test_a_rebuild_killed_half_way_leaves_the_live_tables_and_is_cleared_up(rebuilt):
    operator, _ = rebuilt
    whole = operator.whole
    before = await whole.fetch("reporting", "SELECT * FROM participation_fact ORDER BY stream, sequence")
    async with somebody_reads(whole, "reporting", "participation_fact"):
        process = await operator.starts("projections", "rebuild", "reporting")
        made = "SELECT count(*) FROM pg_indexes WHERE schemaname = 'rebuild' AND indexname LIKE 'ix_participation%'"
        await eventually(lambda: whole.value("reporting", made), lambda number: number > 0, within=30, what="shadow tables")
        process.kill()
        await process.wait()
    assert await whole.fetch("reporting", "SELECT * FROM participation_fact ORDER BY stream, sequence") == before
    listed = await operator.does("projections", "list")
    assert "reporting: a rebuild runs or was interrupted, see `drop`" in listed.text, listed.text
    dropped = await operator.does("projections", "drop", "reporting")
    assert "participation_fact" in dropped.text
    assert (await operator.does("projections", "drop", "reporting")).text.strip() == "nothing was left"


async def test_a_lost_topic_is_filled_again_with_the_same_events_in_order(rebuilt):
    operator, _ = rebuilt
    whole = operator.whole
    admin = AIOKafkaAdminClient(bootstrap_servers=whole.stack.kafka.address)
    await admin.start()
    await admin.delete_topics(["kladka.recruitment.v1"])
    await admin.close()
    said = await operator.does("republish", "recruitment")
    assert said.status == 0, said.text
    await eventually(lambda: whole.value("recruitment", "SELECT count(*) FROM outbox"), lambda left: left == 0, within=60)
    await every_event_is_on_its_topic_in_order(whole, "recruitment")
    async with whole.client() as client:
        await client.send("coordinator", "settle", {}, "settled")
    await eventually(lambda: operator.does("doctor"), lambda said: said.status == 0, within=60, what="consumers that are back")
    examined = await operator.does("doctor", "--deep")
    assert "no faults" in examined.text, examined.text


async def test_damage_is_named_and_the_exit_status_says_so(rebuilt):
    operator, _ = rebuilt
    whole, query = operator.whole, "SELECT * FROM participation_fact ORDER BY stream, sequence"
    before = await whole.fetch("reporting", query)
    await whole.run("reporting", "UPDATE participation_fact SET sex = 'x' WHERE kind = 'recruited'")
    examined = await operator.does("doctor", "--deep")
    assert examined.status == 1
    assert "rows are not as the events make them" in examined.text
    assert (await operator.does("projections", "rebuild", "reporting")).status == 0
    assert await whole.fetch("reporting", query) == before


async def test_a_service_whose_store_is_older_than_its_topic_refuses_to_start_and_says_what_to_do(rebuilt):
    operator, _ = rebuilt
    stack = operator.whole.stack
    stack.services.supervise("finance", Supervision.LEAVE)
    await stack.services.stop("finance")
    await operator.whole.run(
        "finance",
        """ALTER TABLE event DISABLE TRIGGER ALL;
           DELETE FROM event WHERE position = (SELECT max(position) FROM event WHERE message IS NOT NULL);
           DELETE FROM sent""",
    )
    with pytest.raises(PartFailed):
        await stack.services.start("finance")
    log = (stack.logs / "finance.log").read_text("utf-8")
    assert "which the store does not know: the store is older than its topic. Restore a newer backup" in log
