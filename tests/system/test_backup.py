"""The drill: a backup made in mid-play is restored into a fresh stack, where the play goes on to the same figures.

The backup is made once, with the command an operator would give, while commands are running; every test looks at it. Who is
erased after it does not come back with it.
"""

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import pytest

from deploy.backup.manifest import read_backup
from deploy.backup.programs import pg_restore
from deploy.local.postgres import Durability
from deploy.local.stack import EmbeddedStack
from deploy.play.client import Client
from deploy.play.player import Player
from deploy.play.reader import read_scenario
from deploy.play.steps import Do, Json, Scenario, Step
from deploy.scenarios.gora_pomocy_3 import generate
from shared.testing.eventually import eventually
from tests.support.bus import header
from tests.system.installation import OWNERS, SEED, STORES, Installation, player_of

KLADKA = Path(sys.executable).with_name("kladka")
DATABASES = {*STORES, "gateway"}
pytestmark = pytest.mark.long
PEOPLE, PLACES = 16, 12
FIRST_TWO = """
SELECT data->>'person' AS person, data->>'project' AS project, data->>'application' AS application
FROM event WHERE name = 'ApplicationSubmitted' ORDER BY position LIMIT 2
"""
ERASE = """
INSERT INTO event (event_id, stream_id, version, name, schema_version, data, sequence, effective_on, recorded_at, correlation,
                   causation, actor)
SELECT u, 'person:{person}', 1000, 'SubjectErased', 1,
    jsonb_build_object('person', '{person}', 'project', '{project}', 'applications', jsonb_build_array('{application}')),
    0, '2026-03-01', clock_timestamp(), u, u, u FROM gen_random_uuid() AS u
"""
"""What is left of an erasure in the store; that its retention has run out is no matter of a backup."""
OPENS = "SELECT wrapped IS NOT NULL FROM keyring.data_key WHERE subject = $1 AND project = $2"
REACHED = "SELECT max(split_part(key, '/', -2)::int) FROM command WHERE key LIKE $1"


@dataclass(frozen=True)
class Drill:
    """What the undisturbed run has left."""

    scenario: Path
    run: Path
    """The directory of the stack that was backed up, which is stopped now."""
    backup: Path
    apart: Path
    """The backup of the keys."""
    keys: Path
    figures: dict[str, Json]
    """At its end."""
    names: dict[str, Json]
    steps_when_begun: int
    steps_when_made: int
    refused: str
    """What a restore into it said while its services ran."""
    erased: asyncpg.Record
    """Somebody who was erased at the end, after the backup."""
    kept: asyncpg.Record
    """Somebody who was not."""


