"""Approving a document over HTTP: four eyes, and whatever changes afterwards is approved anew."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import Response

from services.finance import queries
from services.finance.main import SERVICE
from shared.http.operations import Look
from shared.http.roles import Role
from shared.kernel.clock import ClockMode
from shared.kernel.ids import ActorId
from shared.privacy.in_memory import KeysInMemory
from shared.store.transaction import Commands, Who
from tests.support.desk import calling
from tests.support.finance import House, house_on, invoice, plan


@pytest.fixture
async def house(fresh_database, tmp_path) -> AsyncIterator[House]:
    async with house_on(fresh_database, tmp_path) as opened:
        yield opened


@asynccontextmanager
async def somebody_else(house: House, place: Path) -> AsyncIterator[House]:
    """Another accountant at the same service."""
    (folder := place / "other").mkdir()
    commands = Commands(house.database, SERVICE.events, KeysInMemory(), ClockMode.DRIVEN, SERVICE.own, SERVICE.set_rules)
    async with calling(SERVICE, commands, folder, Role.ACCOUNTANT) as client:
        yield House(house.database, client)


async def recorded(house: House) -> str:
    await house.do("approve_budget", **plan())
    await house.on("2021-03-01")
    row = {"line": "1.1", "eligible": "100.00"}
    body = invoice(await house.supplier(), "FV 9/2021", row, gross="100.00")
    return (await house.do("record_expense", **body))["expense_id"]


async def test_who_recorded_a_document_does_not_approve_it_and_somebody_else_does_once(house, tmp_path):
    expense = await recorded(house)
    assert await house.refused("approve_expense", expense=expense) == ("same_person", "expense")
    assert (await house.ask("expense", expense=expense))["approved_on"] is None
    async with somebody_else(house, tmp_path) as other:
        await house.on("2021-03-04")
        await other.do("approve_expense", expense=expense)
        assert await other.refused("approve_expense", expense=expense) == ("already_approved", "expense")
    seen = await house.ask("expense", expense=expense)
    assert seen["approved_on"] == "2021-03-04"
    assert seen["approved_by"] not in (None, seen["recorded_by"])


async def test_a_change_needs_approving_anew_by_nobody_who_had_a_hand_in_it(house, tmp_path):
    expense = await recorded(house)
    taken = {"rows": [{"row": 0, "amount": "10.00"}], "reason_code": "mistake", "reason": "bilet spoza projektu"}
    async with somebody_else(house, tmp_path) as other:
        await other.do("approve_expense", expense=expense)
        await other.do("declare_ineligible", expense=expense, **taken)
        seen = await house.ask("expense", expense=expense)
        assert (seen["approved_by"], seen["approved_on"]) == (None, None)
        for one in (house, other):
            assert await one.refused("approve_expense", expense=expense) == ("same_person", "expense")


async def test_a_document_waits_for_whoever_had_no_hand_in_it_until_it_is_approved(house, tmp_path):
    expense = await recorded(house)
    taken = {"rows": [{"row": 0, "amount": "10.00"}], "reason_code": "mistake", "reason": "bilet spoza projektu"}

    async def waits_for(one: House) -> list[str]:
        return [document["expense"] for document in (await one.ask("expenses_to_approve"))["items"]]

    async with somebody_else(house, tmp_path) as other:
        assert (await waits_for(house), await waits_for(other)) == ([], [expense])
        await other.do("approve_expense", expense=expense)
        assert await waits_for(other) == []
        await house.do("declare_ineligible", expense=expense, **taken)
        assert (await waits_for(house), await waits_for(other)) == ([], [expense])


async def test_nothing_of_another_project_waits_for_anybody(house):
    expense = await recorded(house)
    for project, waits in (("p1", [expense]), ("p2", [])):
        who = Who(ActorId(uuid4()), projects=frozenset({project}))
        async with house.database.read() as db:
            found = await queries.expenses_to_approve(Look(db, who, KeysInMemory(), Response()))
        assert [str(one.expense) for one in found.items] == waits


async def test_the_documents_of_a_line_are_those_with_a_row_on_it(house):
    expense = await recorded(house)
    found = {line: (await house.ask("expenses", project="p1", line=line))["items"] for line in ("1.1", "2.1")}
    assert [one["expense"] for one in found["1.1"]] == [expense]
    assert found["2.1"] == []


async def test_whoever_was_overtaken_by_a_change_is_told_before_anything_is_written(house, tmp_path):
    expense = await recorded(house)
    seen = (await house.client.get("/queries/expense", params={"expense": expense})).headers["ETag"]
    await house.do("pay_expense", expense=expense, paid_on="2021-02-20")
    taken = {"rows": [{"row": 0, "amount": "10.00"}], "reason_code": "mistake", "reason": "bilet spoza projektu"}
    bodies = {
        "approve_expense": {},
        "pay_expense": {"paid_on": "2021-02-21"},
        "declare_ineligible": taken,
        "correct_expense": taken | {"on": "2021-03-01"},
    }
    before = await house.count()
    for command, body in bodies.items():
        answer = await house.client.post(f"/commands/{command}", json={"expense": expense} | body, headers={"If-Match": seen})
        assert (answer.status_code, answer.json()["code"]) == (412, "stale_version"), command
    assert await house.count() == before
    now = (await house.client.get("/queries/expense", params={"expense": expense})).headers["ETag"]
    answer = await house.client.post(
        "/commands/declare_ineligible", json={"expense": expense} | taken, headers={"If-Match": now}
    )
    assert answer.status_code == 200, answer.text
