"""Backstage on pages: how each service is, what is parked and what becomes of it, what needs attention until it is settled."""

from datetime import UTC, date, datetime

from shared.bus.effects import notice
from shared.bus.topics import Topic
from shared.events.envelope import Meta, headers_of
from shared.kernel.errors import Refused
from shared.kernel.ids import SYSTEM, new_id
from shared.store.database import Database
from shared.testing.eventually import eventually
from tests.integration.pages.reading import fill_in, heading, links, words
from tests.support.bus import producer
from tests.support.centre import House
from tests.support.stack import Addresses
from tests.support.tally import Counted

STREAM = "project:poisoned"


def meta(name: str, stream: str, sequence: int = 1) -> Meta:
    return Meta(new_id(), name, 1, stream, sequence, date(2021, 1, 1), datetime.now(UTC), new_id(), new_id(), SYSTEM)


async def poison(house: House, kafka: str) -> None:
    """An event of recruitment that nobody can read."""
    async with producer(kafka) as sender:
        headers = headers_of(meta("ProjectOpened", STREAM), "urn:kladka:test:recruitment")
        topic = Topic(house.services.topics, "recruitment").name
        await sender.send_and_wait(topic, b'{"project": 7', key=b"p1", headers=headers)


async def test_every_service_is_named_with_what_its_state_means(whole: House):
    async with whole.staff("r.zaplecze", "admin") as browser:

        async def shown() -> str:
            return words(await browser.get("/backstage"))

        said = await eventually(shown, lambda text: text.count("Wszystko wysłano i wszystko odczytano.") == 5)
        for service in ("recruitment", "activities", "finance", "notifications", "reporting"):
            assert f"{service} " in said
        assert "Wszystko działa" in said
        assert "Żaden strumień nie czeka." in said
        assert "recruitment application_card własne zdarzenia" in said
        assert "reporting participation_fact zdarzenia innych usług" in said
        for command in ("kladka backup", "kladka doctor", "kladka projections rebuild"):
            assert command in said


async def test_a_parked_stream_is_looked_at_tried_again_and_given_up_with_a_reason(whole: House, stack: Addresses):
    await poison(whole, stack.kafka)
    async with whole.staff("r.naprawa", "admin") as browser:

        async def parked() -> list[str]:
            return [one for one in links(await browser.get("/backstage")) if one.startswith("/backstage/parked/finance/")]

        places = await eventually(parked, bool)
        page = await browser.get(places[0])
        assert heading(page) == "Wstrzymany strumień"
        assert STREAM in words(page)
        assert '{"project": 7' in words(page)
        again = await fill_in(browser, places[0])
        assert again.status_code == 200
        assert "Zastosowano: 0, nadal czeka: 1." in words(again)
        asked = await browser.get(f"{places[0]}/discard")
        assert heading(asked) == "Zrezygnować z zapisu na zawsze?"
        assert STREAM in words(asked)
        refused = await fill_in(browser, f"{places[0]}/discard", why="")
        assert (refused.status_code, 'href="#why"' in refused.text) == (422, True)
        sent = await fill_in(browser, f"{places[0]}/discard", why="wysłane przez pomyłkę")
        assert sent.headers["location"] == "/backstage?done=discarded"
        assert places[0] not in await parked()


async def test_what_needs_attention_waits_for_the_coordinator_until_it_is_settled(whole: House):
    database = Database(whole.services.databases["finance"])
    async with database.begin() as db:
        event = Counted(project="p", tally="a", amount=1)
        await notice(db, "test", event, meta("Counted", "tally:a"), Refused("no_budget", rule="there is no budget"))
    await database.close()
    async with whole.staff("k.uwaga", "coordinator") as browser:
        first = await browser.get("/")
        assert "Sprawy wymagające uwagi (1)" in words(first)
        (place,) = {one for one in links(first) if one.startswith("/attention/finance/")}
        assert "there is no budget" in words(await browser.get(place))
        refused = await fill_in(browser, place, why="")
        assert refused.status_code == 422
        sent = await fill_in(browser, place, why="budżet zatwierdzono")
        assert sent.headers["location"] == "/attention?done=1"
        assert "Nic dziś na Panią/Pana nie czeka." in words(await browser.get("/"))
        assert "budżet zatwierdzono" in words(await browser.get("/attention?settled=1"))
        assert "budżet zatwierdzono" in words(await browser.get(place)), "it can be read afterwards"
    async with whole.staff("t.uwaga", "trainer") as browser:
        assert "Sprawy wymagające uwagi" not in words(await browser.get("/"))
        assert "<textarea" not in (await browser.get(place)).text
