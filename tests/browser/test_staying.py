"""Nothing typed is lost: when a session ends, when a service is away, when somebody else was faster."""

import re
from datetime import date

import pytest
from playwright.async_api import Browser, Page, expect

from deploy.scenarios.pesel import Sex
from deploy.scenarios.spending import tax_number
from tests.browser import work
from tests.browser.bridge import Bridge, Somebody, bridge
from tests.browser.hand import Keyboard, Mouse
from tests.browser.staff import PHONE, Played

ANNA = Somebody("Anna", "Gajda", date(1981, 9, 14), Sex.FEMALE, 960)
LESZEK = Somebody("Leszek", "Król", date(1973, 10, 3), Sex.MALE, 961)
PAUSE, LOOK = 1300, 61_000
"""Milliseconds after which a draft is kept, and after which the page has looked how long the session lasts."""
ENDED = "Sesja się zakończyła."


@pytest.fixture(scope="module")
async def place(centre: Played) -> Bridge:
    return await bridge(centre, "stara-winnica", "Stara Winnica", places=5)


@pytest.fixture(scope="module")
async def people(place: Bridge) -> dict[Somebody, str]:
    """Two under contracts: the applications by person."""
    found = {who: await place.applied(who, days_ago=9 - days) for days, who in enumerate((ANNA, LESZEK))}
    for application in found.values():
        await place.signed(application)
    return found


