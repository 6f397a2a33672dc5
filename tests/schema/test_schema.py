"""The one OpenAPI document keeps its word: whatever is sent, no operation answers with a fault or otherwise than written.

By itself it tries every operation a few times in a project that was just opened; as `make schema` many times in the demo's
project, where ids of one answer go into the next question. The same seed makes the same inputs, apart from ids.
"""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from deploy.play.client import Accounts, Client
from deploy.scenarios.gora_pomocy_3 import generate
from shared.http.roles import STAFF
from shared.kernel.ids import ActorId
from shared.store.transaction import Who
from tests.support.centre import House, house
from tests.support.stack import Addresses
from tests.system.installation import player_of
from tests.unit.recruitment.examples import definition

FULL = os.environ.get("KLADKA_SCHEMA") == "full"
EXAMPLES = 40 if FULL else 2
"""Inputs made up for an operation, besides those of the document."""
SEED, PEOPLE, PLACES = 11, 10, 8
PROJECT, GROUP = "gora-pomocy-3", "residents"
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
Answered = dict[str, set[int]]
OWN = {
    *("save_draft", "draft", "drop_draft", "create_access_token", "access_tokens", "revoke_access_token"),
    *("enrol_second_factor", "confirm_second_factor", "change_password"),
}
"""What only somebody who signed in does, for themselves."""
ENDING = ("sign_out", "sign_out_everywhere")
LAST = frozenset({"settle", "advance_clock"})
"""One waits until the whole installation is quiet, the other moves the business date of everything: after all others."""
KNOWN = f"""
[dictionaries]
projects = {{ values = ["{PROJECT}"] }}
groups = {{ values = ["{GROUP}"] }}

[parameters]
"query.project" = {{ dictionary = "projects", probability = 0.8 }}
"body.project" = {{ dictionary = "projects", probability = 0.8 }}
"query.target_group" = {{ dictionary = "groups", probability = 0.8 }}
"body.target_group" = {{ dictionary = "groups", probability = 0.8 }}
"""
"""Codes that nobody would make up by chance."""


@pytest.fixture(scope="module")
async def whole(stack: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    async with house(stack, folder, accounts=folder / "accounts.json") as it:
        if FULL:
            await _play(it, folder)
        else:
            opened = definition(PROJECT).model_dump(mode="json")
            await it.services.tell("recruitment", "open_project", {"definition": opened})
        yield it


async def _play(whole: House, folder: Path) -> None:
    accounts = Accounts.from_file(whole.services.credentials.accounts_file)
    async with Client(str(whole.desk.http.base_url), accounts) as client:
        await player_of(client, generate(SEED, PEOPLE, PLACES).write(folder / "scenario")).play()


@dataclass(frozen=True)
class Asking:
    """Schemathesis in front of a gateway, with the document as it stands there."""

    url: str
    token: str
    folder: Path

    async def tries(self, *words: str) -> Answered:
        """Ask, and hold what is answered against the document; with which statuses each operation answered, by its id."""
        report = self.folder / f"{uuid4()}.ndjson"
        known = self.folder / "schemathesis.toml"
        known.write_text(KNOWN)
        said = ["--config-file", str(known), "run", str(self.folder / "openapi.json"), "--url", self.url]
        said += ["--header", f"Authorization: Bearer {self.token}", "--checks", CHECKS, "--seed", str(SEED)]
        said += ["--generation-database", "none", "--no-shrink", "--continue-on-failure", "--suppress-health-check", "all"]
        said += ["--warnings", "off", "--request-timeout", "60", "--report", "ndjson", "--report-ndjson-path", str(report)]
        process = await asyncio.create_subprocess_exec(SCHEMATHESIS, *said, *words, cwd=self.folder, stdout=PIPE, stderr=STDOUT)
        printed = (await process.communicate())[0].decode()
        assert process.returncode == 0, printed
        return _answered(report)


def _answered(report: Path) -> Answered:
    """The operations of which a report holds an answer; an id is the end of its path."""
    found: Answered = {}
    for line in report.read_text("utf-8").splitlines():
        finished = json.loads(line).get("ScenarioFinished")
        for one in finished["recorder"].get("interactions", {}).values() if finished is not None else ():
            if (answer := one.get("response")) is not None:
                found.setdefault(finished["recorder"]["label"].rpartition("/")[2], set()).add(answer["status_code"])
    return found


async def _asking(whole: House, folder: Path, roles: frozenset[str]) -> tuple[Asking, set[str]]:
    """A caller with these roles, and every operation of the document."""
    token = whole.services.signer.sign(Who(ActorId(uuid4()), roles, "MOPS"), "gateway", timedelta(hours=1))
    document = (await whole.desk.http.get("/openapi.json")).json()
    (folder / "openapi.json").write_text(json.dumps(document))
    operations = {one["operationId"] for methods in document["paths"].values() for one in methods.values()}
    return Asking(str(whole.desk.http.base_url), token, folder), operations


async def test_no_operation_answers_with_a_fault_or_otherwise_than_it_is_written(whole: House, tmp_path: Path) -> None:
    asking, operations = await _asking(whole, tmp_path, STAFF)
    many = ("--phases", "examples,fuzzing", "--max-examples", str(EXAMPLES))
    answered = await asking.tries(*many, *_each("--exclude-operation-id", LAST))
    answered |= await asking.tries("--phases", "fuzzing", "--max-examples", "2", *_each("--include-operation-id", LAST))
    assert answered.keys() == operations


async def test_whoever_may_do_nothing_is_refused_as_it_is_written(whole: House, tmp_path: Path) -> None:
    asking, operations = await _asking(whole, tmp_path, frozenset())
    answered = await asking.tries("--phases", "fuzzing", "--max-examples", "1")
    assert answered.keys() == operations
    assert {name for name, statuses in answered.items() if statuses != {403}} == {"sign_in"}


async def test_who_signed_in_is_answered_about_themselves_as_it_is_written(whole: House, tmp_path: Path) -> None:
    asking, _ = await _asking(whole, tmp_path, STAFF)
    headers = await whole.desk.enter(await whole.desk.hire("s.sama", "coordinator"))
    signed_in = replace(asking, token=headers["Authorization"].removeprefix("Bearer "))
    many = ("--phases", "examples,fuzzing", "--max-examples", str(EXAMPLES))
    answered = await signed_in.tries(*many, *_each("--include-operation-id", OWN))
    assert answered.keys() == OWN
    assert {name for name, statuses in answered.items() if statuses <= {401, 403}} == set(), "nobody got past the door"
    for name in ENDING:
        ended = await signed_in.tries("--phases", "fuzzing", "--max-examples", "1", "--include-operation-id", name)
        assert ended.keys() == {name}


def _each(word: str, values: Collection[str]) -> list[str]:
    return [part for value in sorted(values) for part in (word, value)]
