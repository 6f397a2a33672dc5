"""Correcting personal data: with a reason, field by field where two people were at it, and what the history keeps."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.pages.casework import Somebody, fill, project, recruited, standing, words
from tests.support.centre import House
from tests.support.reception import Browser

ADDRESS = {"street": "Dworcowa", "house": "15", "flat": "3a", "postal_code": "65-001", "town": "Zielona Góra"}


@pytest.fixture(scope="module")
async def worker(whole: House) -> AsyncIterator[Browser]:
    """The browser of a social worker."""
    await project(whole)
    async with whole.staff("k.nowak", "social_worker") as browser:
        yield browser


async def correct_beside(whole: House, person: str, **changes: object) -> None:
    """Somebody else is faster."""
    await whole.services.tell("recruitment", "correct_person", {"person": person, "reason": "telefon", **changes})


async def test_a_correction_is_saved_with_its_reason_and_the_card_says_so(whole: House, worker: Browser) -> None:
    ewa = await recruited(whole, 10, "Ewa", "Kowal")
    at = f"/people/{ewa.person}/correct"
    answer = await fill(worker, at, family_name="Kowalska", reason="ślub")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/people/{ewa.person}?done=corrected")
    read = words((await worker.get(answer.headers["location"])).text)
    assert "Dane poprawiono." in read
    assert "Ewa Kowalska" in read


async def test_without_a_reason_everything_stands_as_typed(whole: House, worker: Browser) -> None:
    ola = await recruited(whole, 11, "Ola", "Lis")
    page = await fill(worker, f"/people/{ola.person}/correct", family_name="Lisowska")
    assert page.status_code == 422
    assert 'value="Lisowska"' in page.text
    assert 'href="#reason"' in page.text


async def test_what_is_known_is_replaced_but_not_emptied(whole: House, worker: Browser) -> None:
    iga = await recruited(whole, 12, "Iga", "Wilk")
    page = await fill(worker, f"/people/{iga.person}/correct", family_name="", reason="pomyłka")
    assert page.status_code == 422
    assert 'href="#family_name"' in page.text


async def test_an_address_is_replaced_as_a_whole(whole: House, worker: Browser) -> None:
    iza = await recruited(whole, 13, "Iza", "Sowa", address=ADDRESS)
    at = f"/people/{iza.person}/correct"
    assert (await fill(worker, at, **{"address.house": "17", "address.flat": "", "reason": "przeprowadzka"})).status_code == 303
    found = await whole.services.ask("recruitment", "person", person=iza.person, purpose="correction")
    wanted = {
        "street": "Dworcowa",
        "house": "17",
        "flat": None,
        "postal_code": "65-001",
        "town": "Zielona Góra",
        "country": "PL",
    }
    assert found["address"] == wanted


async def test_different_fields_of_two_people_both_stand_and_are_looked_at_once_more(whole: House, worker: Browser) -> None:
    ada = await recruited(whole, 14, "Ada", "Zając")
    at = f"/people/{ada.person}/correct"
    form = standing((await worker.get(at)).text, at)
    await correct_beside(whole, ada.person, phone="600100200")
    page = await worker.http.post(at, data={**form, "family_name": "Zającowa", "reason": "ślub"})
    assert page.status_code == 412
    read = words(page.text)
    assert "W międzyczasie ktoś inny poprawił te dane." in read
    again = standing(page.text, at)
    assert (again["family_name"], again["phone"], again["reason"]) == ("Zającowa", "600100200", "ślub")
    assert (await worker.http.post(at, data=again)).status_code == 303
    found = await whole.services.ask("recruitment", "person", person=ada.person, purpose="correction")
    assert (found["family_name"], found["phone"]) == ("Zającowa", "600100200")


@pytest.mark.parametrize(("choice", "name"), [("mine", "Mazurska"), ("theirs", "Mazurek")])
async def test_the_same_field_of_two_people_is_asked_about(whole: House, worker: Browser, choice: str, name: str) -> None:
    who = await recruited(whole, 15 + len(choice), "Maja", "Mazur")
    at = f"/people/{who.person}/correct"
    form = standing((await worker.get(at)).text, at)
    await correct_beside(whole, who.person, family_name="Mazurek")
    page = await worker.http.post(at, data={**form, "family_name": "Mazurska", "given_name": "Maia", "reason": "ślub"})
    assert page.status_code == 412
    read = words(page.text)
    for said in ("Było: Mazur", "Moje: Mazurska", "Zapisane w międzyczasie: Mazurek"):
        assert said in read
    unanswered = await worker.http.post(at, data=standing(page.text, at))
    assert (unanswered.status_code, 'href="#choose.family_name"' in unanswered.text) == (422, True)
    again = {**standing(unanswered.text, at), "choose.family_name": choice}
    assert (await worker.http.post(at, data=again)).status_code == 303
    found = await whole.services.ask("recruitment", "person", person=who.person, purpose="correction")
    assert (found["given_name"], found["family_name"]) == ("Maia", name)


async def test_who_chooses_all_that_the_other_one_saved_is_done(whole: House, worker: Browser) -> None:
    who = await recruited(whole, 29, "Lidia", "Wrona")
    at = f"/people/{who.person}/correct"
    form = standing((await worker.get(at)).text, at)
    await correct_beside(whole, who.person, family_name="Wronowska")
    page = await worker.http.post(at, data={**form, "family_name": "Wronka", "reason": "ślub"})
    chosen = {**standing(page.text, at), "choose.family_name": "theirs"}
    done = await worker.http.post(at, data=chosen, follow_redirects=True)
    assert "Wszystko zostaje tak, jak zapisała druga osoba." in words(done.text)
    assert standing((await worker.get(at)).text, at)["family_name"] == "Wronowska", "what was typed is not kept any more"


async def test_what_was_typed_and_kept_meets_what_was_saved_meanwhile(whole: House, worker: Browser) -> None:
    who = await recruited(whole, 30, "Nina", "Bąk")
    at = f"/people/{who.person}/correct"
    page = (await worker.get(at)).text
    form = {**standing(page, at), "family_name": "Bąkowa"}
    typed = {name: value for name, value in form.items() if name not in ("csrf", "key", "page", "draft", "version")}
    token = {"X-CSRF-Token": form["csrf"], "Idempotency-Key": form["key"]}
    kept = await worker.http.post("/commands/save_draft", json={"form": form["draft"], "fields": typed}, headers=token)
    assert kept.status_code == 200, kept.text
    assert standing((await worker.get(at)).text, at)["family_name"] == "Bąkowa"
    await correct_beside(whole, who.person, family_name="Bączek")
    assert "Zapisane w międzyczasie: Bączek" in words((await worker.get(at)).text)


async def test_the_history_opens_values_for_a_purpose_and_strikes_the_old_one_through(whole: House, worker: Browser) -> None:
    who: Somebody = await recruited(whole, 31, "Lena", "Kos")
    await correct_beside(whole, who.person, family_name="Kosowska")
    async with whole.staff("e.koordynator", "coordinator") as browser:
        at = f"/people/{who.person}/history"
        closed = (await browser.get(at)).text
        assert "Poprawiono dane osoby" in words(closed)
        assert "<del>" not in closed
        opened = await fill(browser, at, purpose="control")
        assert "Nazwisko: przedtem: Kos teraz: Kosowska" in words(opened.text)
    assert f'action="{at}"' not in (await worker.get(at)).text, "a social worker sees what happened, not the values"


async def test_an_auditor_may_not_correct(whole: House, worker: Browser) -> None:
    who = await recruited(whole, 32, "Zofia", "Rak")
    async with whole.staff("t.audytor", "auditor") as browser:
        assert (await browser.get(f"/people/{who.person}/correct")).status_code == 403
        sent = await browser.send(f"/people/{who.person}/correct", "/account", family_name="Rakowa", reason="x")
        assert sent.status_code == 403
