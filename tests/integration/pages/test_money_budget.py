"""Planning money without scripts: a first budget, a version whose changes are seen before it counts, and why a line is over."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.pages.sheet import Desk, Sheet, typed_in
from tests.support.house import House
from tests.unit.recruitment.examples import definition

PROJECT = "plans"
BUDGET, BOUND = f"/projects/{PROJECT}/budget", f"/projects/{PROJECT}/commitments"
PLAN, VERSIONS = f"{BUDGET}/plan", f"{BUDGET}/versions"


def row(task: int, line: int, code: str, amount: str) -> dict[str, str]:
    """A line that is bought once."""
    at = f"tasks.{task}.lines.{line}"
    said = {"code": code, "title": f"koszt {code}", "category": "usługi", "unit": "szt.", "quantity": "1"}
    return {f"{at}.{name}": value for name, value in (said | {"unit_price": amount, "amount": amount}).items()}


FIRST = {"tasks.0.code": "1", "tasks.0.title": "Warsztaty", "tasks.1.code": "2", "tasks.1.title": "Wyjazdy"}
LINES = row(0, 0, "1.1", "500,00") | row(0, 1, "1.2", "3 499 300,00") | row(1, 0, "2.1", "200,00")


@pytest.fixture(scope="module")
async def opened(whole: House) -> None:
    """On 1 March 2021 the project is open and has no budget."""
    await whole.services.on("2021-02-01")
    asked = definition(project=PROJECT, limit=2).model_dump(mode="json")
    await whole.services.tell("recruitment", "open_project", {"definition": asked})
    await whole.services.on("2021-03-01")


@pytest.fixture(scope="module")
async def desk(whole: House, opened: None) -> AsyncIterator[Desk]:
    async with whole.staff("p.ksiegowa", "accountant", name="Krystyna Liczy") as browser:
        yield Desk(browser)


def read(sheet: Sheet) -> str:
    return sheet.words.replace("\xa0", " ")


def day(name: str, number: int, month: int = 3) -> dict[str, str]:
    return {f"{name}.day": str(number), f"{name}.month": str(month), f"{name}.year": "2021"}


def as_of(number: int) -> str:
    return "&".join(f"{name}={value}" for name, value in day("as_of", number).items())


async def test_a_first_budget_is_typed_row_by_row_and_approved(desk: Desk):
    none = await desk.open(BUDGET)
    assert f'href="{PLAN}"' in none.text
    form = await desk.open(PLAN)
    kept = typed_in(form, PLAN)
    assert (kept["total"], kept["sources.1.code"], kept["sources.1.amount"]) == (["3 500 000,00"], ["own"], ["525 000,00"])
    longer = await desk.fill(await desk.fill(form, PLAN, press="line.0"), PLAN, press="task")
    assert "tasks.0.lines.1.code" in longer.text
    assert "tasks.1.lines.0.code" in longer.text
    wrong = await desk.fill(longer, PLAN, **FIRST, **LINES | {"tasks.1.lines.0.quantity": "2"})
    (field,) = wrong.errors
    assert field == "tasks.1.lines.0.amount"
    assert "liczba razy cena jednostkowa to 400,00 zł, a w kwocie stoi 200,00 zł" in wrong.errors[field].replace("\xa0", " ")
    less = await desk.fill(wrong, PLAN, **row(1, 0, "2.1", "199,00"))
    assert less.errors["total"].replace("\xa0", " ").startswith("Pozycje dają razem 3 499 999,00 zł")
    done = await desk.fill(less, PLAN, **row(1, 0, "2.1", "200,00"))
    assert (done.where, done.status) == (BUDGET, 200), done.errors
    assert "Budżet jest zatwierdzony i obowiązuje." in read(done)
    assert "2.1 koszt 2.1 200,00 zł 0,00 zł 0,00 zł 0,00 zł 200,00 zł" in read(done)


async def test_a_version_shows_what_it_changes_before_it_counts(whole: House, desk: Desk):
    await whole.services.on("2021-03-15")
    form = await desk.open(PLAN)
    assert form.heading == "Zmień budżet"
    assert typed_in(form, PLAN)["tasks.0.lines.1.amount"] == ["3 499 300,00"]
    changed = row(0, 1, "1.2", "3 499 100,00") | row(1, 0, "2.1", "400,00") | day("on", 10)
    no_reason = await desk.fill(form, PLAN, **changed)
    assert no_reason.errors == {"reason": "Proszę wypełnić to pole."}
    shown = await desk.fill(no_reason, PLAN, reason="droższe wyjazdy")
    said = read(shown)
    assert (shown.status, shown.heading) == (200, "Potwierdzenie wersji 2 budżetu")
    assert "Obowiązuje od 10.03.2021" in said
    assert "2.1 koszt 2.1 ℹ zmienione Cena jednostkowa, Kwota 200,00 zł 400,00 zł +200,00 zł" in said
    assert "1.2 koszt 1.2 ℹ zmienione Cena jednostkowa, Kwota 3 499 300,00 zł 3 499 100,00 zł -200,00 zł" in said
    assert "2.1 koszt 2.1 200,00 zł" in read(await desk.open(BUDGET)), "nothing is written down yet"
    back = await desk.fill(shown, PLAN, press="back")
    assert typed_in(back, PLAN)["reason"] == ["droższe wyjazdy"]
    assert typed_in(await desk.open(PLAN), PLAN)["tasks.1.lines.0.amount"] == ["400,00"], "it is kept"
    done = await desk.fill(shown, PLAN, press="confirm")
    assert (done.where, done.status) == (BUDGET, 200), done.errors
    assert "według wersji 2 budżetu" in read(done)
    compared = read(await desk.open(VERSIONS))
    assert "2 10.03.2021 droższe wyjazdy 1 01.03.2021 pierwsza wersja" in compared
    assert "Od wersji 1 do wersji 2" in compared
    assert "2.1 koszt 2.1 ℹ zmienione Cena jednostkowa, Kwota 200,00 zł 400,00 zł +200,00 zł" in compared
    same = await desk.open(f"{VERSIONS}?since=2&until=2")
    assert "proszę wybrać dwie różne wersje" in read(same)


async def test_who_confirms_what_somebody_changed_meanwhile_sees_the_newest_version(whole: House, desk: Desk):
    typed = day("on", 11) | {"reason": "przesunięcie"}
    shown = await desk.fill(await desk.open(PLAN), PLAN, **typed, **row(1, 0, "2.1", "390,00") | row(0, 0, "1.1", "510,00"))
    async with whole.staff("p.koordynatorka", "coordinator", name="Ewa Zgoda") as browser:
        other = Desk(browser)
        theirs = row(0, 1, "1.2", "3 499 080,00") | row(0, 0, "1.1", "520,00")
        mine = await other.fill(await other.open(PLAN), PLAN, **typed, **theirs)
        assert (await other.fill(mine, PLAN, press="confirm")).where == BUDGET
    again = await desk.fill(shown, PLAN, press="confirm")
    assert (again.status, again.heading) == (200, "Potwierdzenie wersji 4 budżetu")
    assert "Ktoś w międzyczasie zmienił budżet." in read(again)
    assert "1.1 koszt 1.1 ℹ zmienione Cena jednostkowa, Kwota 520,00 zł 510,00 zł -10,00 zł" in read(again)
    done = await desk.fill(again, PLAN, press="confirm")
    assert (done.where, done.status) == (BUDGET, 200), done.errors


async def test_a_line_that_is_over_says_by_how_much_and_since_which_document(whole: House, desk: Desk):
    """Line 2.1 has 200.00 until 9 March, 390.00 today; a document of 5 March stands there with 300.00."""
    company = {"name": "Topart", "tax_number": "123-456-32-18"}
    supplier = (await whole.services.tell("finance", "register_supplier", company))["supplier_id"]
    header = {"project": PROJECT, "supplier": supplier, "number": "FV 7", "title": "Wyjazd", "issued_on": "2021-03-05"}
    money = {"net": "300.00", "vat": "0.00", "gross": "300.00", "rows": [{"line": "2.1", "eligible": "300.00"}]}
    expense = (await whole.services.tell("finance", "record_expense", header | money))["expense_id"]
    page = await desk.open(f"{BUDGET}?{as_of(9)}")
    assert "-100,00 zł ▲ przekroczenie o 100,00 zł od: dokument FV 7 , 05.03.2021" in read(page)
    assert f'href="/expenses/{expense}"' in page.text
    why = f"{BUDGET}/lines/2.1?{as_of(9)}"
    assert why.replace("&", "&amp;") in page.text
    line = read(await desk.open(why))
    assert "Stan na 09.03.2021, według wersji 1 budżetu: plan 200,00 zł, zostało -100,00 zł." in line
    assert "Pozycja przekracza plan o 100,00 zł, od: dokument FV 7 z dnia 05.03.2021." in line
    assert "05.03.2021 dokument ▲ odtąd przekroczona FV 7 0,00 zł 300,00 zł -100,00 zł" in line
    assert "Do tego dnia nic nie zmieniło tej pozycji." in read(await desk.open(f"{BUDGET}/lines/2.1?{as_of(4)}"))
    today = read(await desk.open(BUDGET))
    assert "2.1 koszt 2.1 390,00 zł 0,00 zł 300,00 zł 0,00 zł 90,00 zł" in today
    assert "przekroczenie" not in today


async def test_a_version_that_leaves_a_line_too_little_is_refused_at_the_line(desk: Desk):
    typed = day("on", 12) | {"reason": "oszczędności"} | row(1, 0, "2.1", "290,00") | row(0, 0, "1.1", "610,00")
    below = await desk.fill(await desk.open(PLAN), PLAN, **typed)
    (field,) = below.errors
    assert field == "tasks.1.lines.0.amount"
    assert "W pozycji 2.1 zaangażowano już 300,00 zł, a miałaby ona 290,00 zł." in below.errors[field].replace("\xa0", " ")
    not_a_number = await desk.fill(below, PLAN, **{"tasks.1.lines.0.quantity": "raz"})
    assert not_a_number.errors == {"tasks.1.lines.0.quantity": "Proszę podać liczbę, na przykład 12,5."}


async def test_a_commitment_is_recorded_and_released(desk: Desk):
    empty = read(await desk.open(BOUND))
    assert "Nic nie jest jeszcze związane." in empty
    form = await desk.open(f"{BOUND}/new")
    neither = await desk.fill(form, f"{BOUND}/new", line="1.2", amount="1 000,00")
    assert neither.errors["contract.supplier"].startswith("Proszę wypełnić umowę albo wybrać zajęcia")
    supplier = neither.text.partition(">Topart")[0].rpartition('<option value="')[2].partition('"')[0]
    contract = {"contract.supplier": supplier, "contract.number": "U/3/2021", **day("contract.signed_on", 2)}
    over = await desk.fill(neither, f"{BOUND}/new", **contract, line="2.1")
    assert "Ta pozycja ma 390,00 zł" in over.errors["amount"].replace("\xa0", " ")
    done = await desk.fill(over, f"{BOUND}/new", line="1.2")
    said = read(done)
    assert "Zobowiązanie jest zapisane." in said
    assert "U/3/2021 Topart 1.2 koszt 1.2 02.03.2021 1 000,00 zł 0,00 zł 1 000,00 zł ℹ otwarte" in said
    at = next(one for one in done.text.split('"') if one.endswith("/release"))
    sure = await desk.open(at)
    assert "Kwota 1 000,00 zł w pozycji 1.2 będzie znów wolna." in read(sure)
    assert list((await desk.fill(sure, at)).errors) == ["reason"]
    released = read(await desk.fill(sure, at, reason="umowa rozwiązana"))
    assert "1 000,00 zł 0,00 zł 0,00 zł ● zwolnione" in released


async def test_a_natural_person_becomes_a_supplier_for_the_purpose_of_settling(whole: House):
    at, new = f"/projects/{PROJECT}/suppliers/person", f"/projects/{PROJECT}/expenses/new"
    async with whole.staff("p.rejestrujaca", "coordinator", name="Ewa Zgoda") as browser:
        desk = Desk(browser)
        form = await desk.fill(await desk.open(new), new, number="R 1/2021", press="person")
        assert (form.where, "Cel: rozliczenie z wykonawcą." in read(form)) == (at, True)
        wrong = await desk.fill(form, at, **{"person.given_name": "Wirginia"})
        assert list(wrong.errors) == ["person.family_name"]
        chosen = await desk.fill(wrong, at, **{"person.family_name": "Brzoza"})
        assert (chosen.where, "Dostawca jest zarejestrowany i wybrany." in read(chosen)) == (new, True)
        kept = typed_in(chosen, new)
        assert kept["number"] == ["R 1/2021"]
        assert f'<option value="{kept["supplier"][0]}" selected>Wirginia Brzoza' in chosen.text
    async with whole.staff("p.druga", "accountant") as browser:
        accountant = Desk(browser)
        assert (await accountant.open(at)).status == 403
        assert 'value="person"' not in (await accountant.open(new)).text


async def test_who_may_not_plan_sees_no_way_to(whole: House, opened: None):
    async with whole.staff("p.audytor", "auditor") as browser:
        auditor = Desk(browser)
        page = await auditor.open(BUDGET)
        assert (VERSIONS in page.text, BOUND in page.text, PLAN in page.text) == (True, True, False)
        assert (await auditor.open(PLAN)).status == 403
        listed = await auditor.open(BOUND)
        assert (listed.status, f"{BOUND}/new" in listed.text, "/release" in listed.text) == (200, False, False)
        assert (await auditor.open(f"{BOUND}/new")).status == 403
    async with whole.staff("p.socjalna", "social_worker") as browser:
        worker = Desk(browser)
        for place in (PLAN, VERSIONS, BOUND, f"{BUDGET}/lines/1.1"):
            assert (await worker.open(place)).status == 403
