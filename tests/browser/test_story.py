"""The whole story on the pages, as the people of a centre live it: each does a part, and reads what the others did."""

from datetime import date

import pytest
from playwright.async_api import Browser

from deploy.scenarios.pesel import Sex
from deploy.scenarios.spending import tax_number
from tests.browser import pictures, work
from tests.browser.bridge import GROUP, Bridge, Somebody, bridge
from tests.browser.hand import Mouse
from tests.browser.staff import PHONE, Played

JAN = Somebody("Jan", "Wilk", date(1971, 5, 2), Sex.MALE, 901)
OTHERS = (
    Somebody("Zofia", "Bąk", date(1968, 2, 9), Sex.FEMALE, 902),
    Somebody("Adam", "Wrona", date(1979, 8, 30), Sex.MALE, 903),
    Somebody("Halina", "Dąbek", date(1985, 12, 4), Sex.FEMALE, 904),
    Somebody("Piotr", "Cichy", date(1993, 6, 21), Sex.MALE, 905),
)
NEW = Somebody("Bogdan", "Rak", date(1988, 3, 3), Sex.MALE, 909)
WAIT = (
    Somebody("Ewa", "Sikora", date(1984, 11, 23), Sex.FEMALE, 906),
    Somebody("Lech", "Olszak", date(1975, 4, 1), Sex.MALE, 907),
)
MARTA = Somebody("Marta", "Kalinowska", date(1990, 3, 17), Sex.FEMALE, 908)
BILL = work.Bill(
    "FV 7/10", "Warsztaty kulinarne", "Pracownia Smaku", tax_number(801), "813,01", "187,00", "1 000,01", "1.1 warsztaty"
)
ACTIVITY = "Warsztaty kulinarne"


@pytest.fixture(scope="module")
async def place(centre: Played) -> Bridge:
    """Five places, taken under contracts; two people have waited for longer than whoever comes now, one is not assessed."""
    await pictures.today(centre)
    made = await bridge(centre, "mosty-nad-odra", "Mosty nad Odrą", places=5)
    for days, who in enumerate((JAN, *OTHERS)):
        await made.signed(await made.applied(who, days_ago=30 - days))
    for days, who in enumerate(WAIT):
        await made.applied(who, days_ago=10 - days)
    await made.submitted(NEW, days_ago=2)
    await centre.settled()
    return made


async def test_from_the_first_talk_to_the_report(centre: Played, chromium: Browser, place: Bridge) -> None:
    """Maria takes in, Ewa assesses and gives the place, Maria signs, Adam leads, Jolanta counts, Ewa reports."""
    async with centre.page(chromium, "social_worker") as page:
        await taken_in_with_a_break(Mouse(page), place)
    async with centre.page(chromium, "coordinator") as page:
        await placed(Mouse(page), place)
    async with centre.page(chromium, "social_worker") as page:
        await signed(Mouse(page), place)
    async with centre.page(chromium, "coordinator") as page:
        await planned(Mouse(page), place)
    async with centre.page(chromium, "trainer", size=PHONE) as page:
        await attended(Mouse(page), place)
    async with centre.page(chromium, "accountant") as page:
        await recorded(Mouse(page), place)
    async with centre.page(chromium, "coordinator") as page:
        await approved(Mouse(page), place)
        await reported(Mouse(page), place)
    async with centre.page(chromium, "social_worker") as page:
        await looked_back(Mouse(page), place)


async def taken_in_with_a_break(hand: Mouse, place: Bridge) -> None:
    await work.choose_project(hand, place.title)
    await work.begin_intake(hand)
    await work.person(hand, MARTA)
    await hand.send("Zapisz i wyjdź")
    await hand.reads("Marta Kalinowska", "Osoba ✔ wypełnione", "Sytuacja ● nierozpoczęte")

    await hand.menu("Nabór")
    await hand.link("Marta Kalinowska")
    await hand.link("Sytuacja")
    await hand.reads("Marta Kalinowska, ur. 17.03.1990, kobieta (z numeru PESEL)")
    await work.rest_of_intake(hand, place.yesterday, "9:15")
    await hand.reads(f"{place.yesterday.day}.{place.yesterday.month}.{place.yesterday.year}, 9:15", "bierność zawodowa")
    await hand.send("Złóż zgłoszenie")
    await hand.heading("Zgłoszenie: Marta Kalinowska")
    await hand.reads("Zgłoszenie zostało złożone.", f"{place.yesterday:%d.%m.%Y}, 09:15")


async def placed(hand: Mouse, place: Bridge) -> None:
    """Marta comes before Ewa and Lech, who have one premise each and applied more than a week earlier."""
    await work.choose_project(hand, place.title)
    await work.assess(hand, MARTA)
    await work.place(hand)
    await hand.reads("Wszystkie miejsca są zajęte: osoba jest na liście rezerwowej.")
    await hand.link("Dlaczego? miejsce i stan")
    await hand.heading("Dlaczego to miejsce: Marta Kalinowska")
    await hand.reads("Miejsce 1 na liście rezerwowej.", "Nikt nie stoi przed tym zgłoszeniem.")
    await hand.menu("Nabór")
    await hand.reads("Najbliższe wolne miejsce zostanie od razu zaproponowane tej osobie.")
    await pictures.take(hand.page, "lista-rezerwowa", GROUP)
    await work.raise_limit(hand, place.title, 7, "Aneks nr 1: dwa miejsca więcej")
    await hand.reads("Limit został zmieniony.", "Aneks nr 1: dwa miejsca więcej", "Ewa Nowacka")
    await work.accept(hand, MARTA)


