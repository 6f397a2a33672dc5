"""The core work in two other ways: with the keyboard alone, and (in full) in a browser that runs no scripts.

In short the forms without scripts are those of tests/integration/pages, which send them as they stand. What else is done with
the keyboard stands in test_keyboard_*.py.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from deploy.scenarios.pesel import Sex
from deploy.scenarios.spending import tax_number
from tests.browser import work
from tests.browser.bridge import GROUP, Bridge, Somebody, bridge
from tests.browser.hand import Hand, Keyboard, Mouse
from tests.browser.staff import Played
from tests.support.addresses import FORM_ROUTES, route_of

ACTIVITY = "Warsztaty florystyczne"


@dataclass(frozen=True)
class Way:
    """How somebody works: the kind of hand, what their browser does, and whom they meet."""

    project: str
    title: str
    hand: type[Hand]
    scripts: bool
    serial: int
    """From here on the numbers of people and companies are this way's own."""

    def desk(self, chromium: Browser, place: Bridge) -> "Desk":
        """Somebody who has signed in and chosen the project."""

        @asynccontextmanager
        async def opened(login: str) -> AsyncIterator[Hand]:
            account = place.centre.accounts.find(login)
            async with place.centre.page(chromium, None, java_script_enabled=self.scripts) as page:
                hand = self.hand(page)
                await work.sign_in(hand, account.login, account.password)
                await work.choose_project(hand, place.title)
                yield hand

        return opened


Desk = Callable[[str], AbstractAsyncContextManager[Hand]]
BY_KEYBOARD = pytest.param(Way("przystan", "Przystań", Keyboard, scripts=True, serial=920), id="with the keyboard alone")
WITHOUT_SCRIPTS = pytest.param(Way("nowy-brzeg", "Nowy Brzeg", Mouse, scripts=False, serial=940), id="without scripts")


@pytest.mark.parametrize("way", [BY_KEYBOARD, WITHOUT_SCRIPTS])
async def test_everything_is_done(centre: Played, chromium: Browser, way: Way) -> None:
    """One place, which Olga has; Irena gets the second one, takes part, and stands in the report."""
    olga = Somebody("Olga", "Mazurek", date(1977, 7, 7), Sex.FEMALE, way.serial)
    irena = Somebody("Irena", "Borecka", date(1969, 1, 31), Sex.FEMALE, way.serial + 1)
    place = await bridge(centre, way.project, way.title, places=1)
    olga_applied = await place.applied(olga, days_ago=20)
    desk = way.desk(chromium, place)

    async with desk("social_worker") as hand:
        await a_slip_is_mended(hand, irena)
        await work.rest_of_intake(hand, place.yesterday, "9.15")
        await hand.send("Złóż zgłoszenie")
        await hand.heading("Zgłoszenie: Irena Borecka")
        await work.assess(hand, irena)
        await work.place(hand)
        await hand.reads("osoba jest na liście rezerwowej")
        await place.offered(2)
        await work.accept(hand, irena)
        irena_applied = urlsplit(hand.page.url).path.rpartition("/")[2]
        await hand.link("Kontrakt")
        await work.sign(hand, "Własny kwiatek")

    session = await place.activity(ACTIVITY, olga_applied, irena_applied)
    async with desk("trainer") as hand:
        await work.attendance_sheet(hand, ACTIVITY, absent=olga)
        await hand.send("Zapisz")
        await hand.reads("Lista została zapisana.", "Borecka Irena", "Mazurek Olga")
        assert session in hand.page.url

    company = "Kwiaciarnia Pod Lipą"
    bill = work.Bill(
        "FV 3", "Kwiaty", company, tax_number(way.serial), "100,00", "23,00", "123,00", "1.2 materiały i poczęstunek"
    )
    async with desk("accountant") as hand:
        await work.expense(hand, bill, place.today)
        assert "1 (1.2) 123,00 zł 104,55 zł 18,45 zł" in await hand.words()

    await centre.settled()
    async with desk("coordinator") as hand:
        await work.approve(hand, bill)
        await work.report(hand)
        await hand.heading("Złożone sprawozdanie nr 1")
        assert f"{GROUP} 1 0 1" in await hand.words()


async def a_slip_is_mended(hand: Hand, who: Somebody) -> None:
    """A mistyped number: the focus is on what is wrong, which leads to the field; everything stands as typed."""
    wrong = who.pesel[:-1] + str((int(who.pesel[-1]) + 1) % 10)
    await work.begin_intake(hand)
    await work.person(hand, who)
    await hand.write("Numer PESEL", wrong)
    await hand.send("Dalej")
    await expect(hand.page.locator(".errors")).to_be_focused()
    await expect(hand.page.get_by_label("Imię", exact=True)).to_have_value(who.given_name)
    await hand.jump("W numerze PESEL jest pomyłka")
    await expect(hand.page.get_by_label("Numer PESEL", exact=True)).to_be_focused()
    await hand.write("Numer PESEL", who.pesel)
    await hand.send("Dalej")
    await hand.heading("Sytuacja")


def test_every_form_was_sent_with_the_keyboard_alone(request: pytest.FixtureRequest) -> None:
    """By what was done in all these files; this test stands in the last one of them."""
    run = {item.path for item in request.session.items}
    if not run.issuperset(Path(__file__).parent.glob("test_*.py")):
        pytest.skip("only a part of what is done with the keyboard is in this run")
    assert FORM_ROUTES - {route_of("POST", path) for path in Keyboard.sent} == set()
