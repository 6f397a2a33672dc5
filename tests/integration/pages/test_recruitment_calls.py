"""Missing documents: said in the assessment, waited for on the first page until the last day, settled by assessing again."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.pages.office import CRITERIA, Office, rows
from tests.integration.pages.reading import links, words
from tests.integration.pages.sheet import Desk, Sheet, typed_in
from tests.support.house import House


@pytest.fixture(scope="module")
async def office(whole: House) -> AsyncIterator[Office]:
    """A social worker's, on 1 March 2021; each test that comes to a later day comes after those of earlier ones."""
    await whole.services.on("2021-03-01")
    async with whole.staff("k.nowak", "social_worker") as browser:
        yield Office(whole, Desk(browser))


async def called(office: Office, at: str, *criteria: str) -> Sheet:
    return await office.assessed(at, **dict.fromkeys(criteria, "evidence_missing"))


async def test_evidence_that_is_missing_calls_on_the_applicant_instead_of_assessing(office: Office) -> None:
    place = await office.opened("owing", limit=1)
    at = await office.applied("owing", "Dzięcioł")
    done = await called(office, at, "labour_status", "age")
    assert "Oceny jeszcze nie ma: osobę wezwano do uzupełnienia zgłoszenia." in done.words
    assert "Stan ◆ do uzupełnienia" in done.words
    assert "Brakujące dokumenty Wiek; Status na rynku pracy" in done.words
    assert "Uzupełnić do dnia poniedziałek 08.03.2021 ● za 7 dni Dlaczego?" in done.words
    assert "Projekt daje 7 dni od dnia wezwania" in done.words
    assert "Gdy dokumenty wpłyną, proszę ocenić ponownie." in done.words
    listed = await office.desk.open(f"{place}?state=incomplete")
    (row,) = [row for row in rows(listed) if "Anna" in row]
    assert row.startswith("Anna Dzięcioł")
    assert "dokumenty do: poniedziałek 08.03.2021" in row
    assert "Anna" not in (await office.desk.open(f"{place}?state=submitted")).words


async def test_the_assessment_opens_again_as_it_was_recorded_and_is_approved_when_all_is_there(office: Office) -> None:
    await office.opened("again", limit=1)
    at = await office.applied("again", "Gil")
    sheet = await office.desk.open(f"{at}/assess")
    assert not any(typed_in(sheet, f"{at}/assess").get(f"results.{one}") for one in CRITERIA), "nothing is recorded yet"
    await called(office, at, "disability")
    sheet = await office.desk.open(f"{at}/assess")
    stands = {one: typed_in(sheet, f"{at}/assess")[f"results.{one}"] for one in CRITERIA}
    assert stands == {one: ["met"] for one in CRITERIA} | {"disability": ["evidence_missing"]}
    done = await office.desk.fill(sheet, f"{at}/assess", **{"results.disability": "met"})
    assert "Ocena została zatwierdzona." in done.words
    assert "Brakujące dokumenty" not in done.words


async def test_the_first_page_names_who_owes_what_and_until_when_and_leads_to_the_assessment(office: Office) -> None:
    await office.opened("today", limit=1)
    first, second, fresh = [await office.applied("today", name) for name in ("Kos", "Szpak", "Wilga")]
    await called(office, first, "age", "disability")
    await office.house.services.on("2021-03-02")
    await called(office, second, "premises")
    page = await office.desk.browser.get("/?kind=documents")
    said = words(page)
    lines = [row for row in rows(Sheet(200, page.text, "/")) if "Anna" in row]
    assert f"Brakujące dokumenty ({len(lines)})" in said
    assert "za 7 dni 09.03.2021" in lines[-1]
    assert "Anna Szpak – Przesłanki wykluczenia" in lines[-1]
    assert any("za 6 dni 08.03.2021" in row and "Anna Kos – Wiek; Niepełnosprawność" in row for row in lines)
    assert not any("Wilga" in row for row in lines)
    assert {f"{first}/assess", f"{second}/assess"} <= set(links(page))
    assert "Brakujące dokumenty uzupełnia się w tylu dniach od wezwania" in said
    others = rows(Sheet(200, (await office.desk.browser.get("/?kind=assessment")).text, "/"))
    assert [row for row in others if "Kos" in row or "Szpak" in row] == []
    assert [row for row in others if "Wilga" in row] != []
    assert f"{fresh}/assess" not in links(page)


async def test_the_card_and_its_history_say_what_is_missing_and_an_auditor_reads_only_until_when(office: Office) -> None:
    await office.house.services.on("2021-03-03")
    await office.opened("card", limit=1)
    at = await office.applied("card", "Zięba")
    shown = await called(office, at, "disability")
    person = next(one for one in shown.text.split('"') if one.startswith("/people/"))
    card = (await office.desk.open(person)).words
    assert "środa 10.03.2021 – brakujące dokumenty" in card
    history = (await office.desk.open(f"{person}/history")).words
    assert "Wezwano do uzupełnienia zgłoszenia" in history
    assert "Uzupełnić do dnia: teraz: 10.03.2021" in history
    assert "Brak dokumentu: teraz: Niepełnosprawność" in history
    async with office.house.staff("t.audytor", "auditor") as browser:
        auditor = Desk(browser)
        seen = (await auditor.open(at)).words
        assert "Brakujące dokumenty Państwa rola nie widzi, których." in seen
        assert "Uzupełnić do dnia środa 10.03.2021" in seen
        told = (await auditor.open(f"{person}/history")).words
        assert ("Wezwano do uzupełnienia zgłoszenia" in told, "Brak dokumentu" in told) == (True, False)


async def test_the_last_day_passes_and_a_worker_decides(office: Office) -> None:
    await office.house.services.on("2021-03-04")
    await office.opened("late", limit=1)
    at = await office.applied("late", "Sikora")
    await called(office, at, "age")
    await office.house.services.on("2021-03-12")
    late = await office.desk.open(at)
    assert "Stan ◆ do uzupełnienia" in late.words
    assert "11.03.2021 ▲ 1 dzień po terminie" in late.words
    assert "Ostatni dzień minął." in late.words
    done = await office.assessed(at, age="not_met")
    assert "Stan ▲ ocena negatywna" in done.words
    assert "Niespełnione kryteria Wiek" in done.words


async def test_in_english_too(office: Office) -> None:
    await office.opened("spoken", limit=1)
    at = await office.applied("spoken", "Rudzik")
    await called(office, at, "age")
    await office.desk.browser.get("/language/en")
    assert "evidence missing" in (await office.desk.open(f"{at}/assess")).words
    assert "Where it stands ◆ documents missing" in (await office.desk.open(at)).words
    assert "Missing documents (" in words(await office.desk.browser.get("/"))
    await office.desk.browser.get("/language/pl")
