"""With the keyboard alone: people, their data, their families, what they ask for, and what becomes of them."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from deploy.scenarios.pesel import Sex
from tests.browser import work
from tests.browser.bridge import Bridge, Somebody, Unnumbered, bridge
from tests.browser.hand import Keyboard
from tests.browser.keys import desk
from tests.browser.staff import Played

ALINA = Somebody("Alina", "Kurek", date(1976, 4, 9), Sex.FEMALE, 1001)
TOMASZ = Somebody("Tomasz", "Gil", date(1983, 8, 21), Sex.MALE, 1002)
ONCE = Somebody("Teresa", "Sójka", date(1959, 2, 28), Sex.FEMALE, 1003)
TWICE = Unnumbered("Teresa", "Sójka", date(1959, 2, 28), Sex.FEMALE, 1003)
OPENED = "Otwarto na ten jeden raz."


@pytest.fixture(scope="module")
async def place(centre: Played) -> Bridge:
    return await bridge(centre, "klawisze", "Klawisze", places=9)


@pytest.fixture(scope="module")
async def taking_part(place: Bridge) -> dict[Somebody, str]:
    """Two people under contracts who were there today: the applications by person."""
    found = {who: await place.applied(who, days_ago=9) for who in (ALINA, TOMASZ)}
    for application in found.values():
        await place.signed(application)
    session = await place.activity("Pierwsze zajęcia", *found.values())
    entries = [{"participant": one, "status": "present"} for one in found.values()]
    await place.centre.tell("trainer", "record_attendance", session=session, entries=entries)
    await place.centre.settled()
    return found


async def test_a_card_is_opened_for_a_purpose_and_corrected_field_by_field(
    centre: Played, chromium: Browser, place: Bridge, taking_part: dict[Somebody, str]
) -> None:
    async with desk(place, chromium, "social_worker") as hand:
        await work.find(hand, ALINA)
        await hand.choose("Cel", "umowa z uczestnikiem")
        await hand.send("Otwórz")
        await hand.reads(OPENED, ALINA.pesel)
        await hand.choose("Pracownik prowadzący", "Maria Zielińska")
        await hand.send("Wyznacz pracownika prowadzącego")
        await hand.reads("Wyznaczono pracownika prowadzącego.")

        await hand.link("Popraw dane")
        await hand.write("Telefon", "600222222")
        await hand.write("E-mail", "alina.kurek@example.org")
        await hand.write("Powód poprawki", "z rozmowy")
        person = urlsplit(hand.page.url).path.split("/")[2]
        await centre.tell("coordinator", "correct_person", person=person, phone="600111111", reason="nowy numer")
        await hand.send("Zapisz poprawkę")
        await hand.heading("Dwie poprawki tych samych danych")
        await hand.send("Zapisz wybrane")
        await expect(hand.page.locator(".errors")).to_be_focused()
        await hand.tick("Zapisane w międzyczasie: 600111111")
        await hand.send("Zapisz wybrane")
        await hand.reads("Dane poprawiono.")

    async with desk(place, chromium, "coordinator") as hand:
        await work.find(hand, ALINA)
        await hand.link("Historia")
        await hand.link("Dane osobowe")
        await hand.choose("Cel", "praca z uczestnikiem")
        await hand.send("Otwórz")
        await hand.reads(OPENED, "600111111", "alina.kurek@example.org")


async def test_one_of_the_family_is_entered(chromium: Browser, place: Bridge, taking_part: dict[Somebody, str]) -> None:
    async with desk(place, chromium, "social_worker") as hand:
        await work.find(hand, ALINA)
        await hand.link("Wpisz osobę z otoczenia")
        await hand.write("Imię", "Zosia")
        await hand.write("Nazwisko", "Kurek")
        await hand.day("Data urodzenia", date(2015, 6, 1))
        await hand.send("Wpisz")
        await hand.reads("Osobę z otoczenia wpisano.", "Zosia Kurek")


async def test_two_entries_of_one_person_are_merged_and_parted(chromium: Browser, place: Bridge) -> None:
    await place.submitted(ONCE, days_ago=5)
    twice = await place.submitted(TWICE, days_ago=4)
    await place.centre.tell("social_worker_ois", "withdraw_application", application=twice, reason="moved")
    await place.centre.settled()
    async with desk(place, chromium, "social_worker") as hand:
        await work.find(hand, ONCE)
        await hand.link("Możliwe dublety")
        await hand.link("Porównaj oba")
        await hand.reads("to samo", "różne")
        await hand.tick("pierwszy")
        await hand.write("Dlaczego to jedna osoba", "ten sam adres, rozmowa")
        await hand.send("Połącz wpisy")
        await hand.reads("Wpisy oznaczają teraz jedną osobę.")
        await hand.link("Możliwe dublety")
        await hand.write("Dlaczego to dwie osoby", "bliźniaczki")
        await hand.send("Rozłącz wpisy")
        await hand.reads("Wpisy oznaczają znów dwie osoby.")


async def test_what_became_of_somebody_who_leaves_is_recorded(
    chromium: Browser, place: Bridge, taking_part: dict[Somebody, str]
) -> None:
    async with desk(place, chromium, "social_worker") as hand:
        await work.find(hand, TOMASZ)
        await hand.link("Zakończ udział")
        await hand.day("Ostatni dzień udziału", place.today)
        await hand.choose("Powód zakończenia", "ukończenie ścieżki")
        await hand.tick("tak")
        await hand.send("Zakończ udział")
        await hand.reads("Zakończenie udziału zapisano.", f"{place.today:%d.%m.%Y} – zgodnie ze ścieżką")

        await hand.link("Zapisz sytuację po wyjściu z projektu")
        await hand.day("Sytuacja na dzień", place.today)
        await hand.tick("poszukiwanie pracy")
        await evidence(hand, "oświadczenie", place.today)
        await hand.send("Zapisz sytuację")
        await hand.reads("Sytuację zapisano.", "poszukiwanie pracy")

        await hand.link("Potwierdź postęp społeczny")
        await hand.day("Data pomiaru", place.today)
        await hand.tick("poprawa stanu zdrowia")
        await evidence(hand, "opinia", place.today)
        await hand.send("Zapisz postęp")
        await hand.reads("Postęp społeczny zapisano.", "poprawa stanu zdrowia")

        await hand.link("Potwierdź zatrudnienie")
        await hand.choose("Forma zatrudnienia", "umowa o pracę")
        await hand.day("Data zawarcia umowy", place.today)
        await hand.day("Pierwszy dzień pracy", place.today)
        await hand.write("Wymiar etatu", "1/2")
        await evidence(hand, "kopia umowy", place.today)
        await hand.send("Zapisz zatrudnienie")
        await hand.reads("Zatrudnienie zapisano.", "umowa o pracę")

        await hand.link("Odnotuj wyłączenie z pomiaru")
        await hand.choose("Przyczyna wyłączenia", "podjęcie nauki w formach szkolnych")
        await hand.day("Od dnia", place.today)
        await evidence(hand, "zaświadczenie lub certyfikat", place.today)
        await hand.send("Zapisz wyłączenie")
        await hand.reads("Wyłączenie zapisano.", "podjęcie nauki w formach szkolnych")


async def test_what_a_person_asks_about_their_data_is_recorded_and_answered(
    chromium: Browser, place: Bridge, taking_part: dict[Somebody, str]
) -> None:
    async with desk(place, chromium, "social_worker") as hand:
        for kind in ("dostęp do danych", "sprostowanie", "ograniczenie przetwarzania"):
            await work.find(hand, TOMASZ)
            await hand.link("Wpisz wniosek osoby o jej dane")
            await hand.tick(kind)
            await hand.choose("Jak wpłynął", "pismem")
            await hand.send("Zapisz wniosek")
            await hand.reads("Wniosek zapisano.")
    async with desk(place, chromium, "data_protection_officer") as hand:
        await asked(hand, "dostęp do danych")
        await hand.send("Załatwiono")
        await hand.reads("Odpowiedź zapisano.")
        await asked(hand, "sprostowanie danych")
        await hand.choose("Powód odmowy", "wniosek nieuzasadniony lub nadmierny")
        await hand.write("Wyjaśnienie dla osoby", "Dane są takie jak w dowodzie.")
        await hand.send("Odmów w tym projekcie")
        await hand.reads("Odmowę zapisano.")
        await asked(hand, "ograniczenie przetwarzania")
        await hand.send("Załatwiono")
        await hand.write("Dlaczego danych można znów używać", "spór jest rozstrzygnięty")
        await hand.send("Znieś ograniczenie")
        await hand.reads("Ograniczenie zniesiono.")


async def asked(hand: Keyboard, kind: str) -> None:
    """What Tomasz asked for, and nobody has answered."""
    await hand.menu("Wnioski o dane")
    await hand.link("tylko oczekujące")
    await hand.link(TOMASZ.name, within=f"{TOMASZ.name} {kind}")
    await hand.heading(f"Wniosek: {kind}")


async def evidence(hand: Keyboard, kind: str, dated: date) -> None:
    await hand.choose("Dowód", kind)
    await hand.day("Data dowodu", dated)
