"""An appeal from the letter to the decision: recorded by who assessed, decided by somebody else."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.pages.office import Office
from tests.integration.pages.sheet import Desk
from tests.support.house import House


@pytest.fixture(scope="module")
async def office(whole: House) -> AsyncIterator[Office]:
    """A coordinator's, who assesses as well, in March 2021."""
    await whole.services.on("2021-03-01")
    async with whole.staff("k.nowak", "coordinator") as browser:
        yield Office(whole, Desk(browser))


async def test_who_assessed_records_the_appeal_and_somebody_else_decides_it(whole: House, office: Office) -> None:
    place = await office.opened("bridge", limit=1)
    at = await office.applied("bridge", "Żuraw")
    rejected = await office.assessed(at, age="not_met")
    assert "Osoba może się raz odwołać albo złożyć nowe zgłoszenie." in rejected.words
    sheet = await office.desk.open(f"{at}/appeal")
    late = {"on.day": "2", "on.month": "3", "on.year": "2021"}
    refused = await office.desk.fill(sheet, f"{at}/appeal", **late)
    assert refused.errors == {"on": "Ten dzień jeszcze nie nadszedł. Proszę sprawdzić datę."}
    recorded = await office.desk.fill(refused, f"{at}/appeal", **{"on.day": "1"})
    assert "Stan ◆ odwołanie do rozstrzygnięcia" in recorded.words

    own = await office.desk.open(f"{at}/appeal/decide")
    no = await office.desk.fill(own, f"{at}/appeal/decide", upheld="upheld")
    assert (no.status, no.heading) == (403, "Rozstrzygnięcie odwołania: Anna Żuraw")
    assert no.errors["application"].startswith("Kto miał w tym udział, nie rozstrzyga o tym sam.")

    async with whole.staff("c.komisja", "commission_member") as browser:
        member = Desk(browser)
        listed = await member.open(f"{place}/appeals")
        assert (listed.heading, "Anna Żuraw" in listed.words) == ("Odwołania", True)
        assert (await member.open(place)).status == 403
        asked = await member.open(f"{at}/appeal/decide")
        assert "Niespełnione kryteria Wiek" in asked.words
        unsaid = await member.fill(asked, f"{at}/appeal/decide")
        assert (unsaid.status, list(unsaid.errors)) == (422, ["upheld"])
        done = await member.fill(unsaid, f"{at}/appeal/decide", upheld="upheld")
        assert "Odwołanie jest rozstrzygnięte." in done.words
        assert "Żadne odwołanie nie czeka na rozstrzygnięcie." in done.words
        assert (await member.open(at)).status == 403, "the appeal is not open any more"

    shown = await office.desk.open(at)
    assert "Stan ◆ ocena pozytywna, jeszcze bez miejsca" in shown.words
    given = await office.desk.fill(shown, at)
    assert "Osoba ma miejsce w projekcie." in given.words


async def test_a_social_worker_records_appeals_and_decides_none(whole: House, office: Office) -> None:
    place = await office.opened("second", limit=1)
    at = await office.applied("second", "Kania")
    await office.assessed(at, premises="not_met")
    async with whole.staff("p.socjalny", "social_worker") as browser:
        worker = Desk(browser)
        recorded = await worker.fill(await worker.open(f"{at}/appeal"), f"{at}/appeal")
        assert "Odwołanie zostało zapisane." in recorded.words
        assert "/appeal/decide" not in recorded.text
        listed = await worker.open(f"{place}/appeals")
        assert "Rozstrzyga komisja albo koordynator." in listed.words
        sent = await browser.send(f"{at}/appeal/decide", page="/account", upheld="upheld")
        assert sent.status_code == 403
