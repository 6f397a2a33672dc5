"""Why a line stands where it stands, and what a further version would change, over HTTP."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests.support.finance import House, house_on, invoice, plan


@pytest.fixture
async def house(fresh_database, tmp_path) -> AsyncIterator[House]:
    async with house_on(fresh_database, tmp_path) as opened:
        yield opened


async def with_a_bigger_line(house: House) -> tuple[str, str]:
    """Line 1.1 has 500.00 until 2021-03-10 and 700.00 from then on; a document of February stands there with 600.00."""
    await house.do("approve_budget", **plan())
    await house.on("2021-03-15")
    supplier = await house.supplier()
    contract = {"supplier": supplier, "number": "U/3/2021", "signed_on": "2021-02-01"}
    await house.do("commit_money", project="p1", line="1.1", amount="90.00", contract=contract)
    await house.do("revise_budget", **plan("700.00", "100.00") | {"on": "2021-03-10", "reason": "droższe warsztaty"})
    row = {"line": "1.1", "eligible": "600.00"}
    expense = (await house.do("record_expense", **invoice(supplier, "FV 7", row, gross="600.00")))["expense_id"]
    return supplier, expense


async def test_a_line_says_since_which_document_it_is_over_its_plan_on_a_day(house):
    _, expense = await with_a_bigger_line(house)
    before = await house.ask("line_history", project="p1", line="1.1", as_of="2021-03-09")
    assert (before["version"], before["planned"], before["left"]) == (1, "500.00", "-190.00")
    (contract, document) = before["movements"]
    assert (contract["kind"], contract["number"], contract["on"], contract["committed"]) == (
        "commitment",
        "U/3/2021",
        "2021-02-01",
        "90.00",
    )
    assert (document["expense"], document["number"], document["incurred"], document["left"]) == (
        expense,
        "FV 7",
        "600.00",
        "-190.00",
    )
    assert before["over_since"] == 1
    after = await house.ask("line_history", project="p1", line="1.1", as_of="2021-03-15")
    assert (after["version"], after["planned"], after["left"], after["over_since"]) == (2, "700.00", "10.00", None)
    assert (await house.figures("2021-03-09"))["1.1"] == ("90.00", "600.00", "0.00", "-190.00")


async def test_a_day_knows_nothing_of_later_documents(house):
    await with_a_bigger_line(house)
    early = await house.ask("line_history", project="p1", line="1.1", as_of="2021-02-05")
    assert [one["kind"] for one in early["movements"]] == ["commitment"]
    unknown = await house.client.get("/queries/line_history", params={"project": "p1", "line": "9.9", "as_of": "2021-03-01"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_line")
    none = await house.client.get("/queries/line_history", params={"project": "p1", "line": "1.1", "as_of": "2020-03-01"})
    assert (none.status_code, none.json()["code"]) == (404, "unknown_budget")


async def asked(house: House, **body: object) -> tuple[int, dict[str, object]]:
    """What a proposed version would change; nothing is left of the question."""
    before = await house.count()
    answer = await house.client.post("/queries/proposed_budget", json=body)
    assert await house.count() == before
    return answer.status_code, answer.json()


async def test_a_further_version_shows_what_it_would_change_and_is_refused_as_the_command_is(house):
    status, none = await asked(house, **plan(), on="2021-01-04")
    assert (status, none["code"]) == (404, "unknown_budget")
    await with_a_bigger_line(house)
    status, found = await asked(house, **plan("720.00", "80.00"), on="2021-03-12")
    assert (status, found["since_version"]) == (200, 2)
    assert [(one["code"], one["before"], one["after"]) for one in found["lines"]] == [
        ("1.1", "700.00", "720.00"),
        ("1.2", "100.00", "80.00"),
    ]
    status, below = await asked(house, **plan("600.00", "200.00"), on="2021-03-12")
    assert (status, below["code"], below["facts"]) == (
        409,
        "line_below_bound",
        {"line": "1.1", "planned": "600.00", "bound": "690.00"},
    )
    status, early = await asked(house, **plan("720.00", "80.00"), on="2021-03-09")
    assert (status, early["code"], early["field"]) == (422, "revision_out_of_order", "on")
    assert (await house.ask("budget", project="p1"))["version"] == 2


async def test_a_project_that_nobody_opened_has_no_proposal(house):
    status, no = await asked(house, **plan() | {"project": f"p-{uuid4().hex[:8]}"}, on="2021-01-04")
    assert (status, no["code"]) == (404, "unknown_project")
