"""Finding people and their card: what is shown to whom, what is closed, and that looking is logged."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.pages.casework import Somebody, fill, project, recruited, words
from tests.support.centre import House
from tests.support.reception import Browser

CONTACT = {"phone": "600100200", "email": "anna@poczta.example"}


@pytest.fixture(scope="module")
async def anna(whole: House) -> Somebody:
    await project(whole)
    return await recruited(whole, 1, "Anna", "Zielińska", **CONTACT)


@pytest.fixture(scope="module")
async def worker(whole: House) -> AsyncIterator[Browser]:
    """The browser of a social worker."""
    async with whole.staff("k.nowak", "social_worker") as browser:
        yield browser


async def reads(whole: House, person: str) -> list[tuple[str, list[str]]]:
    """The purposes and fields of the log, in order."""
    found = await whole.services.ask("recruitment", "access_log", whole.services.as_officer(), person=person)
    return [(one["purpose"], one["fields"]) for one in found["items"]]


async def test_somebody_is_found_by_the_beginning_of_a_name_and_the_page_says_that_it_was_logged(
    whole: House, worker: Browser, anna: Somebody
) -> None:
    asked = (await worker.get("/people")).text
    assert "Każde wyszukanie jest zapisywane w dzienniku dostępu" in asked
    page = await fill(worker, "/people", name="ziel", project="bridge", purpose="casework")
    assert page.status_code == 200
    read = words(page.text)
    assert "Zielińska Anna" in read
    assert "ma miejsce" in read
    assert "To wyszukanie zapisano w dzienniku dostępu." in read
    assert f'href="/people/{anna.person}"' in page.text
    assert str(page.url).endswith("/people")


async def test_somebody_is_found_by_number(whole: House, worker: Browser, anna: Somebody) -> None:
    page = await fill(worker, "/people", pesel=anna.pesel, purpose="search")
    assert "Zielińska Anna" in words(page.text)
    none = await fill(worker, "/people", pesel="44051401359", purpose="search")
    assert "Nikogo nie znaleziono." in words(none.text)


async def test_a_mistyped_number_is_told_at_the_field_with_what_was_typed(
    whole: House, worker: Browser, anna: Somebody
) -> None:
    page = await fill(worker, "/people", pesel="123", purpose="search")
    assert page.status_code == 422
    assert "Numer PESEL ma jedenaście cyfr." in words(page.text)
    assert 'value="123"' in page.text


async def test_the_card_shows_status_group_and_the_next_step_and_keeps_the_rest_closed(
    whole: House, worker: Browser, anna: Somebody
) -> None:
    page = (await worker.get(f"/people/{anna.person}")).text
    read = words(page)
    assert "Anna Zielińska" in read
    assert "Mieszkańcy" in read
    assert "ma miejsce" in read
    assert f'<a class="button primary" href="/applications/{anna.application}/contract">' in page
    for closed in (anna.pesel, "600100200", "znaczny", "bierność"):
        assert closed not in page


async def test_the_closed_part_opens_for_a_purpose_once_and_the_opening_is_in_the_log(
    whole: House, worker: Browser, anna: Somebody
) -> None:
    at = f"/people/{anna.person}"
    page = await fill(worker, at, f"{at}/data", purpose="letter")
    read = words(page.text)
    for opened in (anna.pesel, "600100200", "anna@poczta.example", "znaczny", "bierność zawodowa"):
        assert opened in read
    assert "W dzienniku dostępu zapisano" in read
    assert any(purpose == "letter" and "pesel" in fields for purpose, fields in await reads(whole, anna.person))
    assert anna.pesel not in (await worker.get(at)).text


async def test_whoever_is_left_alone_is_found_without_a_name(whole: House, worker: Browser, anna: Somebody) -> None:
    kos = await recruited(whole, 2, "Ewa", "Kos")
    tell, officer = whole.services.tell, whole.services.as_officer()
    asked = {"person": kos.person, "kind": "restriction", "received_on": "2021-03-01", "channel": "letter"}
    request = (await tell("recruitment", "record_subject_request", asked))["request_id"]
    await tell("recruitment", "answer_subject_request", {"request": request, "project": "bridge"}, officer)
    found = await fill(worker, "/people", name="kos", project="bridge", purpose="casework")
    assert "osoba, której dane są ograniczone" in words(found.text)
    assert "Kos " not in words(found.text)
    assert "Osoba, której dane są ograniczone" in words((await worker.get(f"/people/{kos.person}")).text)


async def test_without_a_purpose_nothing_opens(whole: House, worker: Browser, anna: Somebody) -> None:
    at = f"/people/{anna.person}"
    page = await fill(worker, at, f"{at}/data", purpose="curiosity")
    assert page.status_code == 422
    assert "Proszę wybrać, do czego dane są potrzebne." in words(page.text)
    assert anna.pesel not in page.text


async def test_an_auditor_sees_the_card_without_telephone_situation_or_forms(whole: House, anna: Somebody) -> None:
    async with whole.staff("t.audytor", "auditor") as browser:
        at = f"/people/{anna.person}"
        page = (await browser.get(at)).text
        assert "Anna Zielińska" in words(page)
        for form in (f"{at}/correct", f"{at}/case-worker", f"{at}/family", f"/applications/{anna.application}/contract"):
            assert form not in page
        opened = words((await fill(browser, at, f"{at}/data", purpose="control")).text)
        assert anna.pesel in opened
        for hidden in ("600100200", "znaczny"):
            assert hidden not in opened


@pytest.mark.parametrize("role", ["accountant", "trainer", "commission_member"])
async def test_other_roles_are_refused_as_the_service_does(whole: House, anna: Somebody, role: str) -> None:
    async with whole.staff(f"x.{role}".replace("_", "-"), role) as browser:
        for page in ("/people", f"/people/{anna.person}", f"/people/{anna.person}/history", f"/people/{anna.person}/correct"):
            assert (await browser.get(page)).status_code == 403, page


async def test_somebody_of_another_project_is_out_of_reach(whole: House, anna: Somebody) -> None:
    async with whole.staff("a.obca", "social_worker", projects=["other"]) as browser:
        assert (await browser.get(f"/people/{anna.person}")).status_code == 403


async def test_a_coordinator_names_the_case_worker(whole: House, anna: Somebody) -> None:
    async with whole.staff("e.koordynator", "coordinator") as browser:
        at = f"/people/{anna.person}"
        page = (await browser.get(at)).text
        nowak = page.partition('name="case_worker"')[2].partition('<option value="')[2].partition('"')[0]
        answer = await fill(browser, at, f"{at}/case-worker", case_worker=nowak)
        assert answer.status_code == 303
        shown = words((await browser.get(answer.headers["location"])).text)
        assert "Wyznaczono pracownika prowadzącego." in shown
        assert "jeszcze nikt" not in shown


async def test_a_stranger_is_sent_to_the_door(whole: House, anna: Somebody) -> None:
    async with whole.desk.browser() as browser:
        answer = await browser.get(f"/people/{anna.person}")
        assert (answer.status_code, answer.headers["location"].startswith("/sign-in")) == (303, True)
