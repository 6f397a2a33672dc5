"""The access log on real PostgreSQL: every read is in it before it is answered, and whoever rewrites it is found out."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from services.recruitment.main import SERVICE
from services.recruitment.queries import access
from services.recruitment.timers import anchor_reads
from shared.http.elsewhere import CORRELATION, ORIGIN
from shared.http.roles import Role
from shared.privacy.ring import Owner
from tests.integration.recruitment.office import Office
from tests.support.desk import calling


@dataclass
class House:
    """Recruitment behind HTTP with two people in its registry; the caller is a coordinator and the protection officer."""

    office: Office
    client: httpx.AsyncClient
    people: list[UUID]

    async def read(self, **changes: Any) -> httpx.Response:
        asked = {"people": [str(one) for one in self.people], "purpose": "attendance_sheet", "project": "bridge"}
        return await self.client.post("/queries/persons", json=asked | changes)

    async def check(self) -> tuple[int, dict[str, Any] | None]:
        """How many entries were checked, and the first fault."""
        checked, cursor = 0, 0
        while cursor is not None:
            found = (await self.client.get("/queries/access_log_check", params={"cursor": cursor})).json()
            checked, cursor = checked + found["checked"], found["next"]
        return checked, found["fault"]

    async def force(self, statement: str, *values: object) -> None:
        """What somebody with the database's own password can do."""
        async with self.office.database.begin() as db:
            await db.driver.execute("ALTER TABLE access_log DISABLE TRIGGER USER")
            await db.driver.execute(statement, *values)
            await db.driver.execute("ALTER TABLE access_log ENABLE TRIGGER USER")

    async def anchor(self, day: str) -> None:
        await self.office.today(day)
        await self.timer()

    async def timer(self) -> None:
        (row,) = await self.office.rows("SELECT today FROM business_date")
        await anchor_reads(self.office.commands, row["today"])


@pytest.fixture
async def house(office: Office, tmp_path: Path) -> AsyncIterator[House]:
    await office.open()
    people = [(await office.submit()).person_id for _ in range(2)]
    roles = (Role.COORDINATOR, Role.DATA_PROTECTION_OFFICER)
    async with calling(SERVICE, office.commands, tmp_path, *roles) as client:
        yield House(office, client, people)


async def test_a_read_is_in_the_log_of_each_person_with_fields_purpose_and_where_from(house):
    request = uuid4()
    headers = {CORRELATION: str(request), ORIGIN: "activities"}
    body = {"people": [str(house.people[0])], "purpose": "certificate", "project": "bridge"}
    answer = await house.client.post("/queries/persons", json=body, headers=headers)
    assert [one["family_name"] for one in answer.json()["items"]] == ["Nowak-1"]
    await house.read()
    log = (await house.client.get("/queries/access_log", params={"person": str(house.people[0])})).json()
    first, second = log["items"]
    assert (first["n"], second["n"], log["next"]) == (1, 2, None)
    assert first["fields"] == ["family_name", "given_name"]
    assert (first["purpose"], first["project"], first["origin"]) == ("certificate", "bridge", "activities")
    assert first["correlation"] == str(request)
    assert (first["organisation"], first["roles"]) == ("", ["coordinator", "data_protection_officer"])
    assert second["origin"] == "unknown"
    (row,) = await house.office.rows("SELECT * FROM access_log WHERE n = 1")
    assert str(row["actor"]) == first["actor"]
    other = (await house.client.get("/queries/access_log", params={"person": str(house.people[1])})).json()
    assert [one["n"] for one in other["items"]] == [2]


async def test_the_log_of_a_person_is_read_page_by_page(house):
    for _ in range(5):
        await house.read()
    seen, cursor = [], 0
    while cursor is not None:
        asked = {"person": str(house.people[0]), "limit": 2, "cursor": cursor}
        page = (await house.client.get("/queries/access_log", params=asked)).json()
        seen.append([one["n"] for one in page["items"]])
        cursor = page["next"]
    assert seen == [[1, 2], [3, 4], [5]]
    nobody = await house.client.get("/queries/access_log", params={"person": str(uuid4())})
    assert (nobody.status_code, nobody.json()["code"], nobody.json()["field"]) == (404, "unknown_person", "person")


async def test_hundreds_of_reads_at_once_make_one_chain_without_a_gap(house):
    answers = await asyncio.gather(*(house.read() for _ in range(300)))
    assert {answer.status_code for answer in answers} == {200}
    assert await house.check() == (300, None)
    numbers = await house.office.rows("SELECT n FROM access_log ORDER BY n")
    assert [row["n"] for row in numbers] == list(range(1, 301))


async def test_a_check_goes_on_where_the_look_before_ended(house, monkeypatch):
    monkeypatch.setattr(access, "CHECKED", 2)
    for _ in range(5):
        await house.read()
    assert await house.check() == (5, None)
    await house.force("UPDATE access_log SET purpose = 'control' WHERE n = 4")
    assert (await house.check())[1] == {"n": 4, "damage": "changed"}


REWRITTEN = {
    "read_at": "now()",
    "actor": "gen_random_uuid()",
    "organisation": "'OIS'",
    "roles": "'{admin}'",
    "people": "'{}'",
    "fields": "'{}'",
    "purpose": "'control'",
    "project": "NULL",
    "origin": "'finance'",
    "correlation": "gen_random_uuid()",
    "previous": "decode(repeat('00', 32), 'hex')",
    "hash": "decode(repeat('00', 32), 'hex')",
}


