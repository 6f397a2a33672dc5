"""With the keyboard alone: places that are declined, given up or refused, and drafts that are put away."""

from datetime import date

import pytest
from playwright.async_api import Browser, expect

from deploy.scenarios.pesel import Sex
from tests.browser import work
from tests.browser.bridge import Bridge, Somebody, bridge
from tests.browser.keys import desk
from tests.browser.staff import Played

HOLDER = Somebody("Urszula", "Bielik", date(1971, 3, 5), Sex.FEMALE, 1021)
FIRST = Somebody("Bożena", "Czapla", date(1980, 5, 30), Sex.FEMALE, 1022)
MOVED = Somebody("Marek", "Drozd", date(1990, 11, 11), Sex.MALE, 1023)
REJECTED = Somebody("Roman", "Kania", date(1966, 12, 1), Sex.MALE, 1024)

TOLD = "Wyjaśnienie dla osoby, gdy usunięcia zabrania prawo"


@pytest.fixture(scope="module")
async def place(centre: Played) -> Bridge:
    """One place, which is taken; somebody waits, somebody is to be assessed, somebody was rejected."""
    made = await bridge(centre, "przyczolek", "Przyczółek", places=1)
    await made.applied(HOLDER, days_ago=12)
    await made.applied(FIRST, days_ago=11)
    await made.submitted(MOVED, days_ago=3)
    rejected = await made.submitted(REJECTED, days_ago=4)
    await centre.tell("social_worker_ois", "assess_application", application=rejected, eligible=False, reasons=["age"])
    await centre.settled()
    return made


async def test_a_place_more_is_offered_and_declined(chromium: Browser, place: Bridge) -> None:
    async with desk(place, chromium, "coordinator") as hand:
        await work.raise_limit(hand, place.title, 2, "Aneks nr 1")
        await hand.reads("Limit został zmieniony.", "Aneks nr 1")
    async with desk(place, chromium, "social_worker") as hand:
        await hand.menu("Nabór")
        await hand.link(f"Zapisz odpowiedź osoby – {FIRST.name}")
        await hand.tick("nie przyjmuje miejsca")
        await hand.send("Zapisz odpowiedź")
        await hand.reads("Odmowa została zapisana.")


async def test_somebody_is_found_in_the_list_and_gives_up(chromium: Browser, place: Bridge) -> None:
    async with desk(place, chromium, "social_worker") as hand:
        await hand.menu("Nabór")
        await hand.choose("Stan", "do oceny")
        await hand.send("Pokaż")
        await hand.write("Imię i nazwisko", MOVED.family_name)
        await hand.send("Znajdź na liście")
        await hand.reads("Pokazano tylko osoby o tym nazwisku.")
        await hand.link(MOVED.name)
        await hand.link("Rezygnacja osoby")
        await hand.choose("Powód", "przeprowadzka")
        await hand.send("Zapisz rezygnację")
        await hand.reads("Rezygnacja została zapisana.")


async def test_a_rejection_is_appealed_against_and_the_commission_decides(chromium: Browser, place: Bridge) -> None:
    async with desk(place, chromium, "social_worker") as hand:
        await work.find(hand, REJECTED)
        await hand.link("Zobacz zgłoszenie")
        await hand.link("Zapisz odwołanie")
        await hand.send("Zapisz odwołanie")
        await hand.reads("Odwołanie zostało zapisane.")
    async with desk(place, chromium, "commission_member") as hand:
        await hand.menu("Odwołania")
        await hand.link("Rozstrzygnij odwołanie")
        await hand.tick("uwzględnione: osoba może wziąć udział")
        await hand.send("Rozstrzygnij odwołanie")
        await hand.reads("Odwołanie jest rozstrzygnięte.", "Żadne odwołanie nie czeka")


async def test_what_was_begun_is_put_away(chromium: Browser, place: Bridge) -> None:
    async with desk(place, chromium, "social_worker") as hand:
        await work.begin_intake(hand)
        await hand.write("Imię", "Szkic")
        await hand.send("Zapisz i wyjdź")
        await hand.send("Usuń ten szkic")
        await hand.heading("Nabór")

        await work.find(hand, HOLDER)
        await hand.link("Wpisz wniosek osoby o jej dane")
        async with hand.page.expect_response("**/commands/save_draft"):
            await hand.write(TOLD, "niedokończone")
        await hand.page.reload()
        await hand.reads("W tym formularzu jest to, co wpisano wcześniej i czego nie wysłano.")
        await expect(hand.page.get_by_label(TOLD)).to_have_value("niedokończone")
        await hand.send("Zacznij od nowa")
        await expect(hand.page.get_by_label(TOLD)).to_have_value("")
