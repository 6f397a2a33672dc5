"""Money as an accountant without scripts sees it: the budget on a day, a document from typing to approval, every grosz."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from shared.testing.eventually import eventually
from tests.integration.pages.sheet import Desk, Sheet, typed_in
from tests.support.finance import line
from tests.support.house import House
from tests.unit.recruitment.examples import definition

PROJECT = "coins"
BUDGET, LIST, NEW = (f"/projects/{PROJECT}/{one}" for one in ("budget", "expenses", "expenses/new"))
TOTAL = "3500000.00"
HEADER = {
    "number": "FV 12/02/2021",
    "title": "Warsztaty",
    "issued_on.day": "10",
    "issued_on.month": "2",
    "issued_on.year": "2021",
    "net": "121,95",
    "vat": "28,05",
    "gross": "150,00",
}
FIRST = {"rows.0.line": "1.1", "rows.0.eligible": "100,01"}
SECOND = {"rows.1.line": "2.1", "rows.1.eligible": "33,33"}


def plan() -> dict[str, Any]:
    """85 % of 3 500 000,00 zł is the grant; line 1.1 has 500,00 zł, line 1.2 the rest, line 2.1 200,00 zł."""
    return {
        "project": PROJECT,
        "total": TOTAL,
        "sources": [
            {"code": "grant", "title": "dofinansowanie", "amount": "2975000.00"},
            {"code": "own", "title": "wkład własny", "amount": "525000.00"},
        ],
        "tasks": [
            {"code": "1", "title": "Warsztaty", "kind": "direct", "lines": [line("1.1", "500.00"), line("1.2", "3499300.00")]},
            {"code": "2", "title": "Wyjazdy", "kind": "direct", "lines": [line("2.1", "200.00")]},
        ],
    }


@pytest.fixture(scope="module")
async def opened(whole: House) -> None:
    """On 1 March 2021 the project is open and its budget approved."""
    await whole.services.on("2021-02-01")
    asked = definition(project=PROJECT, limit=2).model_dump(mode="json")
    await whole.services.tell("recruitment", "open_project", {"definition": asked})

    async def approved() -> int:
        url = f"{whole.services.urls['finance']}/commands/approve_budget"
        answer = await whole.services.http.post(url, json=plan(), headers=whole.services.as_coordinator())
        return answer.status_code

    await eventually(approved, lambda status: status == 200)
    await whole.services.on("2021-03-01")


@pytest.fixture(scope="module")
async def desk(whole: House, opened: None) -> AsyncIterator[Desk]:
    async with whole.staff("k.ksiegowa", "accountant", name="Krystyna Liczy") as browser:
        yield Desk(browser)


def read(sheet: Sheet) -> str:
    return sheet.words.replace("\xa0", " ")


async def with_supplier(desk: Desk, **typed: str) -> Sheet:
    """The form with the supplier registered from within it, everything else as typed."""
    company = {"name": "Jan Kowalski Usługi", "tax_number": "123-456-32-18", "press": "supplier"}
    return await desk.fill(await desk.open(NEW), NEW, **HEADER, **FIRST, **company, **typed)


async def test_a_document_from_typing_to_approval_is_right_to_the_grosz(whole: House, desk: Desk):
    """133.34 × 0.85 = 113.339, so 113.34 and 20.00; row 1 has 85.01 (85.0085) and 15.00, row 2 28.33 (28.3305) and 5.00."""
    form = await with_supplier(desk)
    assert "Dostawca jest zarejestrowany i wybrany." in read(form)
    more = await desk.fill(form, NEW, press="row")
    assert typed_in(more, NEW)["rows.0.eligible"] == ["100,01"]
    assert typed_in(more, NEW)["number"] == ["FV 12/02/2021"]
    assert "Wiersz 2" in more.words
    page = await desk.fill(more, NEW, **SECOND, residual_row="0")
    at = page.where
    assert (page.status, page.heading) == (200, "Dokument FV 12/02/2021"), page.errors
    said = read(page)
    assert "Jan Kowalski Usługi, 1234563218" in said
    assert "Brutto 150,00 zł" in said
    assert "1 (1.1) 100,01 zł 85,01 zł 15,00 zł przyjmuje różnicę z zaokrąglenia" in said
    assert "2 (2.1) 33,33 zł 28,33 zł 5,00 zł" in said
    assert "Razem 133,34 zł 113,34 zł 20,00 zł" in said
    assert "dlatego zatwierdza go inna osoba" in said
    assert "Zatwierdź dokument" not in said, "nobody approves an own document"

    paid = await desk.fill(await desk.open(f"{at}/pay"), f"{at}/pay", **day("paid_on", 20))
    assert "zapłacony 20.02.2021" in read(paid)
    async with whole.staff("k.koordynatorka", "coordinator", name="Ewa Zgoda") as browser:
        other = Desk(browser)
        assert "Dokumenty do zatwierdzenia (1)" in read(await other.open("/"))
        approved = await other.fill(await other.open(at), f"{at}/approve")
        assert "Zatwierdzono 01.03.2021, Ewa Zgoda" in read(approved)
        assert "Zarejestrował(a) Krystyna Liczy" in read(approved)
        assert "Dokumenty do zatwierdzenia" not in read(await other.open("/"))

    budget = read(await desk.open(BUDGET))
    assert "1.1 koszt 1.1 500,00 zł 0,00 zł 100,01 zł 100,01 zł 399,99 zł" in budget
    assert "2.1 koszt 2.1 200,00 zł 0,00 zł 33,33 zł 33,33 zł 166,67 zł" in budget
    assert "Razem 3 500 000,00 zł 0,00 zł 133,34 zł 133,34 zł 3 499 866,66 zł" in budget
    assert "dofinansowanie 2 975 000,00 zł 113,34 zł 113,34 zł" in budget
    earlier = await desk.open(f"{BUDGET}?as_of.day=9&as_of.month=2&as_of.year=2021")
    assert "1.1 koszt 1.1 500,00 zł 0,00 zł 0,00 zł 0,00 zł 500,00 zł" in read(earlier)
    no_day = await desk.open(f"{BUDGET}?as_of.day=31&as_of.month=2&as_of.year=2021")
    assert (no_day.status, list(no_day.errors)) == (422, ["as_of"])
    none = await desk.open(f"{BUDGET}?as_of.day=1&as_of.month=1&as_of.year=2020")
    assert "W dniu 01.01.2020 nie obowiązywał żaden budżet." in read(none)


async def test_why_leads_to_what_moved_the_line_and_to_its_documents(desk: Desk):
    page = await desk.open(BUDGET)
    assert f"{BUDGET}/lines/2.1?as_of.day=1&amp;as_of.month=3&amp;as_of.year=2021" in page.text
    moved = await desk.open(f"{BUDGET}/lines/2.1")
    assert "10.02.2021 dokument FV 12/02/2021 0,00 zł 33,33 zł 166,67 zł" in read(moved)
    assert f'href="{LIST}?line=2.1"' in moved.text
    of_line = read(await desk.open(f"{LIST}?line=2.1"))
    assert "Dokumenty pozycji 2.1 koszt 2.1" in of_line
    assert "zapłacony 20.02.2021 150,00 zł 133,34 zł 33,33 zł" in of_line
    assert "Nie ma tu jeszcze żadnego dokumentu." in read(await desk.open(f"{LIST}?line=1.2"))


async def test_a_change_is_shown_and_asks_for_approval_anew(desk: Desk):
    at = next(one for one in (await desk.open(LIST)).text.split('"') if one.startswith("/expenses/"))
    form = await desk.open(f"{at}/ineligible")
    typed = {"rows.1.amount": "40,00", "reason_code": "mistake", "reason": "bilet spoza projektu"}
    refused = await desk.fill(form, f"{at}/ineligible", **typed)
    said = refused.errors["rows.1.amount"].replace("\xa0", " ")
    assert said == "Nie można odjąć więcej, niż jest kwalifikowalne w tym wierszu, 33,33 zł."
    assert typed_in(refused, f"{at}/ineligible")["reason"] == ["bilet spoza projektu"]
    done = await desk.fill(refused, f"{at}/ineligible", **{"rows.1.amount": "3,33"})
    assert "do zatwierdzenia" in read(done)
    assert "Ostatnio zmienił(a) Krystyna Liczy" in read(done)
    assert "2 2.1 koszt 2.1 – 33,33 zł 30,00 zł" in read(done)
    corrected = {"rows.0.amount": "-50,00", "reason_code": "procurement_breach", "reason": "korekta 25 %"}
    after = await desk.fill(await desk.open(f"{at}/correct"), f"{at}/correct", **corrected, **day("on", 1, 3))
    assert "1 1.1 koszt 1.1 – 100,01 zł 50,01 zł" in read(after)
    assert "Kwalifikowalne 80,01 zł" in read(after)


async def test_who_was_overtaken_sees_the_document_as_it_was_and_as_it_is(whole: House, desk: Desk):
    at = next(one for one in (await desk.open(LIST)).text.split('"') if one.startswith("/expenses/"))
    changing = await desk.open(f"{at}/ineligible")
    async with whole.staff("k.druga", "coordinator", name="Ewa Druga") as browser:
        other = Desk(browser)
        approving = await other.open(at)
        typed = {"rows.0.amount": "10,00", "reason_code": "mistake", "reason": "bilet"}
        done = await desk.fill(changing, f"{at}/ineligible", **typed)
        assert "Kwalifikowalne 70,01 zł" in read(done)
        overtaken = await other.fill(approving, f"{at}/approve")
        assert (overtaken.status, list(overtaken.errors)) == (412, ["If-Match"])
        assert "Kwalifikowalne, wiersz 1 50,01 zł 40,01 zł" in read(overtaken)
        assert "Kwalifikowalne, wiersz 2 30,00 zł 30,00 zł" in read(overtaken)
        assert "Nic nie zostało jeszcze zatwierdzone." in read(overtaken)
        assert "zatwierdzony" in read(await other.fill(overtaken, f"{at}/approve"))
    twice = await desk.fill(changing, f"{at}/ineligible", **typed | {"key": str(uuid4()), "rows.0.amount": "5,00"})
    assert twice.status == 412
    assert "Kwalifikowalne, wiersz 1 50,01 zł 40,01 zł" in read(twice)
    assert "Zatwierdzono do zatwierdzenia 01.03.2021" in read(twice)
    assert typed_in(twice, f"{at}/ineligible")["rows.0.amount"] == ["5,00"]
    assert "Kwalifikowalne 65,01 zł" in read(await desk.fill(twice, f"{at}/ineligible"))


async def test_a_refusal_keeps_every_typed_value_and_names_the_field(desk: Desk):
    form = await with_supplier(desk)
    typed = {"number": "FV 13", "rows.3.line": "2.1", "rows.3.eligible": "9 000,00", "gross": "10 000,00"}
    differs = await desk.fill(form, NEW, **typed)
    assert differs.errors["gross"].replace("\xa0", " ").startswith("Netto i VAT dają razem 150,00 zł.")
    assert "Dlaczego? Netto i VAT dają razem 150,00 zł." in read(differs)
    assert "Kwoty wchodzą do zestawienia dokumentów tak, jak stoją na dokumencie" in read(differs)
    kept = typed_in(differs, NEW)
    assert [kept[name] for name in ("number", "net", "gross", "rows.0.eligible")] == [
        ["FV 13"], ["121,95"], ["10 000,00"], ["100,01"],
    ]  # fmt: skip
    assert kept["rows.1.eligible"] == ["9 000,00"], "empty rows between are closed"
    over = await desk.fill(differs, NEW, net="9 971,95")
    assert "Ta pozycja ma 200,00 zł" in over.errors["rows.1.eligible"].replace("\xa0", " ")
    twice = await desk.fill(over, NEW, **HEADER | {"number": "fv12/02/2021", "rows.1.line": "", "rows.1.eligible": ""})
    assert twice.errors["number"].startswith("Dokument o tym numerze od tego dostawcy jest już zapisany.")
    not_amount = await desk.fill(twice, NEW, **{"rows.0.eligible": "sto"})
    assert list(not_amount.errors) == ["rows.0.eligible"]


async def test_who_may_not_gets_no_page(whole: House, opened: None):
    async with whole.staff("k.socjalna", "social_worker") as browser:
        worker = Desk(browser)
        for place in (BUDGET, LIST, NEW):
            assert (await worker.open(place)).status == 403
    async with whole.staff("k.audytor", "auditor") as browser:
        auditor = Desk(browser)
        page = await auditor.open(BUDGET)
        assert (page.status, NEW in page.text) == (200, False)
        assert (await auditor.open(NEW)).status == 403


def day(name: str, number: int, month: int = 2) -> dict[str, str]:
    return {f"{name}.day": str(number), f"{name}.month": str(month), f"{name}.year": "2021"}