async def test_every_column_is_covered_by_the_hash(house):
    columns = await house.office.rows("SELECT attname FROM pg_attribute WHERE attrelid = 'access_log'::regclass AND attnum > 0")
    assert {row["attname"] for row in columns} == REWRITTEN.keys() | {"n"}
    for _ in range(3):
        await house.read()
    for column, value in REWRITTEN.items():
        (before,) = await house.office.rows(f"SELECT {column} AS value FROM access_log WHERE n = 2")
        await house.force(f"UPDATE access_log SET {column} = {value} WHERE n = 2")
        assert (await house.check())[1] == {"n": 2, "damage": "changed"}, column
        await house.force(f"UPDATE access_log SET {column} = $1 WHERE n = 2", before["value"])
    assert await house.check() == (3, None)


GO_BACK = "UPDATE access_log_head SET n = {0}, hash = (SELECT hash FROM access_log WHERE n = {0})"
COPY = """
INSERT INTO access_log SELECT 7, read_at, actor, organisation, roles, people, fields, purpose, project, origin, correlation,
                              previous, hash FROM access_log WHERE n = 6
"""
TAMPERED = {
    "one gone": (["DELETE FROM access_log WHERE n = 3"], 3, "missing"),
    "one gone, the next in its place": (
        ["DELETE FROM access_log WHERE n = 3", "UPDATE access_log SET n = 3 WHERE n = 4"],
        3,
        "changed",
    ),
    "two swapped": (
        [f"UPDATE access_log SET n = {after} WHERE n = {before}" for before, after in ((2, 9), (3, 2), (9, 3))],
        2,
        "changed",
    ),
    "the end gone": (["DELETE FROM access_log WHERE n > 4"], 5, "missing"),
    "the end gone, the head set back": (["DELETE FROM access_log WHERE n > 4", GO_BACK.format(4)], 5, "missing"),
    "all gone": (
        ["DELETE FROM access_log", "UPDATE access_log_head SET n = 0, hash = decode(repeat('00', 32), 'hex')"],
        1,
        "missing",
    ),
    "the head gone": (["DELETE FROM access_log_head"], 6, "head_moved"),
    "one added at the end": ([COPY], 7, "inserted"),
    "one added before the first": ([COPY.replace("SELECT 7", "SELECT -5")], -5, "inserted"),
}


@pytest.mark.parametrize("way", TAMPERED)
async def test_tampering_is_found_at_its_first_entry(house, way):
    statements, n, damage = TAMPERED[way]
    for _ in range(6):
        await house.read()
    await house.anchor("2021-03-02")
    assert await house.check() == (6, None)
    for statement in statements:
        await house.force(statement)
    assert (await house.check())[1] == {"n": n, "damage": damage}


async def test_the_log_is_anchored_once_a_day_while_something_was_read(house):
    await house.timer()
    assert await house.office.published("AccessLogAnchored") == []
    await house.read()
    await house.timer()
    await house.read()
    await house.timer()
    anchored = [one["last"] for one in await house.office.published("AccessLogAnchored")]
    await house.anchor("2021-03-02")
    await house.anchor("2021-03-03")
    (row,) = await house.office.rows("SELECT encode(hash, 'hex') AS hash FROM access_log WHERE n = 2")
    published = await house.office.published("AccessLogAnchored")
    assert anchored == [1]
    assert published[1:] == [{"log": "people", "last": 2, "digest": row["hash"]}]


@pytest.mark.parametrize("statement", ["UPDATE access_log SET purpose = 'x'", "DELETE FROM access_log", "TRUNCATE access_log"])
async def test_the_table_itself_refuses_to_be_rewritten(house, statement):
    await house.read()
    with pytest.raises(asyncpg.RaiseError, match="only ever added to"):
        await house.office.rows(statement)
    assert await house.check() == (1, None)


@pytest.mark.parametrize("statement", ["DELETE FROM access_log_head", "UPDATE access_log_head SET n = n - 1"])
async def test_nothing_is_answered_when_the_read_cannot_be_logged(house, statement):
    await house.read()
    await house.office.rows(statement)
    answer = await house.read()
    assert (answer.status_code, answer.json()["code"]) == (503, "access_log_damaged")
    assert "Nowak" not in answer.text


async def test_the_entry_stands_before_anything_is_opened_and_stays_when_that_fails(house):
    house.office.commands.keys.forget([Owner(str(one), "bridge") for one in house.people])
    answer = await house.read()
    assert (answer.status_code, answer.json()["code"]) == (409, "key_destroyed")
    assert await house.check() == (1, None)


@pytest.mark.parametrize("purpose", [None, "", "curiosity"])
async def test_without_a_known_purpose_nothing_is_read(house, purpose):
    batch = await house.read(purpose=purpose)
    one = {"person": str(house.people[0])} | ({"purpose": purpose} if purpose is not None else {})
    single = await house.client.get("/queries/person", params=one)
    for answer in (batch, single):
        problem = answer.json()
        assert (answer.status_code, problem["code"], problem["field"]) == (422, "unknown_purpose", "purpose")
        assert "curiosity" not in answer.text
    assert await house.check() == (0, None)


async def test_nobody_read_is_nothing_logged(house):
    answer = await house.read(people=[str(uuid4())])
    assert answer.json() == {"items": []}
    assert await house.check() == (0, None)
