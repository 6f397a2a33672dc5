"""The list of recruitment, the assessment, and the offer: what staff read, do, and may not do."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.pages.office import CRITERIA, Office, rows
from tests.integration.pages.sheet import Desk, typed_in
from tests.support.house import House
from tests.support.pages import forms_of


@pytest.fixture(scope="module")
async def office(whole: House) -> AsyncIterator[Office]:
    """A social worker's, in March 2021."""
    await whole.services.on("2021-03-01")
    async with whole.staff("k.nowak", "social_worker") as browser:
        yield Office(whole, Desk(browser))


async def test_an_application_waits_first_and_is_assessed_criterion_by_criterion(office: Office) -> None:
    place = await office.opened("first", limit=1)
    at = await office.applied("first", "Bocian")
    listed = await office.desk.open(place)
    assert listed.heading == "Nabór"
    assert any("Anna Bocian" in row and "01.02.2021, 09:00" in row and "Oceń" in row for row in rows(listed))
    sheet = await office.desk.open(f"{at}/assess")
    assert "orzeczenie o niepełnosprawności" in sheet.words
    half = await office.desk.fill(sheet, f"{at}/assess", **{"results.age": "met"})
    assert (half.status, "results.age" in half.errors, len(half.errors)) == (422, False, 5)
    assert typed_in(half, f"{at}/assess")["results.age"] == ["met"]
    done = await office.assessed(at)
    assert "Ocena została zatwierdzona." in done.words
    assert "Wolne jest 1 miejsce i nikt nie czeka: osoba otrzyma je od razu." in done.words
    given = await office.desk.fill(done, at)
    assert "Osoba ma miejsce w projekcie." in given.words
    assert "zajęte 1 · oferty 0 · wolne 0" in given.words


async def test_a_criterion_that_is_not_met_is_the_reason_of_the_rejection(office: Office) -> None:
    await office.opened("reasons", limit=1)
    at = await office.applied("reasons", "Czapla")
    done = await office.assessed(at, premises="not_met", age="not_met")
    assert "Stan ▲ ocena negatywna" in done.words
    assert "Niespełnione kryteria Przesłanki wykluczenia; Wiek" in done.words
    again = await office.assessed(at)
    assert (again.status, again.heading) == (409, "Ocena: Anna Czapla")
    assert "To zgłoszenie już oceniono." in again.errors["application"]


async def test_the_reserve_list_says_the_order_and_who_may_not_be_offered_a_place_yet(office: Office) -> None:
    place = await office.opened("order", limit=1)
    taken = await office.applied("order", "Zajęta")
    await office.placed(taken)
    late = await office.applied("order", "Druga", "2021-02-02T09:00")
    early = await office.applied("order", "Pierwsza", "2021-02-01T10:00")
    for at in (late, early):
        assert "osoba jest na liście rezerwowej" in (await office.placed(at)).words
    listed = await office.desk.open(place)
    first, second = [row for row in rows(listed) if "czeka" in row and "Anna" in row]
    assert first.startswith("1 Anna Pierwsza")
    assert "Najbliższe wolne miejsce zostanie od razu zaproponowane tej osobie." in first
    assert second.startswith("2 Anna Druga")
    assert "Jeszcze bez oferty: przed tą osobą czeka 1 osoba." in second
    assert "rezerwa 2" in listed.words
    why = await office.desk.open(f"{late}/why")
    assert why.heading == "Dlaczego to miejsce: Anna Druga"
    assert "Miejsce 2 na liście rezerwowej." in why.words
    assert "wcześniejsze zgłoszenie: 01.02.2021, 10:00" in why.words
    assert "Oceniono zgłoszenie – Maria Zielińska" in why.words


async def test_a_place_that_becomes_free_is_offered_and_taken(office: Office) -> None:
    place = await office.opened("offer", limit=1)
    taken, waits = [await office.applied("offer", name) for name in ("Wychodząca", "Czekająca")]
    await office.placed(taken)
    await office.placed(waits)
    sheet = await office.desk.open(f"{taken}/withdraw")
    empty = await office.desk.fill(sheet, f"{taken}/withdraw")
    assert (empty.status, list(empty.errors)) == (422, ["reason"])
    left = await office.desk.fill(empty, f"{taken}/withdraw", reason="moved")
    assert "Rezygnacja została zapisana." in left.words
    listed = await office.desk.open(f"{place}?state=offered")
    (row,) = [row for row in rows(listed) if "Anna" in row]
    assert "oferta do: poniedziałek 08.03.2021" in row
    assert "Zapisz odpowiedź osoby" in row
    offer = await office.desk.open(f"{waits}/offer")
    assert "Dla kogo Anna Czekająca" in offer.words
    assert "Do kiedy poniedziałek 08.03.2021" in offer.words
    assert "Bez odpowiedzi oferta wygasa po 7 dniach" in offer.words
    unsaid = await office.desk.fill(offer, f"{waits}/offer")
    assert (unsaid.status, list(unsaid.errors)) == (422, ["answer"])
    done = await office.desk.fill(unsaid, f"{waits}/offer", answer="accepted")
    assert "Miejsce zostało przyjęte." in done.words
    late = await office.desk.fill(offer, f"{waits}/offer", answer="refused")
    assert (late.status, "Nie ma już otwartej oferty." in late.errors["application"]) == (409, True)


