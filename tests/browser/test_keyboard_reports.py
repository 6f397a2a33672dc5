"""With the keyboard alone: the budget of another day, a report by what was known, and its file."""

from datetime import date, timedelta

from playwright.async_api import Browser

from tests.browser import work
from tests.browser.keys import signed_in
from tests.browser.staff import Played

TITLE = "Góra pomocy 3"
BEFORE_IT_BEGAN, QUARTER, KNOWN = date(2000, 1, 1), (date(2021, 1, 1), date(2021, 3, 31)), date(2021, 2, 15)


async def test_figures_are_asked_of_a_day_and_as_they_were_known(centre: Played, chromium: Browser) -> None:
    async with signed_in(centre, chromium, "coordinator") as hand:
        await work.choose_project(hand, TITLE)
        await hand.menu("Budżet")
        await hand.day("Stan na koniec dnia", BEFORE_IT_BEGAN)
        await hand.send("Pokaż ten dzień")
        await hand.reads(f"W dniu {BEFORE_IT_BEGAN:%d.%m.%Y} nie obowiązywał żaden budżet.")

        await hand.menu("Raporty")
        await hand.unfold("Wybierz inny okres lub inny dzień wiedzy")
        for legend, day in zip(("Pierwszy dzień", "Ostatni dzień", "Wiedza na dzień"), (*QUARTER, KNOWN), strict=True):
            await hand.day(legend, day)
        await hand.send("Pokaż ten okres")
        await hand.reads(f"Wiedza na {KNOWN + timedelta(days=1):%d.%m.%Y}, 00:00", "Pominięto to, co wpisano później.")
        assert "Góra pomocy 3" in await hand.download("Pobierz jako tekst")
        assert ";" in await hand.download("Pobierz jako CSV")