async def signed(hand: Mouse, place: Bridge) -> None:
    """What waits for Maria is Ewa's offer, Bogdan's assessment and Marta's contract."""
    for text in ("Oferty do odpowiedzi", "Zgłoszenia do oceny", "Kontrakty do podpisania", "Marta Kalinowska"):
        await hand.reads(text)
    await pictures.take(hand.page, "dzis")
    await work.choose_project(hand, place.title)
    await work.find(hand, MARTA)
    await work.contract(hand, "Praca w kuchni\nPrawo jazdy")
    await hand.reads(f"podpisany {place.today:%d.%m.%Y}", "Praca w kuchni", "Prawo jazdy")


async def planned(hand: Mouse, place: Bridge) -> None:
    await work.choose_project(hand, place.title)
    await work.plan(hand, ACTIVITY, place.today)
    await place.centre.settled()
    await work.enrol(hand, MARTA, JAN, *OTHERS)


async def attended(hand: Mouse, place: Bridge) -> None:
    await work.choose_project(hand, place.title)
    await work.attendance_sheet(hand, ACTIVITY, absent=JAN)
    await pictures.take(hand.page, "lista-obecnosci")
    await hand.send("Zapisz")
    await hand.reads("Lista została zapisana.")
    await hand.reads("Kalinowska Marta ✔ obecność", "Wilk Jan")
    await place.centre.settled()


async def recorded(hand: Mouse, place: Bridge) -> None:
    """85 % of 1 000,01 zł is 850,0085 zł: 850,01 zł of the grant, 150,00 zł of one's own; 58 999,99 zł of the line is left."""
    await work.choose_project(hand, place.title)
    await work.expense(hand, BILL, place.today)
    await hand.reads("Dokument jest zapisany.", "dlatego zatwierdza go inna osoba", "Jolanta Wrona")
    assert await hand.main.get_by_role("button", name="Zatwierdź dokument").count() == 0
    assert "1 (1.1) 1 000,01 zł 850,01 zł 150,00 zł" in await hand.words()


async def approved(hand: Mouse, place: Bridge) -> None:
    await work.choose_project(hand, place.title)
    await work.approve(hand, BILL)
    assert f"Zatwierdzono {place.today:%d.%m.%Y}, Ewa Nowacka" in await hand.words()
    await hand.menu("Budżet")
    assert "1.1 warsztaty 60 000,00 zł 0,00 zł 1 000,01 zł 0,00 zł 58 999,99 zł" in await hand.words()
    await pictures.take(hand.page, "budzet")


async def reported(hand: Mouse, place: Bridge) -> None:
    """Three women and two men were there for four and a half hours, 22.5 together; Jan has a contract, but was not."""
    await place.centre.settled()
    await work.report(hand)
    await hand.heading("Złożone sprawozdanie nr 1")
    await hand.reads("Liczby stoją tak, jak je złożono.", "Ewa Nowacka")
    period = f"{place.today.replace(day=1):%d.%m.%Y} – {place.today:%d.%m.%Y}"
    as_handed_in = (
        f"{GROUP} 3 2 5 Razem 3 2 5",
        "kiedykolwiek objęci wsparciem 3 2 5 podpisane kontrakty 3 3 6 zajęte miejsca 6",
        "usługi społeczne 1 5 5 22,5 razem 1 5 5 22,5",
        "Razem 100 000,00 zł 0,00 zł 1 000,01 zł 0,00 zł 98 999,99 zł",
        "dofinansowanie 85 000,00 zł 850,01 zł 0,00 zł wkład własny 15 000,00 zł 150,00 zł 0,00 zł",
    )
    for text in (period, *as_handed_in, "Każda liczba jest dziś taka, jak w dniu złożenia sprawozdania."):
        assert text in await hand.words()
    await pictures.take(hand.page, "sprawozdanie")
    await work.attendance_corrected(hand, ACTIVITY, JAN, "Przyszedł, pomyłka na liście")
    await hand.reads("Wpis został poprawiony.")
    await place.centre.settled()
    await hand.menu("Raporty")
    await hand.link(period)
    words = await hand.words()
    for text in as_handed_in:
        assert text in words, "a frozen report stays as it was handed in"
    for text in ("uczestnicy mężczyźni 2 3 +1", "razem obecności 5 6 +1", "razem godziny 22,5 27 +4,5"):
        assert text in words, "what changed since is said beside it"


async def looked_back(hand: Mouse, place: Bridge) -> None:
    """The timeline on Marta's card names everybody who did something."""
    await work.choose_project(hand, place.title)
    await work.find(hand, MARTA)
    await hand.link("Historia")
    await pictures.take(hand.page, "osoba-historia", MARTA.name)
    words = await hand.words()
    for text in (
        "Podpisano kontrakt socjalny – Maria Zielińska",
        "Przyjęto miejsce z listy rezerwowej – Ewa Nowacka",
        "Wpisano na listę rezerwową – Ewa Nowacka",
        "Oceniono zgłoszenie – Ewa Nowacka",
        "Wpisano osobę do rejestru – Maria Zielińska",
        "Złożono zgłoszenie – Maria Zielińska",
    ):
        before, found, words = words.partition(text)
        assert found, f"{text} does not stand below what came later: {before}"
