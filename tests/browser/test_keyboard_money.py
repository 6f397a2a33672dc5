"""With the keyboard alone: versions of a budget, commitments, a supplier who is a person, and what becomes of a document."""

import pytest
from playwright.async_api import Browser

from tests.browser.bridge import Bridge, bridge
from tests.browser.keys import desk
from tests.browser.staff import Played

ACTIVITY, NUMBER = "Warsztaty stolarskie", "R 1/2023"


@pytest.fixture(scope="module")
async def place(centre: Played) -> Bridge:
    """With an activity that money can be bound for."""
    made = await bridge(centre, "skarbonka", "Skarbonka", places=4)
    await made.activity(ACTIVITY)
    return made


async def test_a_second_version_moves_money_from_line_to_line(chromium: Browser, place: Bridge) -> None:
    async with desk(place, chromium, "accountant") as hand:
        await hand.menu("Budżet")
        await hand.link("Zmień budżet")
        await hand.send("Dodaj pozycję do zadania 1")
        await hand.day("Obowiązuje od", place.today)
        await hand.write("Powód zmiany", "Aneks nr 1")
        for number, amount in ((1, "55 000,00"), (2, "45 000,00")):
            for field in ("Cena jednostkowa", "Kwota"):
                await hand.write(field, amount, within=f"Pozycja {number} zadania 1")
        await hand.send("Pokaż, co się zmieni")
        await hand.heading("Potwierdzenie wersji 2 budżetu")
        await hand.send("Potwierdź wersję 2")
        await hand.reads("Nowa wersja obowiązuje.")
        assert "1.1 warsztaty 55 000,00 zł" in await hand.words()
        await hand.link("Wersje budżetu")
        await hand.choose("Od wersji", f"wersja 1, od {place.today:%d.%m.%Y}")
        await hand.send("Porównaj")
        await hand.heading("Wersje budżetu")
        await hand.reads("Aneks nr 1", "55 000,00")


async def test_money_is_bound_and_set_free_again(chromium: Browser, place: Bridge) -> None:
    async with desk(place, chromium, "accountant") as hand:
        await hand.menu("Budżet")
        await hand.link("Zobowiązania")
        await hand.link("Zapisz zobowiązanie")
        await hand.choose("Pozycja budżetu", "1.1 warsztaty")
        await hand.write("Kwota zobowiązania", "500,00")
        await hand.choose("Zajęcia", ACTIVITY, within="Na podstawie zajęć")
        await hand.send("Zapisz zobowiązanie")
        await hand.reads("Zobowiązanie jest zapisane.", ACTIVITY, "500,00")
        await hand.link("zwolnij")
        await hand.write("Powód", "Zajęcia odbyły się bez kosztów")
        await hand.send("Zwolnij zobowiązanie")
        await hand.reads("Zobowiązanie jest zwolnione")


async def test_a_document_of_a_person_is_recorded_paid_and_corrected(chromium: Browser, place: Bridge) -> None:
    async with desk(place, chromium, "coordinator") as hand:
        await hand.menu("Budżet")
        await hand.link("Dodaj dokument")
        await hand.unfold("Dostawcy nie ma na liście")
        await hand.send("To osoba fizyczna bez działalności gospodarczej")
        await hand.write("Imię", "Lucyna")
        await hand.write("Nazwisko", "Żuraw")
        await hand.send("Zarejestruj i wybierz w dokumencie")
        await hand.reads("Dostawca jest zarejestrowany i wybrany.")
        await hand.write("Numer dokumentu", NUMBER)
        await hand.write("Za co", "Prowadzenie warsztatów")
        await hand.day("Dzień wystawienia", place.today)
        for field, amount in (("Netto", "200,00"), ("VAT", "0,00"), ("Brutto", "200,00"), ("Kwalifikowalne", "200,00")):
            await hand.write(field, amount)
        await hand.choose("Pozycja budżetu", "1.1 warsztaty")
        await hand.send("Zapisz dokument")
        await hand.heading(f"Dokument {NUMBER}")
        await hand.reads("Lucyna Żuraw")
    async with desk(place, chromium, "accountant") as hand:
        await hand.menu("Budżet")
        await hand.link("Wszystkie dokumenty")
        await hand.link(NUMBER)
        await hand.link("Zapisz płatność")
        await hand.day("Dzień płatności", place.today)
        await hand.send("Zapisz płatność")
        await hand.reads("Płatność jest zapisana.")

        await hand.link("Uznaj część za niekwalifikowalną")
        await hand.write("Wiersz 1, pozycja 1.1: ile jest niekwalifikowalne", "50,00")
        await hand.choose("Rodzaj powodu", "wadliwy dokument")
        await hand.write("Powód", "brak podpisu na liście")
        await hand.send("Uznaj część za niekwalifikowalną")
        await hand.reads("Części uznano za niekwalifikowalne.")

        await hand.link("Skoryguj po płatności")
        await hand.write("Wiersz 1, pozycja 1.1: o ile", "-20,00")
        await hand.day("Dzień korekty", place.today)
        await hand.choose("Rodzaj powodu", "pomyłka")
        await hand.write("Powód", "policzono dwa razy")
        await hand.send("Skoryguj po płatności")
        await hand.reads("Korekta jest zapisana.")
        assert "1.1 warsztaty – 200,00 zł 130,00 zł" in await hand.words()
