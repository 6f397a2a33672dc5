"""Nothing personal leaves the registry: the story is played with a canary in every personal field, and none sings outside."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import httpx
import yaml

from deploy.backup.make import back_up
from deploy.local.settings import SERVICES
from deploy.play.client import Client
from deploy.play.player import Player
from deploy.play.reader import read_scenario
from deploy.privacy.findings import Findings
from deploy.privacy.in_databases import scan_database
from deploy.privacy.in_files import logs_of, scan_files
from deploy.privacy.in_topics import scan_topics
from deploy.privacy.needles import Needles
from deploy.scenarios.pesel import Sex, pesel
from shared.events.registry import Registry
from tests.support.bus import header, producer
from tests.system.canaries import Canaries, hidden_fields, sealed_fields
from tests.system.installation import OWNERS, SEED, STORES, Installation, installation
from tests.system.personal_story import NUMBER, PROJECT, SECOND, WORKER, personal_story, second_definition

PEOPLE, PLACES = 40, 30
"""So many that every kind of event happens."""

REGISTRIES: Mapping[str, Registry] = {name: import_module(f"services.{name}.main").SERVICE.events for name in STORES}
TOKENS = """
SELECT DISTINCT name, field.key FROM event, jsonb_each_text(data) AS field WHERE field.value LIKE 'v1.%' AND length(value) > 40
"""
LEAKY = "kladka.notifications.v1"
"""A topic that no service reads: what is let out there is not parked anywhere."""
DAY = datetime(1962, 7, 23, tzinfo=UTC).date()


@dataclass
class Told:
    """The installation after the story, and what to look for."""

    whole: Installation
    player: Player
    client: Client
    canaries: Canaries
    birthdays: set[str]
    addresses: list[str]
    """Every URL that was asked for."""

    @property
    def needles(self) -> Needles:
        return Needles(self.canaries.values | self.birthdays)


@asynccontextmanager
async def told(place: Path) -> AsyncIterator[Told]:
    debug = {"KLADKA_LOG_LEVEL": "DEBUG"}
    async with installation(place, behind_kafka_doors=(), behind_postgres_doors=(), environment=debug) as whole:
        documented = httpx.get(f"{whole.stack.gateway_url}/openapi.json", trust_env=False, timeout=60)
        canaries = Canaries(documented.json())
        file = written(place / "story", canaries)
        async with whole.client() as client:
            addresses: list[str] = []

            async def remember(request: httpx.Request) -> None:
                addresses.append(str(request.url))

            client._http.event_hooks["request"].append(remember)
            player = Player(client, read_scenario(file), "test")
            await player.play()
            yield Told(whole, player, client, canaries, birthdays(canaries), addresses)


def written(folder: Path, canaries: Canaries) -> Path:
    """The story with its canaries, beside it the second project."""
    story = personal_story(SEED, PEOPLE, PLACES)
    steps = [{**step, "with": canaries.plant(step["do"], step["with"])} if "do" in step else step for step in story.steps]
    file = replace(story, steps=steps).write(folder)
    (folder / SECOND).write_text(yaml.safe_dump(second_definition(story), allow_unicode=True), "utf-8")
    return file


def birthdays(canaries: Canaries) -> set[str]:
    """The birth dates that the PESEL numbers of the story tell of, as the registry seals them."""
    numbers = [value for value in canaries.values if len(value) == 11 and value.isdigit()]
    return set(map(_birthday, numbers))


def _birthday(number: str) -> str:
    century = {0: 1900, 1: 1900, 2: 2000, 3: 2000}[int(number[2])]
    return f"{century + int(number[:2])}-{int(number[2:4]) % 20:02}-{number[4:6]}"


async def searched(told: Told, *paths: Path) -> Findings:
    """The whole installation and these paths, searched."""
    findings, stack = Findings(print), told.whole.stack
    for service in SERVICES:
        await scan_database(service, stack.postgres.url(service), told.needles, findings)
    await scan_topics(stack.kafka.address, "kladka", told.needles, findings)
    scan_files([*logs_of(stack.run_dir), *paths], told.needles, findings)
    return findings


async def test_no_canary_sings_outside_and_one_that_is_let_out_is_heard_everywhere(tmp_path):
    async with told(tmp_path) as story:
        assert len(story.canaries.values) > 150
        assert await sealed_in(story.whole) == sealed_fields(REGISTRIES), (
            "every sealed field was filled, or this proves nothing"
        )
        assert await hidden_on_topics(story.whole) == []
        refusals = [reply async for reply in provoked(story)]
        assert len(refusals) >= 8
        needles = story.needles
        assert [text for text in refusals if needles.in_text(text.casefold())] == []
        assert [url for url in story.addresses if needles.in_text(url.casefold())] == []
        await back_up(story.whole.stack.settings.installation(SERVICES), tmp_path / "backup", print)
        findings = await searched(story, tmp_path / "backup")
        assert (findings.found, findings.unread) == ({}, [])
        assert findings.searched["rows"] > 5000
        assert findings.searched["records"] > 1000
        assert await heard(story, tmp_path) == {"finance.event_leak.said", LEAKY, str(tmp_path / "leak.log")}


async def sealed_in(whole: Installation) -> set[tuple[str, str, str]]:
    """The fields of stored events that hold a token."""
    return {(name, row["name"], row["key"]) for name in STORES for row in await whole.fetch(name, TOKENS)}


async def hidden_on_topics(whole: Installation) -> list[str]:
    """Fields on topics that are sealed or private, and events that are not published at all."""
    hidden, wrong = hidden_fields(REGISTRIES), []
    for service in OWNERS:
        for record in await whole.topic(service):
            name = header(record, "ce_type").partition(".")[0]
            fields = set(json.loads(record.value))
            wrong += [name] if name not in hidden else [f"{name}.{field}" for field in fields & hidden[name]]
    return wrong


async def provoked(story: Told) -> AsyncIterator[str]:
    """What is answered to input that is wrong in every way we know, each with a canary in it."""
    for number, (operation, inputs) in enumerate(wrong_inputs(story.canaries)):
        reply = await story.client.send(WORKER, operation, inputs, f"wrong-{number}")
        assert reply.status in range(400, 500), (operation, reply.status)
        yield json.dumps(reply.body, ensure_ascii=False)


def wrong_inputs(canaries: Canaries) -> Iterator[tuple[str, Mapping[str, object]]]:
    person = {"given_name": canaries.new(), "family_name": canaries.new(), "pesel": pesel(DAY, Sex.FEMALE, 3)}
    whole = {"project": PROJECT, "capacity": "volunteer"}
    yield "register_person", {**whole, "person": {**person, "pesel": NUMBER}}
    yield "register_person", {**whole, "person": {**person, "pesel": canaries.new()}}
    yield "register_person", {**whole, "person": {**person, "email": f"{canaries.new()}@"}}
    yield "register_person", {**whole, "person": {**person, "nickname": canaries.new()}}
    yield "register_person", {**whole, "person": {**person, "given_name": canaries.new() * 60}}
    yield "register_person", {**whole, "person": canaries.new()}
    yield "register_person", {**whole, "capacity": canaries.new(), "person": person}
    yield "register_person", {"project": canaries.new(), "capacity": "volunteer", "person": person}
    yield "submit_application", {"person": person}
    yield "correct_person", {"person": canaries.new(), "given_name": canaries.new(), "reason": canaries.new()}
    yield "find_by_pesel", {"pesel": canaries.new(), "purpose": "casework"}
    yield "find_people", {"project": PROJECT, "name": canaries.new(), "purpose": canaries.new()}
    yield "merge_persons", {"kept": str(_ID), "merged": str(_ID), "reason": canaries.new()}


_ID = "8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11"


async def heard(story: Told, place: Path) -> set[str]:
    """One canary let out on purpose: into another service's database, onto a topic and into a file."""
    out = next(iter(story.canaries.values))
    await story.whole.run(
        "finance", f"CREATE TABLE event_leak (said jsonb); INSERT INTO event_leak VALUES ('{json.dumps([out])}')"
    )
    async with producer(story.whole.stack.kafka.address) as sender:
        await sender.send_and_wait(LEAKY, json.dumps({"said": out}).encode())
    leak = place / "leak.log"
    leak.write_text(f'{{"message": {json.dumps(out)}}}\n', "utf-8")
    return set((await searched(story, leak)).found)
