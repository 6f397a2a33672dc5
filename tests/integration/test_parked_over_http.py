"""What waits for a person, through the gateway and the command line, in services that consume meanwhile."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from deploy.local.credentials import make_credentials
from deploy.local.ports import LOOPBACK, free_port
from shared.bus.effects import notice
from shared.events.envelope import Meta
from shared.http.roles import Role
from shared.kernel.errors import Refused
from shared.kernel.ids import SYSTEM, new_id
from shared.store.database import Database
from tests.support.door import gateway
from tests.support.house import House, housed
from tests.support.stack import Addresses
from tests.support.tally import Counted

pytestmark = pytest.mark.xdist_group("gateway")
GARBAGE = b'{"project": 7'
WHY = "sent by a test of the municipality"


@pytest.fixture(scope="module")
async def house(stack: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with housed(stack, tmp_path_factory.mktemp("keys")) as it:
        yield it


@pytest.fixture
def project() -> str:
    return f"p{uuid4().hex[:8]}"


def opened(project: str) -> bytes:
    body = {"project": project, "total": "1.00", "title": "t", "beneficiary": "MOPS"}
    return json.dumps(body | {"starts_on": "2021-01-01", "ends_on": "2023-06-30"}).encode()


async def settled(house: House) -> dict[str, Any]:
    answer = await house.door.http.post("/commands/settle", headers=house.door.signed_in(Role.TRAINER))
    assert answer.status_code == 200
    return answer.json()


async def ask(house: House, query: str, role: Role = Role.ADMIN, **inputs: object) -> httpx.Response:
    return await house.door.http.get(f"/queries/{query}", params=inputs, headers=house.door.signed_in(role))


async def tell(
    house: House, command: str, role: Role = Role.ADMIN, headers: dict | None = None, **body: object
) -> httpx.Response:
    return await house.door.http.post(f"/commands/{command}", json=body, headers=headers or house.door.signed_in(role))


async def in_finance(house: House, project: str) -> list[dict[str, Any]]:
    """What is parked of a project's stream in finance's read models."""
    found = (await ask(house, "parked_streams", service="finance", limit=500)).json()["items"]
    return [one for one in found if one["stream"] == f"project:{project}" and one["consumer"].endswith(".read")]


async def poison(house: House, project: str) -> dict[str, Any]:
    """A project whose first event cannot be read, with a second one behind it."""
    await house.recruitment_publishes("ProjectOpened", f"project:{project}", GARBAGE)
    await house.recruitment_publishes("ProjectOpened", f"project:{project}", opened(project), sequence=2)
    await settled(house)
    (one,) = await in_finance(house, project)
    return one


async def test_a_stream_that_waits_is_listed_with_its_service_and_shown_to_admins_alone(house: House, project: str) -> None:
    one = await poison(house, project)
    assert (one["service"], one["sequence"], one["reason"], one["waiting"]) == ("finance", 1, "undecodable", 2)
    assert one["detail"] == "ProjectOpened v1: ValidationError"
    shown = (await ask(house, "parked_record", service="finance", record=one["record"])).json()
    assert (shown["stream"], shown["body"]) == (f"project:{project}", GARBAGE.decode())
    assert dict(shown["headers"])["ce_type"] == "ProjectOpened.v1"
    for role in (Role.COORDINATOR, Role.AUDITOR):
        refused = [
            await ask(house, "parked_streams", role),
            await ask(house, "parked_record", role, service="finance", record=1),
        ]
        assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(403, "role_missing")] * 2


async def test_streams_are_listed_page_by_page(house: House) -> None:
    for _ in range(2):
        await poison(house, f"p{uuid4().hex[:8]}")
    everything = (await ask(house, "parked_streams", service="finance", limit=500)).json()
    page = (await ask(house, "parked_streams", service="finance", limit=1)).json()
    found = page["items"]
    while page["next"]:
        page = (await ask(house, "parked_streams", service="finance", limit=1, cursor=page["next"]["finance"])).json()
        found += page["items"]
    assert found == everything["items"]
    assert len(found) >= 2


async def test_what_still_fails_says_why_and_after_a_repair_it_goes_on_with_those_behind_it(house: House, project: str) -> None:
    one = await poison(house, project)
    stream = {name: one[name] for name in ("service", "consumer", "stream")}
    answer = (await tell(house, "replay_parked", **stream)).json()
    assert (answer["applied"], answer["waiting"], answer["reason"]) == (0, 2, "undecodable")
    database = Database(house.databases["finance"])
    async with database.begin() as db:  # an upgrade can read it; here the record is what changes
        await db.driver.execute("UPDATE parked SET value = $2 WHERE id = $1", one["record"], opened(project))
    await database.close()
    before = await settled(house)
    answer = (await tell(house, "replay_parked", **stream)).json()
    assert (answer["applied"], answer["waiting"]) == (2, 0)
    assert await in_finance(house, project) == []
    after = await settled(house)
    assert after["total"] > before["total"]
    assert (await tell(house, "replay_parked", **stream)).json()["code"] == "nothing_parked"


async def test_a_record_is_given_up_once_with_a_reason_and_by_admins_alone(house: House, project: str) -> None:
    one = await poison(house, project)
    asked = {"service": "finance", "record": one["record"], "why": WHY}
    refused = await tell(house, "discard_parked", Role.COORDINATOR, **asked)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_missing")
    without = await tell(house, "discard_parked", **asked | {"why": " no "})
    assert (without.status_code, without.json()["field"]) == (422, "why")
    headers = house.door.signed_in(Role.ADMIN) | {"Idempotency-Key": str(uuid4())}
    first, again = [(await tell(house, "discard_parked", headers=headers, **asked)).json() for _ in range(2)]
    assert first == again
    assert (first["applied"], first["waiting"]) == (1, 0)
    database = Database(house.databases["finance"])
    async with database.read() as db:
        kept = await db.driver.fetch("SELECT stream, sequence, value, why FROM discarded WHERE stream = $1", one["stream"])
    await database.close()
    assert [tuple(row) for row in kept] == [(one["stream"], 1, GARBAGE, WHY)]
    gone = await tell(house, "discard_parked", **asked)
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown_parked_record")


async def test_a_hole_is_not_given_up_and_closes_when_the_missing_event_comes(house: House, project: str) -> None:
    await house.recruitment_publishes("ProjectOpened", f"project:{project}", opened(project), sequence=2)
    await settled(house)
    (one,) = await in_finance(house, project)
    assert (one["reason"], one["detail"]) == ("hole", "expected sequence 1, got 2")
    refused = await tell(house, "discard_parked", service="finance", record=one["record"], why=WHY)
    assert (refused.status_code, refused.json()["code"], refused.json()["facts"]) == (409, "hole_not_discarded", {"missing": 1})
    await house.recruitment_publishes("ProjectOpened", f"project:{project}", opened(project))
    await settled(house)
    assert await in_finance(house, project) == []


async def test_a_service_nobody_knows_is_refused_and_one_that_is_away_is_named(
    house: House, fresh_database_url: str, tmp_path: Path
) -> None:
    answer = await ask(house, "parked_streams", service="archive")
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "unknown_service", "service")
    away = {"finance": f"http://{LOOPBACK}:{free_port()}"}
    async with gateway(fresh_database_url, make_credentials(tmp_path), away) as door:
        for query in ("parked_streams", "attention"):
            answer = await door.http.get(f"/queries/{query}", headers=door.signed_in(Role.ADMIN))
            assert answer.json() == {"items": [], "next": {}, "unanswered": ["finance"]}


async def refused_reaction(house: House, *codes: str) -> None:
    database = Database(house.databases["finance"])
    async with database.begin() as db:
        for number, code in enumerate(codes):
            meta = Meta(
                new_id(), "Counted", 1, "tally:a", number, date(2021, 1, 1), datetime.now(UTC), new_id(), new_id(), SYSTEM
            )
            await notice(db, "test", Counted(project="p", tally="a", amount=1), meta, Refused(code))
    await database.close()


async def test_what_was_seen_to_leaves_the_list_once_with_who_when_and_why(house: House) -> None:
    await refused_reaction(house, "first", "second", "third")
    listed = (await ask(house, "attention", Role.TRAINER, service="finance")).json()["items"]
    assert [one["code"] for one in listed[:3]] == ["third", "second", "first"]
    asked = {"service": "finance", "id": listed[1]["id"], "why": "paid by hand"}
    refused = await tell(house, "settle_attention", Role.ACCOUNTANT, **asked)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_missing")
    before = await settled(house)
    headers = house.door.signed_in(Role.COORDINATOR) | {"Idempotency-Key": str(uuid4())}
    answers = [await tell(house, "settle_attention", headers=headers, **asked) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (await settled(house))["total"] == before["total"] + 1
    twice = await tell(house, "settle_attention", **asked)
    assert (twice.status_code, twice.json()["code"]) == (409, "already_settled")
    page = (await ask(house, "attention", Role.TRAINER, service="finance", limit=1)).json()
    assert [one["code"] for one in page["items"]] == ["third"]
    page = (await ask(house, "attention", Role.TRAINER, service="finance", limit=1, cursor=page["next"]["finance"])).json()
    assert [one["code"] for one in page["items"]] == ["first"]
    (one,) = (await ask(house, "attention", Role.TRAINER, settled=True)).json()["items"]
    assert (one["code"], one["settled_why"], one["service"]) == ("second", "paid by hand", "finance")
    assert datetime.fromisoformat(one["settled_at"]) >= datetime.fromisoformat(one["noticed_at"])
    unknown = await tell(house, "settle_attention", service="finance", id=99999, why="never there")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_attention")


# --- the command line --------------------------------------------------------------------------------------------------


@pytest.fixture
def kladka(house: House, tmp_path: Path):
    """Runs the command against the house; in a thread, as the house answers in this one."""
    file = tmp_path / "installation.json"
    file.write_text(house.installation.model_dump_json(), "utf-8")

    async def run(*words: str, typed: str | None = None) -> Result:
        runner = CliRunner(env={"COLUMNS": "250", "KLADKA_INSTALLATION": str(file)})
        return await asyncio.to_thread(runner.invoke, app, list(words), input=typed)

    return run


async def test_an_operator_lists_shows_and_tries_again(house: House, project: str, kladka) -> None:
    one = await poison(house, project)
    listed = await kladka("parked", "list", "--service", "finance")
    assert listed.exit_code == 0
    line = next(line for line in listed.output.splitlines() if str(one["record"]) in line and f"project:{project}" in line)
    assert "undecodable" in line
    shown = await kladka("parked", "show", "finance", str(one["record"]))
    assert (shown.exit_code, GARBAGE.decode() in shown.output, "ce_sequence" in shown.output) == (0, True, True)
    again = await kladka("parked", "replay", "finance", str(one["record"]))
    assert again.exit_code == 1
    assert f"project:{project}: 0 applied, 2 wait: undecodable" in again.output


async def test_an_operator_gives_up_with_a_reason_that_is_asked_for(house: House, project: str, kladka) -> None:
    one = await poison(house, project)
    short = await kladka("parked", "discard", "finance", str(one["record"]), typed="x\n")
    assert (short.exit_code, "why: String should have at least 3 characters" in short.output) == (1, True)
    done = await kladka("parked", "discard", "finance", str(one["record"]), typed=f"{WHY}\n")
    assert (done.exit_code, await in_finance(house, project)) == (0, [])
    gone = await kladka("parked", "discard", "finance", str(one["record"]), "--why", WHY)
    assert gone.exit_code == 1
    assert "unknown_parked_record: no such record waits here (any more)" in gone.output


async def test_an_operator_tries_everything_again(house: House, kladka) -> None:
    await poison(house, f"p{uuid4().hex[:8]}")
    waiting = (await ask(house, "parked_streams", limit=500)).json()["items"]
    answer = await kladka("parked", "replay", "--all")
    assert answer.exit_code == 1
    assert sum("wait: undecodable" in line for line in answer.output.splitlines()) == len(waiting)
    assert (await kladka("parked", "replay", "finance")).exit_code == 2


async def test_an_operator_settles_what_needed_attention(house: House, kladka) -> None:
    await refused_reaction(house, "late")
    number = (await ask(house, "attention", service="finance")).json()["items"][0]["id"]
    assert "late" in (await kladka("attention", "list")).output
    done = await kladka("attention", "settle", "finance", str(number), "--why", "seen to")
    assert (done.exit_code, f"finance: {number} is settled" in done.output) == (0, True)
    twice = await kladka("attention", "settle", "finance", str(number), "--why", "seen to")
    assert (twice.exit_code, "already_settled" in twice.output) == (1, True)
    assert "seen to" in (await kladka("attention", "list", "--settled")).output


async def test_a_service_that_is_away_is_named_and_the_others_are_listed(house: House, tmp_path: Path) -> None:
    away = house.installation.services | {"archive": f"http://{LOOPBACK}:{free_port()}"}
    file = tmp_path / "installation.json"
    file.write_text(house.installation.model_copy(update={"services": away}).model_dump_json(), "utf-8")
    runner = CliRunner(env={"COLUMNS": "250"})
    words = ["parked", "list", "--installation", str(file)]
    answer = await asyncio.to_thread(runner.invoke, app, words)
    assert (answer.exit_code, "no answer from: archive" in answer.output) == (1, True)
