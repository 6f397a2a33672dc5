"""The daily work on the pages, step by step as a member of staff does it; whoever does it has a mouse or a keyboard."""

from dataclasses import dataclass
from datetime import date

from tests.browser.bridge import GROUP, Somebody
from tests.browser.hand import Hand

CRITERIA = (
    "Przynależność do grupy docelowej",
    "Przesłanki wykluczenia",
    "Wiek",
    "Status na rynku pracy",
    "Niepełnosprawność",
    "Oświadczenie o niekorzystaniu z tego samego wsparcia",
)
ART_7 = "korzystanie ze świadczeń z pomocy społecznej"
FOOD = "korzystanie z PO PŻ"


@dataclass(frozen=True)
class Bill:
    """A document of one row; `gross` is `net` and `vat` together, all as an accountant types them."""

    number: str
    title: str
    company: str
    tax_number: str
    net: str
    vat: str
    gross: str
    line: str


async def sign_in(hand: Hand, login: str, password: str) -> None:
    await hand.page.goto("/sign-in")
    await hand.write("Login", login)
    await hand.write("Hasło", password)
    await hand.send("Zaloguj się")


async def choose_project(hand: Hand, title: str) -> None:
    """From any page."""
    await hand.projects()
    await hand.link(title)
    await hand.heading(title)


async def begin_intake(hand: Hand) -> None:
    """Up to the first step."""
    await hand.menu("Nabór")
    await hand.link("Przyjmij zgłoszenie")
    await hand.send("Rozpocznij nowe zgłoszenie")
    await hand.heading("Osoba")


async def person(hand: Hand, who: Somebody) -> None:
    await hand.write("Imię", who.given_name)
    await hand.write("Nazwisko", who.family_name)
    await hand.write("Numer PESEL", who.pesel)
    await hand.write("Telefon", "600 100 200")


async def situation(hand: Hand, applied: date, at: str) -> None:
    await hand.tick(GROUP)
    await hand.day("Dzień zgłoszenia", applied)
    await hand.write("Godzina zgłoszenia", at)
    await hand.tick("bierność zawodowa")


async def premises(hand: Hand) -> None:
    """Two of them: multiple exclusion, which gives priority."""
    await hand.tick(ART_7)
    await hand.tick(FOOD)
    await hand.tick("bez orzeczenia o niepełnosprawności")


async def rest_of_intake(hand: Hand, applied: date, at: str) -> None:
    """From the second step to the last one."""
    await situation(hand, applied, at)
    await hand.send("Dalej")
    await premises(hand)
    await hand.send("Dalej")
    await hand.tick("Osoba oświadcza")
    await hand.send("Dalej")
    await hand.heading("Sprawdzenie")


async def assess(hand: Hand, who: Somebody) -> None:
    """Every criterion is met; afterwards the page of the application is open."""
    await hand.menu("Nabór")
    await hand.link(f"Oceń – {who.name}")
    for criterion in CRITERIA:
        await hand.tick("spełnione", within=criterion)
    await hand.send("Zatwierdź ocenę")
    await hand.reads("Ocena została zatwierdzona.")


async def place(hand: Hand) -> None:
    """From the page of an application: a place, or one on the reserve list."""
    await hand.send("Zakwalifikuj lub wpisz na listę rezerwową")


async def raise_limit(hand: Hand, title: str, limit: int, reason: str) -> None:
    """From any page of the project."""
    await hand.menu("Projekt")
    await hand.link("zmień limit")
    await hand.write("Nowy limit", str(limit))
    await hand.write("Powód", reason)
    await hand.send("Zmień limit")
    await hand.heading(title)


async def accept(hand: Hand, who: Somebody) -> None:
    """Record that the person takes the place; the page of the application is open afterwards."""
    await hand.menu("Nabór")
    await hand.link(f"Zapisz odpowiedź osoby – {who.name}")
    await hand.heading(f"Oferta miejsca: {who.name}")
    await hand.tick("przyjmuje miejsce")
    await hand.send("Zapisz odpowiedź")
    await hand.reads("Miejsce zostało przyjęte. Następny krok to kontrakt.")


