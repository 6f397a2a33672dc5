"""Suppliers over HTTP on real PostgreSQL: a company sealed, a natural person by a random id."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.kernel.ids import new_id
from tests.support.finance import House, house_on, invoice, plan


@pytest.fixture
async def house(fresh_database, tmp_path) -> AsyncIterator[House]:
    async with house_on(fresh_database, tmp_path) as opened:
        yield opened


async def test_a_supplier_is_registered_once_and_lies_sealed(house):
    first, again = await house.supplier(), await house.supplier(name="Ktoś Inny", tax_number="PL 1234563218")
    assert first == again
    listed = await house.ask("suppliers")
    company = {"supplier": first, "person": None, "name": "Jan Kowalski Usługi", "tax_number": "1234563218"}
    assert listed["items"] == [company]
    async with house.database.read() as db:
        for table in ("event", "stream", "command", "outbox", "supplier_card"):
            held = await db.driver.fetch(f"SELECT t::text AS row FROM {table} t")
            assert not [row for row in held if "Kowalski" in row["row"] or "1234563218" in row["row"]], table


async def test_a_natural_person_is_a_supplier_by_a_random_id_alone(house):
    """Recruitment is not there, so the list shows the id."""
    person = str(new_id())
    first, again = await house.do("register_supplier", person=person), await house.do("register_supplier", person=person)
    assert first["supplier_id"] == again["supplier_id"]
    shown = {"supplier": first["supplier_id"], "person": person, "name": None, "tax_number": None}
    assert (await house.ask("suppliers"))["items"] == [shown]
    await house.do("approve_budget", **plan())
    await house.on("2021-03-01")
    bill = invoice(first["supplier_id"], "R/1", {"line": "1.1", "eligible": "60.00"}, gross="60.00")
    assert (await house.do("record_expense", **bill))["expense_id"]


async def test_a_person_registered_twice_at_once_is_one_supplier(house):
    person = str(new_id())
    answers = await asyncio.gather(*(house.do("register_supplier", person=person) for _ in range(4)))
    assert len({answer["supplier_id"] for answer in answers}) == 1
    assert len((await house.ask("suppliers"))["items"]) == 1
