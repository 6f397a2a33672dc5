"""With the keyboard alone: until when a project's data is kept, and its erasure by two people."""

from datetime import date

from playwright.async_api import Browser

from tests.browser import work
from tests.browser.keys import signed_in
from tests.browser.old_project import ACCOUNTS, ENDED, ended
from tests.browser.staff import Played

CODE, TITLE = "dawny-brod", "Dawny bród"
TWO_YEARS = "perspektywa 2014–2020, art. 140 rozporządzenia 1303/2013, wydatki od 1 mln EUR"
LATER = date(2040, 12, 31)


async def test_the_data_of_an_old_project_is_kept_longer_shorter_held_and_erased(centre: Played, chromium: Browser) -> None:
    """The officer proposes, the coordinator approves; a candidate without a place is due."""
    await ended(centre.client, CODE, TITLE)
    async with signed_in(centre, chromium, "data_protection_officer") as officer:
        await work.choose_project(officer, TITLE)
        await officer.menu("Dane osobowe")
        await officer.link("Ustal okres przechowywania")
        await officer.choose("Podstawa prawna dla wszystkich poza kandydatami bez miejsca", TWO_YEARS)
        await officer.day("Koniec umowy", ENDED)
        await officer.day("Złożenie zestawienia z końcowymi wydatkami", ACCOUNTS)
        await officer.send("Ustal okres przechowywania")
        await officer.reads("Okres przechowywania jest ustalony.")

        await officer.link("Przedłuż przechowywanie")
        await officer.tick("wszyscy poza kandydatami bez miejsca")
        await officer.day("Nowy ostatni dzień", LATER)
        await officer.choose("Dlaczego dłużej", "żąda tego instytucja")
        await officer.write("Powód", "pismo instytucji")
        await officer.send("Przedłuż przechowywanie")
        await officer.reads("Okres przechowywania jest przedłużony.", f"{LATER:%d.%m.%Y}")

        await officer.link("Zaproponuj krótszy okres")
        await officer.day("Koniec umowy", date(2021, 5, 31))
        await officer.write("Powód", "pomyłka w dniu")
        await officer.send("Zaproponuj krótszy okres")
        await officer.reads("Krótszy okres jest zaproponowany.", "zatwierdza ją inna osoba")

        await officer.choose("Co wstrzymuje usuwanie", "spór")
        await officer.send("Wstrzymaj usuwanie")
        await officer.reads("Usuwanie jest wstrzymane.")
        await officer.send("Już się skończyło: spór")
        await officer.reads("Usuwanie może być kontynuowane")

        await officer.link("Zaproponuj usunięcie danych")
        await officer.tick("kandydaci bez miejsca")
        await officer.send("Zaproponuj usunięcie danych")
        await officer.reads("Usunięcie jest zaproponowane.")
    async with signed_in(centre, chromium, "coordinator") as second:
        await work.choose_project(second, TITLE)
        await second.menu("Dane osobowe")
        await second.send("Zatwierdź krótszy okres")
        await second.reads("Krótszy okres obowiązuje od teraz.")
        await second.link("sprawdź i zatwierdź")
        await second.send("Usuń na zawsze")
        await second.reads("Usuwanie trwa.")
        await centre.settled()
        await second.menu("Dane osobowe")
        assert "kandydaci bez miejsca ✔ zakończone" in await second.words()