async def find(hand: Hand, who: Somebody) -> None:
    """The card of somebody of the project, by name."""
    await hand.menu("Osoby")
    await hand.write("Imię i nazwisko", who.name)
    await hand.send("Szukaj")
    await hand.link(f"{who.family_name} {who.given_name}")
    await hand.heading(who.name)


async def contract(hand: Hand, goals: str) -> None:
    """From the card of somebody with a place; signed on the day that stands there already."""
    await hand.link("Wpisz podpisany kontrakt")
    await sign(hand, goals)


async def sign(hand: Hand, goals: str) -> None:
    await hand.write("Cele", goals)
    await hand.send("Zapisz kontrakt")
    await hand.reads("Kontrakt zapisano.")


async def plan(hand: Hand, title: str, on: date) -> None:
    """An activity with one session of four and a half hours; its page is open afterwards."""
    await hand.menu("Zajęcia")
    await hand.link("Zaplanuj zajęcia")
    await hand.write("Tytuł", title)
    await hand.tick("warsztaty")
    await hand.tick("usługa społeczna")
    await hand.send("Zaplanuj")
    await hand.reads("Zajęcia są zaplanowane.")
    await hand.link("Dodaj termin")
    await hand.day("Dzień", on)
    await hand.write("Godziny", "4,5")
    await hand.send("Dodaj termin")
    await hand.reads("Termin został dodany.")


async def enrol(hand: Hand, *people: Somebody) -> None:
    """From the page of an activity."""
    await hand.link("Zapisz uczestników")
    for one in people:
        await hand.tick(f"{one.family_name} {one.given_name}")
    await hand.send("Zapisz zaznaczone osoby")
    await hand.reads("Zapisano.")


async def attendance_sheet(hand: Hand, title: str, absent: Somebody) -> None:
    """Everybody was there but one; it is not sent yet."""
    await hand.menu("Zajęcia")
    await hand.link(title)
    await hand.link("Lista obecności")
    await hand.tick("Brak", within=f"{absent.family_name} {absent.given_name}")


async def attendance_corrected(hand: Hand, title: str, who: Somebody, why: str) -> None:
    """Somebody was there after all."""
    await hand.menu("Zajęcia")
    await hand.link(title)
    await hand.link("Lista obecności")
    await hand.link(f"popraw : {who.family_name} {who.given_name}")
    await hand.tick("obecność")
    await hand.write("Dlaczego na liście był błąd", why)
    await hand.send("Popraw listę")


async def fill_in_expense(hand: Hand, bill: Bill, issued: date) -> None:
    """With a supplier that was not on the list; it is not sent yet."""
    await hand.menu("Budżet")
    await hand.link("Dodaj dokument")
    await hand.unfold("Dostawcy nie ma na liście")
    await hand.write("Nazwa firmy", bill.company)
    await hand.write("NIP", bill.tax_number)
    await hand.send("Zarejestruj dostawcę i wybierz go")
    await hand.reads("Dostawca jest zarejestrowany i wybrany.")
    await hand.write("Numer dokumentu", bill.number)
    await hand.write("Za co", bill.title)
    await hand.day("Dzień wystawienia", issued)
    await hand.write("Netto", bill.net)
    await hand.write("VAT", bill.vat)
    await hand.write("Brutto", bill.gross)
    await hand.choose("Pozycja budżetu", bill.line)
    await hand.write("Kwalifikowalne", bill.gross)


async def expense(hand: Hand, bill: Bill, issued: date) -> None:
    await fill_in_expense(hand, bill, issued)
    await hand.send("Zapisz dokument")
    await hand.heading(f"Dokument {bill.number}")


async def approve(hand: Hand, bill: Bill) -> None:
    """The document of somebody else."""
    await hand.menu("Budżet")
    await hand.link("Wszystkie dokumenty")
    await hand.link(bill.number)
    await hand.send("Zatwierdź dokument")
    await hand.reads("Dokument jest zatwierdzony.")


async def report(hand: Hand) -> None:
    """This month's report, frozen; it is open afterwards."""
    await hand.menu("Raporty")
    await hand.unfold("Wybierz inny okres lub inny dzień wiedzy")
    await hand.link("ten miesiąc")
    await hand.link("Zatwierdź i zamroź")
    await hand.heading("Zatwierdzenie i zamrożenie sprawozdania")
    await hand.send("Zatwierdź i zamroź")
