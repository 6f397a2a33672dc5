"""With the keyboard alone: planning, calling off, enrolling and leaving, certificates, and lists that two people kept."""

from datetime import date

import pytest
from playwright.async_api import Browser

from deploy.scenarios.pesel import Sex
from tests.browser import work
from tests.browser.bridge import Bridge, Somebody, bridge
from tests.browser.keys import desk
from tests.browser.staff import Played

EDYTA = Somebody("Edyta", "Pliszka", date(1988, 7, 19), Sex.FEMALE, 1041)
WALDEK = Somebody("Waldemar", "Szpak", date(1962, 10, 8), Sex.MALE, 1042)
SHARED = "Trening pamięci"


@pytest.fixture(scope="module")
async def place(centre: Played) -> Bridge:
    return await bridge(centre, "przeprawa", "Przeprawa", places=4)


@pytest.fixture(scope="module")
async def people(place: Bridge) -> dict[Somebody, str]:
    """Two under contracts: the applications by person."""
    found = {who: await place.applied(who, days_ago=7) for who in (EDYTA, WALDEK)}
    for application in found.values():
        await place.signed(application)
    await place.centre.settled()
    return found


async def test_a_workshop_is_planned_called_off_joined_and_left(
    centre: Played, chromium: Browser, place: Bridge, people: dict[Somebody, str]
) -> None:
    async with desk(place, chromium, "coordinator") as hand:
        await work.plan(hand, "Kurs florystyki", place.today)
        await hand.link("odwołaj")
        await hand.write("Dlaczego termin jest odwołany", "choroba prowadzącego")
        await hand.send("Odwołaj termin")
        await hand.reads("Termin został odwołany.")
        await centre.settled()
        await work.enrol(hand, EDYTA, WALDEK)
        await hand.link("zwolnij miejsce")
        await hand.reads(EDYTA.listed)
        await hand.write("Dlaczego miejsce jest zwalniane", "opieka nad dzieckiem")
        await hand.send("Zwolnij miejsce")
        await hand.reads("Miejsce zostało zwolnione.")


async def test_two_kept_one_list_which_is_settled_and_corrected_and_somebody_gets_a_certificate(
    centre: Played, chromium: Browser, place: Bridge, people: dict[Somebody, str]
) -> None:
    session = await place.activity(SHARED, *people.values())
    async with desk(place, chromium, "trainer") as hand:
        await work.attendance_sheet(hand, SHARED, absent=WALDEK)
        entries = [{"participant": who, "status": "present"} for who in people.values()]
        await centre.tell("social_worker", "record_attendance", session=session, entries=entries)
        await hand.press("Zapisz")
        await hand.heading("Ktoś w międzyczasie zapisał tę listę")
        await hand.tick("Pani/Pana zaznaczenie:", within=WALDEK.listed)
        await hand.write("Dlaczego poprawia Pani/Pan zapis", "Wyszedł przed listą")
        await hand.send("Zapisz wybrane")
        await hand.reads("Lista została zapisana.")
        assert f"{WALDEK.listed} ● nieobecność nieusprawiedliwiona" in await hand.words()
        await work.attendance_corrected(hand, SHARED, WALDEK, "Był, siedział z tyłu")
        await hand.reads("Wpis został poprawiony.")
        await hand.menu("Zajęcia")
        await hand.link(SHARED)
        await hand.link("Certyfikaty")
        await hand.link("Dodaj certyfikat")
        await hand.choose("Dla kogo", WALDEK.listed)
        await hand.tick("kwalifikacje")
        await hand.day("Data wydania", place.today)
        await hand.write("Numer dokumentu", "7/2023")
        await hand.write("Kto wydał", "Zakład Doskonalenia Zawodowego")
        await hand.send("Zapisz certyfikat")
        await hand.reads("Certyfikat został zapisany.", WALDEK.listed, "7/2023")