async def test_whoever_is_warned_stays_and_whoever_is_not_there_goes_on_later(
    centre: Played, chromium: Browser, place: Bridge
) -> None:
    async with centre.page(chromium, None) as page:
        await page.clock.install()
        await centre.sign_in(page, "social_worker")
        hand = Keyboard(page)
        await work.choose_project(hand, place.title)
        await work.begin_intake(hand)
        await hand.write("Imię", "Wanda")
        await kept(page)

        await centre.unused_for("social_worker", 26)
        await page.clock.run_for(LOOK)
        warning = page.get_by_role("alertdialog")
        await expect(warning).to_contain_text("Wpisane dane są zachowane.")
        await expect(warning.get_by_role("heading")).to_have_text(re.compile(r"Sesja kończy się za [1-4]:\d\d"))
        await expect(warning.get_by_role("button", name="Pozostań w systemie")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(warning).to_be_hidden()
        await expect(page.get_by_label("Imię", exact=True)).to_be_focused()
        assert not (await (await page.request.get("/session")).json())["warn"]

        await hand.write("Nazwisko", "Piasecka")
        await kept(page)
        await centre.unused_for("social_worker", 31)
        await page.clock.run_for(LOOK)
        await expect(page.get_by_role("alert")).to_contain_text(ENDED)
        await hand.link("Zaloguj się")
        await back(hand, centre, "social_worker")
        await hand.heading("Osoba")
        await expect(page.get_by_label("Imię", exact=True)).to_have_value("Wanda")
        await expect(page.get_by_label("Nazwisko", exact=True)).to_have_value("Piasecka")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_what_is_sent_after_the_end_waits_behind_the_sign_in(
    centre: Played, chromium: Browser, place: Bridge, scripts: bool
) -> None:
    async with centre.page(chromium, "social_worker", java_script_enabled=scripts) as page:
        hand = Mouse(page)
        await work.choose_project(hand, place.title)
        await work.begin_intake(hand)
        await hand.write("Nazwisko", "Nowicka")
        await hand.tick("osoba odmawia podania")
        await hand.day("Data urodzenia", date(1955, 12, 24))
        await centre.unused_for("social_worker", 31)
        await hand.send("Dalej")
        await hand.reads(ENDED)
        await back(hand, centre, "social_worker")
        await hand.heading("Osoba")
        await expect(page.get_by_label("Nazwisko", exact=True)).to_have_value("Nowicka")
        await expect(page.get_by_label("osoba odmawia podania")).to_be_checked()
        await expect(page.locator("[name='person.birth_date.year']")).to_have_value("1955")


async def test_two_people_correct_the_same_data_and_the_second_decides_field_by_field(
    centre: Played, chromium: Browser, place: Bridge, people: dict[Somebody, str]
) -> None:
    """Both change the telephone; only the second one changes the mail."""
    async with centre.page(chromium, "social_worker") as first, centre.page(chromium, "coordinator") as second:
        one, other = Mouse(first), Mouse(second)
        for hand in (one, other):
            await work.choose_project(hand, place.title)
            await work.find(hand, ANNA)
            await hand.link("Popraw dane")
        await one.write("Telefon", "600111111")
        await one.write("Powód poprawki", "nowy numer")
        await one.send("Zapisz poprawkę")
        await one.reads("Dane poprawiono.")

        await other.write("Telefon", "600222222")
        await other.write("E-mail", "anna.gajda@example.org")
        await other.write("Powód poprawki", "z rozmowy")
        await other.send("Zapisz poprawkę")
        await other.heading("Dwie poprawki tych samych danych")
        assert "Telefon Moje: 600222222 Zapisane w międzyczasie: 600111111" in await other.words()
        await other.send("Zapisz wybrane")
        await expect(second.locator(".errors")).to_be_focused()
        await other.tick("Zapisane w międzyczasie: 600111111")
        await other.send("Zapisz wybrane")
        await other.reads("Dane poprawiono.")
        await other.send("Otwórz")
        await other.reads("600111111", "anna.gajda@example.org")
        await other.link("Historia")
        assert (await other.words()).count("Poprawiono dane osoby") == 2


async def test_two_people_record_one_list_and_the_second_sees_both_versions(
    centre: Played, chromium: Browser, place: Bridge, people: dict[Somebody, str]
) -> None:
    session = await place.activity("Warsztaty stolarskie", *people.values())
    sheet = f"/sessions/{session}/attendance"
    async with centre.page(chromium, "trainer", size=PHONE, java_script_enabled=False) as page:
        hand = Mouse(page)
        await page.goto(sheet)
        await hand.tick("Brak", within="Król Leszek")
        await colleague_finds_everybody_there(centre, session, people)
        await hand.send("Zapisz")
        await settled_by_hand(hand)


async def test_a_list_waits_in_the_phone_while_the_network_is_away(
    centre: Played, chromium: Browser, place: Bridge, people: dict[Somebody, str]
) -> None:
    session = await place.activity("Warsztaty fotograficzne", *people.values())
    async with centre.page(chromium, "trainer", size=PHONE) as page:
        hand = await marked_without_network(page, session)
        in_the_phone = await page.evaluate("JSON.stringify(localStorage)")
        assert session in in_the_phone
        assert "Król" not in in_the_phone, "no name is kept in a phone"
        await page.context.set_offline(False)
        await hand.reads("Lista została zapisana.")
        assert "Gajda Anna ✔ obecność" in await hand.words()
        assert await page.evaluate("localStorage.length") == 0


async def test_a_list_that_somebody_recorded_meanwhile_is_settled_when_the_network_is_back(
    centre: Played, chromium: Browser, place: Bridge, people: dict[Somebody, str]
) -> None:
    session = await place.activity("Warsztaty ceramiczne", *people.values())
    async with centre.page(chromium, "trainer", size=PHONE) as page:
        hand = await marked_without_network(page, session)
        await colleague_finds_everybody_there(centre, session, people)
        await page.context.set_offline(False)
        await settled_by_hand(hand)


async def test_what_is_typed_while_a_service_is_away_is_sent_again_and_saved_once(
    centre: Played, chromium: Browser, place: Bridge
) -> None:
    bill = work.Bill("FV 9", "Drewno", "Tartak Pod Dębem", tax_number(971), "10,00", "2,30", "12,30", "1.1 warsztaty")
    async with centre.page(chromium, "accountant", java_script_enabled=False) as page:
        hand = Mouse(page)
        await work.choose_project(hand, place.title)
        await work.fill_in_expense(hand, bill, place.today)
        async with centre.away("finance"):
            await hand.send("Zapisz dokument")
            await hand.heading("Część systemu chwilowo nie działa")
            await hand.reads("Wpisane dane są zachowane, ale jeszcze niezapisane.")
        await hand.send("Wyślij ponownie")
        await hand.heading("Dokument FV 9")
        await hand.menu("Budżet")
        await hand.link("Wszystkie dokumenty")
        assert (await hand.words()).count("FV 9") == 1


async def kept(page: Page) -> None:
    """After a pause in typing."""
    await page.clock.run_for(PAUSE)
    await expect(page.locator("[data-draft-state]")).to_contain_text("Szkic zapisano o")


async def back(hand: Mouse | Keyboard, centre: Played, login: str) -> None:
    """Through the door again."""
    account = centre.accounts.find(login)
    await hand.write("Login", account.login)
    await hand.write("Hasło", account.password)
    await hand.send("Zaloguj się")


async def marked_without_network(page: Page, session: str) -> Mouse:
    """Leszek is away, which the phone keeps: there is no network."""
    hand = Mouse(page)
    await page.goto(f"/sessions/{session}/attendance")
    await page.context.set_offline(True)
    await hand.tick("Brak", within="Król Leszek")
    await hand.press("Zapisz")
    await expect(page.locator("[data-sheet-state]")).to_contain_text("Nie ma sieci.")
    return hand


async def colleague_finds_everybody_there(centre: Played, session: str, people: dict[Somebody, str]) -> None:
    entries = [{"participant": who, "status": "present"} for who in people.values()]
    await centre.tell("social_worker", "record_attendance", session=session, entries=entries)


async def settled_by_hand(hand: Mouse) -> None:
    """Leszek was away, whatever somebody else recorded."""
    await hand.heading("Ktoś w międzyczasie zapisał tę listę")
    versions = "Król Leszek Maria Zielińska zapisał(a): obecność Pani/Pana zaznaczenie: nieobecność nieusprawiedliwiona"
    assert versions in await hand.words()
    assert "Gajda Anna" not in await hand.words(), "nothing differs in what both say of Anna"
    await hand.tick("Pani/Pana zaznaczenie:", within="Król Leszek")
    await hand.write("Dlaczego poprawia Pani/Pan zapis", "Wyszedł przed listą")
    await hand.send("Zapisz wybrane")
    await hand.reads("Lista została zapisana.")
    assert "Król Leszek ● nieobecność nieusprawiedliwiona" in await hand.words()
