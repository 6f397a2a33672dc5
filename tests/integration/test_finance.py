"""Finance over HTTP on real PostgreSQL: from the budget to the correction, with figures worked out by hand."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.finance import queries
from services.finance.main import SERVICE
from services.finance.projections import TABLES
from shared.http.operations import Look
from shared.http.roles import Role
from shared.kernel.clock import ClockMode
from shared.kernel.errors import Forbidden
from shared.kernel.ids import ActorId, new_id
from shared.privacy.in_memory import KeysInMemory
from shared.store.database import Connection
from shared.store.transaction import Commands, Who
from tests.support.desk import calling
from tests.support.finance import ELSEWHERE, SUPPLIER, TRIP, WORKSHOP, House, house_on, invoice, plan


@pytest.fixture
async def house(fresh_database, tmp_path) -> AsyncIterator[House]:
    async with house_on(fresh_database, tmp_path) as opened:
        yield opened


async def test_the_migrated_tables_are_those_of_the_read_models(house):
    ours = set(TABLES.tables)

    def differences(connection: object) -> list[object]:
        options = {"include_name": lambda name, kind, _: kind != "table" or name in ours, "compare_type": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), TABLES)

    async with house.database.engine() as engine, engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_from_the_budget_to_the_correction_every_day_shows_what_stood_on_it(house):
    await house.do("approve_budget", **plan())
    await house.on("2021-03-01")
    supplier = await house.supplier()
    contract = {"supplier": supplier, "number": "U/1", "signed_on": "2021-02-01"}
    commitment = (await house.do("commit_money", project="p1", line="1.1", amount="300.00", contract=contract))["commitment_id"]
    rows = (
        {"line": "1.1", "eligible": "100.01", "activity": str(WORKSHOP), "commitment": commitment},
        {"line": "2.1", "eligible": "33.33", "activity": str(TRIP)},
    )
    money = {"net": "121.95", "vat": "28.05"}
    recorded = await house.do("record_expense", **invoice(supplier, "FV 1/2021", *rows, gross="150.00", **money))
    expense = recorded["expense_id"]
    await house.do("pay_expense", expense=expense, paid_on="2021-02-20")
    taken = [{"row": 1, "amount": "3.33"}]
    await house.do(
        "declare_ineligible", expense=expense, rows=taken, reason_code="not_related_to_project", reason="bilet spoza projektu"
    )
    await house.on("2021-06-01")
    change = {"rows": [{"row": 0, "amount": "-50.00"}], "reason_code": "procurement_breach", "reason": "korekta 25 %"}
    await house.do("correct_expense", expense=expense, on="2021-05-15", **change)

    # signed on 1 February: 300.00 bound on 1.1
    assert (await house.figures("2021-02-09"))["1.1"] == ("300.00", "0.00", "0.00", "200.00")
    # issued on the 10th: of the contract 199.99 is still to come
    before_payment = await house.figures("2021-02-10")
    assert before_payment["1.1"] == ("199.99", "100.01", "0.00", "200.00")
    assert before_payment["2.1"] == ("0.00", "33.33", "0.00", "166.67")
    assert before_payment["all"] == ("199.99", "133.34", "0.00", "666.67")
    assert (await house.figures("2021-02-20"))["all"] == ("199.99", "133.34", "133.34", "666.67")
    # declared on 1 March
    assert (await house.figures("2021-03-01"))["2.1"] == ("0.00", "30.00", "30.00", "170.00")
    # the correction of 15 May gives the contract its 50.00 back
    assert (await house.figures("2021-05-15"))["1.1"] == ("249.99", "50.01", "50.01", "200.00")
    # 133.34 x 0.85 = 113.339; 130.01 x 0.85 = 110.5085; 80.01 x 0.85 = 68.0085
    assert await house.grant("2021-02-28") == ("113.34", "20.00")
    assert await house.grant("2021-03-31") == ("110.51", "19.50")
    assert await house.grant("2021-05-31") == ("68.01", "12.00")

    (bound,) = (await house.ask("commitments", project="p1"))["items"]
    assert (bound["contract_number"], bound["amount"], bound["drawn"], bound["left"]) == ("U/1", "300.00", "50.01", "249.99")
    await house.do("release_commitment", commitment=commitment, reason="umowa rozwiązana")
    (freed,) = (await house.ask("commitments", project="p1"))["items"]
    assert (freed["released"], freed["left"]) == (True, "0.00")
    # released on 1 June: what was not drawn is free from that day
    assert (await house.figures("2021-05-31"))["1.1"][3] == "200.00"
    assert (await house.figures("2021-06-01"))["1.1"] == ("0.00", "50.01", "50.01", "449.99")

    seen = await house.ask("expense", expense=expense)
    assert (seen["eligible"], seen["paid_on"], [row["left"] for row in seen["rows"]]) == (
        "80.01",
        "2021-02-20",
        ["50.01", "30.00"],
    )
    first = seen["bookings"][0]["rows"]
    # 100.01 x 0.85 = 85.0085 and 33.33 x 0.85 = 28.3305 give 113.34: nothing is left over
    assert [[part["amount"] for part in row["sources"]] for row in first] == [["85.01", "15.00"], ["28.33", "5.00"]]
    assert [booking["kind"] for booking in seen["bookings"]] == ["expense", "ineligible", "correction"]


async def test_a_revision_is_a_version_of_its_own_with_its_reason_and_what_differs(house):
    await house.do("approve_budget", **plan())
    await house.on("2021-03-01")
    sources = [
        {"code": "grant", "title": "dofinansowanie", "amount": "900.00"},
        {"code": "own", "title": "wkład własny", "amount": "100.00"},
    ]
    supplier = await house.supplier()
    await house.do("record_expense", **invoice(supplier, "1", {"line": "1.1", "eligible": "60.00"}, gross="60.00"))
    revised = await house.do(
        "revise_budget", **plan("450.00", "350.00") | {"on": "2021-02-20", "reason": "tańsze warsztaty", "sources": sources}
    )
    assert revised["version"] == 2

    newest, oldest = await house.ask("budget", project="p1"), await house.ask("budget", project="p1", version=1)
    assert (newest["version"], newest["approved_on"], newest["reason"]) == (2, "2021-02-20", "tańsze warsztaty")
    assert newest["rate"] == {"numerator": "900.00", "denominator": "1000.00", "percent": "90.00"}
    assert (oldest["approved_on"], oldest["reason"], oldest["rate"]["percent"]) == ("2021-01-04", None, "85.00")
    assert {name: oldest[name] for name in plan()} == plan()
    diff = await house.ask("budget_diff", project="p1", since_version=1, until_version=2)
    assert [(one["code"], one["before"], one["after"]) for one in diff["lines"]] == [
        ("1.1", "500.00", "450.00"),
        ("1.2", "300.00", "350.00"),
    ]
    assert [(one["version"], one["reason"]) for one in diff["revisions"]] == [(2, "tańsze warsztaty")]
    # 60.00 at 85 % is 51.00, at 90 % 54.00: the balance moves on the day of the revision
    assert (await house.grant("2021-02-19"), await house.grant("2021-02-20")) == (("51.00", "9.00"), ("54.00", "6.00"))
    assert (await house.figures("2021-02-19"))["1.1"][3] == "440.00"
    assert (await house.figures("2021-02-20"))["1.1"][3] == "390.00"


async def test_what_was_recorded_later_is_not_known_before(house):
    await house.do("approve_budget", **plan())
    supplier = await house.supplier()
    await house.on("2021-03-01")
    await house.do("record_expense", **invoice(supplier, "1", {"line": "1.1", "eligible": "60.00"}, gross="60.00"))
    async with house.database.read() as db:
        mark = (await db.driver.fetchval("SELECT clock_timestamp()")).isoformat()
    await house.do("record_expense", **invoice(supplier, "2", {"line": "1.1", "eligible": "40.00"}, gross="40.00"))

    assert (await house.figures("2021-02-10"))["1.1"][1] == "100.00"
    assert (await house.figures("2021-02-10", known_at=mark))["1.1"][1] == "60.00"


async def test_before_the_first_version_there_is_no_execution(house):
    await house.do("approve_budget", **plan())
    answer = await house.client.get("/queries/budget_execution", params={"project": "p1", "as_of": "2021-01-03"})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_budget")


async def test_a_refusal_leaves_nothing_half_written(house):
    await house.do("approve_budget", **plan())
    await house.on("2021-03-01")
    supplier = await house.supplier()
    row = {"line": "1.1", "eligible": "60.00"}
    expense = (await house.do("record_expense", **invoice(supplier, "FV 1/2021", row, gross="60.00")))["expense_id"]
    contract = {"supplier": supplier, "number": "U/1", "signed_on": "2021-02-01"}
    nobody, why = str(UUID(int=404)), {"reason_code": "mistake", "reason": "pomyłka"}

    async def no(command: str, **body: object) -> tuple[str, str | None]:
        return await house.refused(command, **body)

    async def bill(*rows: dict[str, object], **changes: object) -> tuple[str, str | None]:
        return await no("record_expense", **invoice(supplier, "2", *(rows or (row,)), gross="600.00") | changes)

    assert await bill({"line": "1.2", "eligible": "1.00"}, {"line": "1.1", "eligible": "440.01"}) == (
        "over_the_line",
        "rows.1.eligible",
    )
    assert await bill(number=" fv  1/2021") == ("document_twice", "number")
    assert await bill(issued_on="2020-12-31") == ("outside_eligibility", "issued_on")
    assert await bill(issued_on="2021-03-02") == ("date_in_future", "issued_on")
    assert await bill(vat="1.00") == ("gross_differs", "gross")
    assert await bill(supplier=nobody) == ("unknown_supplier", "supplier")
    assert await bill(row | {"activity": str(ELSEWHERE)}) == ("unknown_activity", "rows.0.activity")
    assert await bill(row | {"commitment": nobody}) == ("unknown_commitment", "rows.0.commitment")
    assert await bill({"line": "9", "eligible": "1.00"}) == ("unknown_line", "rows.0.line")
    assert await bill(residual_row=1) == ("unknown_row", "residual_row")
    assert await bill(gross=60.0) == ("invalid_field", "gross")
    assert await bill(project="p9") == ("unknown_project", "project")
    commit = {"project": "p1", "line": "1.1", "amount": "1.00"}
    assert await no("commit_money", **commit) == ("contract_or_activity", "contract")
    assert await no("commit_money", **commit, contract=contract, activity=str(TRIP)) == ("contract_or_activity", "contract")
    assert await no("commit_money", **commit, contract=contract | {"supplier": nobody}) == (
        "unknown_supplier",
        "contract.supplier",
    )
    assert await no("commit_money", **commit, activity=str(ELSEWHERE)) == ("unknown_activity", "activity")
    assert await no("commit_money", **commit | {"amount": "440.01"}, activity=str(TRIP)) == ("over_the_line", "amount")
    assert await no("release_commitment", commitment=nobody, reason="x") == ("unknown_commitment", "commitment")
    assert await no("pay_expense", expense=nobody, paid_on="2021-02-20") == ("unknown_expense", "expense")
    assert await no("pay_expense", expense=expense, paid_on="2021-02-09") == ("paid_before_issued", "paid_on")
    over = [{"row": 0, "amount": "60.01"}]
    assert await no("declare_ineligible", expense=expense, rows=over, **why) == ("ineligible_over_eligible", "rows.0.amount")
    negative = [{"row": 0, "amount": "-1.00"}]
    assert await no("declare_ineligible", expense=expense, rows=negative, **why) == ("invalid_field", "rows.0.amount")
    assert await no("correct_expense", expense=expense, rows=negative, on="2021-02-28", **why) == ("not_paid", "expense")
    assert await no("approve_budget", **plan()) == ("budget_already_approved", "project")
    assert await no("revise_budget", **plan("59.99", "740.01"), on="2021-03-01", reason="x") == ("line_below_bound", "tasks")
    assert await no("register_supplier", name="X", tax_number="1234563217") == ("invalid_tax_number", "tax_number")
    assert await no("register_supplier", name="  ", tax_number="7251801126") == ("invalid_field", "name")
    pesel = "44051401359"
    assert await no("register_supplier", name="Jan Nowak", tax_number=pesel) == ("natural_person_in_registry", "tax_number")
    for half in ({}, {"name": "X"}, {"tax_number": "7251801126"}, {"person": nobody, "name": "X"}):
        assert await no("register_supplier", **half) == ("company_or_person", "person")


async def test_a_repeat_gets_the_first_answer_and_books_nothing_more(house):
    await house.do("approve_budget", **plan())
    await house.on("2021-03-01")
    body = invoice(await house.supplier(), "1", {"line": "1.1", "eligible": "60.00"}, gross="60.00")
    headers = {"Idempotency-Key": "once"}
    answers = [await house.client.post("/commands/record_expense", json=body, headers=headers) for _ in range(2)]
    assert answers[0].status_code == 200
    assert answers[0].content == answers[1].content
    assert (await house.figures("2021-03-01"))["1.1"][1] == "60.00"


async def test_of_two_documents_on_the_last_money_of_a_line_one_is_refused(house):
    await house.do("approve_budget", **plan())
    await house.on("2021-03-01")
    supplier = await house.supplier()
    bills = [invoice(supplier, str(number), {"line": "2.1", "eligible": "150.00"}, gross="150.00") for number in range(2)]
    answers = await asyncio.gather(*(house.send("record_expense", **bill) for bill in bills))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "over_the_line"}
    assert (await house.figures("2021-03-01"))["2.1"] == ("0.00", "150.00", "0.00", "50.00")


async def test_the_same_document_sent_twice_at_once_is_recorded_once(house):
    await house.do("approve_budget", **plan())
    await house.on("2021-03-01")
    bill = invoice(await house.supplier(), "1", {"line": "1.1", "eligible": "1.00"}, gross="1.00")
    answers = await asyncio.gather(*(house.send("record_expense", **bill) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"document_twice"}


async def test_a_long_budget_goes_on_from_the_state_kept_on_its_head(house):
    """Sixty documents of 5.00: the state is kept after fifty events; 300.00 x 0.85 is 255.00 of the grant."""
    await house.do("approve_budget", **plan())
    await house.on("2021-03-01")
    supplier = await house.supplier()
    for number in range(60):
        await house.do("record_expense", **invoice(supplier, str(number), {"line": "1.1", "eligible": "5.00"}, gross="5.00"))
    async with house.database.read() as db:
        kept = await db.driver.fetchval("SELECT state_version FROM stream WHERE stream_id = 'budget:p1'")
    assert kept == 50
    assert await house.grant("2021-03-01") == ("255.00", "45.00")
    over = invoice(supplier, "last", {"line": "1.1", "eligible": "200.01"}, gross="200.01")
    assert await house.refused("record_expense", **over) == ("over_the_line", "rows.0.eligible")


async def test_documents_are_listed_page_by_page_by_day(house):
    await house.do("approve_budget", **plan())
    await house.on("2021-03-01")
    supplier = await house.supplier()
    for day in ("2021-02-03", "2021-02-01", "2021-02-02"):
        row = {"line": "1.1", "eligible": "1.00"}
        await house.do("record_expense", **invoice(supplier, day, row, gross="1.00", issued_on=day))
    first = await house.ask("expenses", project="p1", limit=2)
    last = await house.ask("expenses", project="p1", limit=2, cursor=first["cursor"])
    assert [one["number"] for one in first["items"] + last["items"]] == ["2021-02-01", "2021-02-02", "2021-02-03"]
    assert last["cursor"] is None


async def test_an_account_of_another_project_reaches_nothing_and_a_trainer_only_the_execution(house, tmp_path):
    await house.do("approve_budget", **plan())
    commands = Commands(house.database, SERVICE.events, KeysInMemory(), ClockMode.DRIVEN, SERVICE.own)
    asked = {"project": "p1", "as_of": "2021-03-01"}
    async with calling(SERVICE, commands, tmp_path, Role.TRAINER) as trainer:
        answers = [
            await trainer.get("/queries/budget_execution", params=asked),
            await trainer.get("/queries/expenses", params=asked),
            await trainer.post("/commands/register_supplier", json=SUPPLIER),
        ]
    assert [answer.status_code for answer in answers] == [200, 403, 403]
    elsewhere = Look(Connection(None), Who(ActorId(new_id()), projects=frozenset({"p2"})), commands.keys, None)
    for question in (
        queries.budget("p1", elsewhere),
        queries.expenses("p1", elsewhere),
        queries.budget_diff("p1", 1, 1, elsewhere),
    ):
        with pytest.raises(Forbidden):
            await question
    with pytest.raises(Forbidden):
        await queries.budget_execution("p1", date(2021, 3, 1), elsewhere)
