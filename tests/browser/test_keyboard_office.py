"""With the keyboard alone: accounts and the door, what went wrong, and how the house looks and speaks."""

from datetime import UTC, datetime, timedelta

import pyotp
from playwright.async_api import Browser, expect

from tests.browser import work
from tests.browser.hand import Keyboard
from tests.browser.keys import signed_in
from tests.browser.staff import Played
from tests.browser.things import Things, noticed

LOGIN, NAME, SHORT_NAME = "klara", "Klara Nowakowska", "Klara Nowak"
FIRST_OWN, SECOND_OWN = "rower-w-deszczu-1", "rower-w-deszczu-2"
A_CODE_STANDS = timedelta(seconds=30)
"""No code is taken twice; the next one is taken already, as a phone's clock may be fast."""


async def test_an_account_is_made_used_changed_and_closed(centre: Played, chromium: Browser) -> None:
    async with signed_in(centre, chromium, "admin") as admin:
        await account(admin, "Utwórz konto")
        await admin.write("Imię i nazwisko", NAME)
        await admin.write("Login", LOGIN)
        await admin.tick("księgowy")
        await admin.send("Utwórz konto")
        await admin.heading("Pierwsze hasło")
        given = await admin.page.locator(".secret").inner_text()
        await admin.link("Hasło jest zapisane")
        await admin.link("Zmień konto")
        await admin.write("Imię i nazwisko", SHORT_NAME)
        await admin.send("Zmień konto")
        await admin.reads("Konto zostało zmienione.")

        await at_the_door(centre, chromium, given)

        await account(admin, SHORT_NAME)
        await admin.link("Nadaj nowe hasło")
        await admin.send("Nadaj nowe hasło")
        await admin.heading("Pierwsze hasło")
        await admin.link("Hasło jest zapisane")
        await admin.link("Zamknij konto")
        await admin.write("Powód", "koniec pracy")
        await admin.send("Zamknij konto")
        await admin.reads("Konto zostało zamknięte.", "koniec pracy")


async def at_the_door(centre: Played, chromium: Browser, given: str) -> None:
    """Klara sets a password of her own and another one, a second factor and a token, which she revokes."""
    async with centre.page(chromium, None) as page:
        hand = Keyboard(page)
        await work.sign_in(hand, LOGIN, given)
        await hand.heading("Ustaw własne hasło")
        await hand.write("Nowe hasło", FIRST_OWN)
        await hand.send("Ustaw hasło i zaloguj się")
        await hand.menu(SHORT_NAME)
        await hand.link("Zmień hasło")
        await hand.write("Obecne hasło", FIRST_OWN)
        await hand.write("Nowe hasło", SECOND_OWN)
        await hand.send("Zmień hasło")
        await hand.reads("Hasło zostało zmienione.")

        await hand.link("Drugi składnik logowania")
        await hand.write("Obecne hasło", SECOND_OWN)
        await hand.send("Przejdź do telefonu")
        phone = pyotp.TOTP(await page.locator(".secret").inner_text())
        await hand.write("Kod", phone.now())
        await hand.send("Włącz drugi składnik")
        await hand.heading("Kody zapasowe")
        await hand.link("Kody są zapisane")
        await hand.sign_out()

        await work.sign_in(hand, LOGIN, SECOND_OWN)
        await hand.heading("Kod z telefonu")
        await hand.write("Kod", phone.at(datetime.now(UTC) + A_CODE_STANDS))
        await hand.send("Zaloguj się")
        await hand.menu(SHORT_NAME)
        await hand.link("Tokeny dostępu dla programów")
        await hand.write("Do czego", "zestawienia")
        await hand.tick("księgowy")
        await hand.send("Utwórz token")
        await hand.link("Token jest skopiowany")
        await hand.link("unieważnij")
        await hand.send("Unieważnij token")
        await hand.reads("Token został unieważniony.", "zestawienia")
        await hand.menu(SHORT_NAME)
        await hand.send("Wyloguj się wszędzie")
        await hand.heading("Zaloguj się")


async def test_what_could_not_be_carried_out_is_settled(centre: Played, chromium: Browser) -> None:
    await noticed(centre)
    waiting = (await centre.ask("admin", "attention"))["items"]
    last = max(one["id"] for one in waiting if one["service"] == "finance")
    async with signed_in(centre, chromium, "admin") as hand:
        await hand.menu("Zaplecze")
        await hand.link("Sprawy wymagające uwagi")
        await hand.link(f"Załatw sprawę : budżet i wydatki, Counted, {last}")
        await hand.write("Co zrobiono w tej sprawie", "To tylko próba.")
        await hand.send("Zapisz jako załatwione")
        await hand.reads("Sprawa jest załatwiona.")


async def test_a_record_that_nobody_can_read_is_tried_again_and_given_up(
    centre: Played, chromium: Browser, things: Things
) -> None:
    async with signed_in(centre, chromium, "admin") as hand:
        await hand.menu("Zaplecze")
        await hand.link("Obejrzyj : reporting")
        await hand.unfold("Zapis w postaci")
        await hand.send("Spróbuj ponownie")
        await hand.reads("Podjęto próbę. Zastosowano: 0, nadal czeka: 1.")
        await hand.link("Zrezygnuj z zapisu")
        await hand.write("Powód", "Zapis jest uszkodzony.")
        await hand.send("Zrezygnuj na zawsze")
        await hand.reads("Z zapisu zrezygnowano.")


async def test_the_house_is_seen_in_other_colours_and_in_english(centre: Played, chromium: Browser) -> None:
    async with signed_in(centre, chromium, "admin") as hand:
        await hand.menu("Większy kontrast")
        await hand.menu("Większy tekst")
        await expect(hand.page.locator("html")).to_have_class("contrast large")
        await hand.menu("English")
        await hand.menu("Backstage")
        await hand.heading("Backstage")
        await hand.menu("Usual colours")
        await hand.menu("Usual text")
        await hand.menu("Polski")
        await hand.heading("Zaplecze")
        await hand.link("Wzornik")
        await hand.send("Główna czynność")
        await hand.heading("Wzornik")


async def account(admin: Keyboard, link: str) -> None:
    """From the list of all accounts."""
    await admin.menu("Zaplecze")
    await admin.link("Konta pracowników")
    await admin.link(link)