async def test_the_list_is_narrowed_by_a_name_that_stands_in_no_address(office: Office) -> None:
    place = await office.opened("names", limit=1)
    for name in ("Sowa", "Sójka", "Dudek"):
        await office.applied("names", name)
    listed = await office.desk.open(place)
    found = await office.desk.fill(listed, place, name="sow")
    assert found.where == place
    assert [row.partition(" Mieszkańcy")[0] for row in rows(found) if "Anna" in row] == ["Anna Sowa"]
    refused = await office.desk.fill(listed, place, name="!?")
    assert (refused.status, list(refused.errors), "Anna Dudek" in refused.words) == (422, ["name"], True)


async def test_the_public_version_and_the_print_have_what_they_should(office: Office) -> None:
    place = await office.opened("public", limit=0)
    await office.placed(await office.applied("public", "Publiczna"))
    public = await office.desk.open(f"{place}/public")
    assert (public.heading, "Publiczna" in public.text) == ("Nabór w liczbach", False)
    assert "Mieszkańcy 0 0 0 0 1" in public.words
    printed = await office.desk.open(f"{place}/print")
    assert any(row.startswith("1 Anna Publiczna") for row in rows(printed))
    assert "Data i podpisy komisji:" in printed.words


async def test_the_auditor_reads_and_changes_nothing(whole: House, office: Office) -> None:
    place = await office.opened("audited", limit=0)
    at = await office.applied("audited", "Jawna")
    async with whole.staff("t.audytor", "auditor") as browser:
        auditor = Desk(browser)
        listed = await auditor.open(place)
        assert "Anna Jawna" in listed.words
        assert "Robi to pracownik socjalny albo koordynator." in listed.words
        shown = await auditor.open(at)
        actions = [one.action for one in forms_of(shown.text) if one.action.startswith("/applications")]
        assert (actions, f"{at}/assess" in shown.text, f"{at}/withdraw" in shown.text) == ([], False, False)
        sent = await browser.send(f"{at}/assess", page="/account", **{f"results.{one}": "met" for one in CRITERIA})
        assert sent.status_code == 403


async def test_who_may_not_see_the_list_is_not_shown_it(whole: House, office: Office) -> None:
    place = await office.opened("closed", limit=0)
    at = await office.applied("closed", "Zamknięta")
    async with whole.staff("s.ksiegowa", "accountant") as browser:
        accountant = Desk(browser)
        for path in (place, f"{place}/print", at, f"{at}/why", f"{at}/assess", f"{at}/offer"):
            assert (await accountant.open(path)).status == 403, path
        public = await accountant.open(f"{place}/public")
        assert (public.status, f'href="{place}"' in public.text) == (200, False)


async def test_pages_are_small_safe_and_spoken_in_english_on_wish(office: Office) -> None:
    place = await office.opened("english", limit=0)
    at = await office.applied("english", "Zwykła")
    await office.placed(at)
    await office.desk.browser.get("/language/en")
    for path, heading in (
        (place, "Recruitment"),
        (f"{place}/public", "Recruitment in numbers"),
        (f"{place}/print", "Reserve list to print"),
        (f"{place}/apply", "Take in an application"),
        (at, "Application: Anna Zwykła"),
        (f"{at}/why", "Why this place: Anna Zwykła"),
        (f"{at}/assess", "Assessment: Anna Zwykła"),
        (f"{at}/offer", "Offer of a place: Anna Zwykła"),
        (f"{at}/withdraw", "The person gives up: Anna Zwykła"),
    ):
        sheet = await office.desk.open(path)
        assert (sheet.status, sheet.heading) == (200, heading)
        assert not any(part in sheet.text for part in (" style=", "<style", " onclick=", "javascript:")), path
        assert len(sheet.text.encode()) < 60_000
    await office.desk.browser.get("/language/pl")