async def kladka(*arguments: object) -> tuple[int, str]:
    """An operator's command: its exit status and everything it said."""
    process = await asyncio.create_subprocess_exec(
        KLADKA, *map(str, arguments), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


@asynccontextmanager
async def stack_in(run_dir: Path) -> AsyncIterator[Installation]:
    async with EmbeddedStack(run_dir, durability=Durability.FAST) as stack:
        yield Installation(stack, {}, {})


@pytest.fixture(scope="module")
async def drill(tmp_path_factory) -> Drill:
    """The short scenario to its end, with a backup in the middle."""
    place = tmp_path_factory.mktemp("drill")
    file, backup, apart = generate(SEED, PEOPLE, PLACES).write(place / "scenario"), place / "backup", place / "apart"
    async with stack_in(place / "run") as whole, whole.client() as client:
        player, half = player_of(client, file), len(read_scenario(file).steps) // 2
        playing = asyncio.create_task(player.play())
        await eventually(lambda: played(player), lambda now: now >= half, within=120, what="half of the play")
        begun = player.tally.steps
        status, said = await kladka("backup", backup, "--keys", apart, "--installation", whole.stack.installation_file)
        assert status == 0, said
        made = player.tally.steps
        await playing
        figures = await whole.figures()
        asked = (backup, "--keys", apart, "--replace", "--installation", whole.stack.installation_file)
        status, refused = await kladka("restore", *asked)
        assert status == 1
        assert await whole.figures() == figures, "a refused restore changes nothing"
        erased, kept = await whole.fetch("recruitment", FIRST_TWO)
        await whole.run("recruitment", ERASE.format(**dict(erased)))
    run, keys = place / "run", place / "run" / "keys"
    return Drill(file, run, backup, apart, keys, figures, dict(player.names), begun, made, refused, erased, kept)


async def played(player: Player) -> int:
    return player.tally.steps


async def test_restored_into_a_fresh_stack_the_play_goes_on_to_the_same_figures(drill, tmp_path):
    shutil.copytree(drill.keys, tmp_path / "keys")
    words = (drill.backup, "--keys", drill.apart, "--run-dir", tmp_path)
    status, said = await kladka("restore", *words)
    assert status == 1, "nothing here knows who was erased since"
    assert "--erasures FILE" in said
    status, said = await kladka("restore", *words, "--no-erasures-known")
    assert status == 0, said
    async with stack_in(tmp_path) as whole, whole.client() as client:
        reached = await last_step_of(whole, drill.scenario)
        assert drill.steps_when_begun <= reached <= drill.steps_when_made + 1
        scenario = read_scenario(drill.scenario)
        player = continuing(client, scenario, drill.names, reached)
        await player.play()
        assert await whole.figures() == drill.figures
        before = saved(scenario, range(reached)) - saved(scenario, range(reached, len(scenario.steps) + 1))
        assert {name: player.names[name] for name in before} == {name: drill.names[name] for name in before}
        for service in OWNERS:
            await every_event_stands_once_on_its_topic_and_in_order(whole, service)


async def last_step_of(whole: Installation, file: Path) -> int:
    """The number of the last step that has a command in the backup."""
    keys = f"{read_scenario(file).name}/test/%"
    return max([await whole.value(service, REACHED, keys) or 0 for service in OWNERS])


def continuing(client: Client, scenario: Scenario, names: dict[str, Json], reached: int) -> Player:
    """The commands before the point of the backup once more, whose first answers must come back; then everything.

    Questions of the first half are not asked again: their answers are those of a later day now.
    """
    steps = [again for step in scenario.steps if (again := step if step.number >= reached else repeated(step))]
    player = Player(client, replace(scenario, steps=tuple(steps)), "test")
    player.names = dict(names)  # also what was marked and asked in the first half
    return player


def repeated(step: Step) -> Step | None:
    return replace(step, date=None) if isinstance(step.action, Do) else None


def saved(scenario: Scenario, numbers: range) -> set[str]:
    """Names under which answers of commands are kept in these steps."""
    return {
        name for step in scenario.steps if step.number in numbers and isinstance(step.action, Do) for name in step.action.save
    }


async def every_event_stands_once_on_its_topic_and_in_order(whole: Installation, service: str) -> None:
    stored = await whole.fetch(
        service, "SELECT event_id::text AS id, stream_id, sequence FROM event WHERE message IS NOT NULL ORDER BY position"
    )
    records = await whole.topic(service)
    assert sorted(header(record, "ce_id") for record in records) == sorted(row["id"] for row in stored)
    by_stream: dict[str, list[int]] = {}
    for record in records:
        by_stream.setdefault(header(record, "ce_subject"), []).append(int(header(record, "ce_sequence")))
    assert all(sequences == list(range(1, len(sequences) + 1)) for sequences in by_stream.values())


async def test_a_backup_is_made_while_the_play_goes_on_and_is_for_its_owner_alone(drill):
    assert drill.steps_when_begun < drill.steps_when_made, "commands were executed while it was made"
    manifest = read_backup(drill.backup)
    assert set(manifest.dumps) == DATABASES
    assert all(manifest.dumps[service].held.events > 0 for service in OWNERS)
    files = [found for place in (drill.backup, drill.apart) for found in (place, *place.iterdir())]
    assert {file.stat().st_mode & 0o077 for file in files} == {0}
    assert not [file for file in drill.backup.parent.iterdir() if file.name.startswith("backup.")]


async def test_no_key_and_no_password_stands_in_a_backup(drill):
    secrets = [file.read_bytes().strip().partition(b":")[2] for file in drill.keys.glob("sealing-*.key")]
    secrets += [account["password"].encode() for account in json.loads((drill.keys / "accounts.json").read_text("utf-8"))]
    content = b"".join(file.read_bytes() for place in (drill.backup, drill.apart) for file in place.iterdir())
    assert len(secrets) > 3
    assert not [secret for secret in secrets if secret in content]


async def test_what_a_service_has_seen_was_published_before_the_point_of_the_backup(drill, stack):
    """Restored side by side: no service knows more of another than the other knows itself."""
    published, seen = {}, []
    async with scratch_databases(stack.postgres, drill.backup, STORES) as urls:
        for url in urls.values():
            connection = await asyncpg.connect(url)
            published |= {row["stream_id"]: row["published"] for row in await connection.fetch("SELECT * FROM stream")}
            seen += await connection.fetch("SELECT consumer, stream, sequence FROM seen")
            await connection.close()
    assert len(seen) > 100
    assert [row for row in seen if row["sequence"] > published[row["stream"]]] == []


@asynccontextmanager
async def scratch_databases(postgres: str, backup: Path, services: tuple[str, ...]) -> AsyncIterator[dict[str, str]]:
    """The dumps as they are, each in a database of its own."""
    admin = await asyncpg.connect(postgres)
    urls = {service: postgres.rpartition("/")[0] + f"/scratch_{service}" for service in services}
    try:
        for service, url in urls.items():
            await admin.execute(f"CREATE DATABASE scratch_{service}")
            await pg_restore(url, str(backup / f"{service}.dump"))
        yield urls
    finally:
        for service in services:
            await admin.execute(f"DROP DATABASE IF EXISTS scratch_{service} WITH (FORCE)")
        await admin.close()


async def test_a_restore_into_running_services_is_refused(drill):
    assert "answers: stop the services first" in drill.refused


async def test_who_was_erased_after_the_backup_does_not_come_back_with_it(drill):
    """Restored over the stack it was made of, whose store knows of the erasure; then the services start again."""
    words = (drill.backup, "--keys", drill.apart, "--run-dir", drill.run, "--replace")
    status, said = await kladka("restore", *words)
    assert status == 0, said
    assert "1 erasures are done again" in said
    async with stack_in(drill.run) as whole:
        assert not await whole.value("recruitment", OPENS, drill.erased["person"], drill.erased["project"])
        assert await whole.value("recruitment", OPENS, drill.kept["person"], drill.kept["project"])
        card = "SELECT count(*) FROM person_card WHERE person = $1::uuid"
        assert await whole.value("recruitment", card, drill.erased["person"]) == 0
        assert await whole.value("recruitment", card, drill.kept["person"]) == 1
        assert await whole.value("recruitment", "SELECT count(*) FROM keyring.to_erase") == 0
        told = "SELECT data->>'person' FROM event WHERE name = 'SubjectErased' AND message IS NOT NULL"
        assert [row[0] for row in await whole.fetch("recruitment", told)] == [drill.erased["person"]]
        for service in ("activities", "finance", "notifications", "reporting"):
            await eventually(
                lambda service=service: confirmed(whole, service), what=f"the confirmation of {service}", within=60
            )
        status, said = await kladka("privacy", "erasures", "--installation", whole.stack.installation_file)
        assert (status, drill.erased["project"] in said) == (0, True)


async def confirmed(whole: Installation, service: str) -> int:
    return await whole.value(service, "SELECT count(*) FROM erased")
