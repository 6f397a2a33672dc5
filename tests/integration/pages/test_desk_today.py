"""The first page: each role sees what waits for it, by its last day, and each line leads to where it is settled."""

import pytest

from tests.integration.pages.desk_story import PROJECT, Story, held_without_list, played
from tests.integration.pages.reading import heading, links, words
from tests.support.centre import House


@pytest.fixture(scope="module")
async def story(whole: House) -> Story:
    return await played(whole.services)


async def test_a_case_worker_sees_offers_before_what_has_no_day_with_names_and_counts(whole: House, story: Story):
    async with whole.staff("k.nowak", "social_worker") as browser:
        page = await browser.get("/")
        assert heading(page) == "Dziś – poniedziałek 01.03.2021"
        said = words(page)
        assert "Wszystko (3)" in said
        assert "Oferty do odpowiedzi (1)" in said
        assert "Zgłoszenia do oceny (1)" in said
        assert "Kontrakty do podpisania (1)" in said
        assert said.index("Anna Nowak") < said.index("Marek Zieliński")
        assert "za 7 dni 08.03.2021" in said
        found = links(page)
        assert {f"/applications/{story.anna}", f"/applications/{story.marek}/assess"} <= set(found)
        first = next(place for place in found if place.startswith(("/applications", "/people")))
        assert first == f"/applications/{story.anna}", "the first button opens what is due first"


async def test_one_kind_alone_keeps_all_counts(whole: House, story: Story):
    async with whole.staff("k.jeden", "social_worker") as browser:
        said = words(await browser.get("/?kind=contract"))
        assert "Wszystko (3)" in said
        assert "Ewa Wójcik" in said
        assert "Anna Nowak" not in said


async def test_a_trainer_sees_sessions_without_a_list_and_no_applications(whole: House, story: Story):
    session = await held_without_list(whole.services, story.ewa)
    async with whole.staff("t.trener", "trainer") as browser:
        page = await browser.get("/")
        said = words(page)
        assert "Zajęcia bez listy obecności (1)" in said
        assert "Budki dla ptaków" in said
        assert f"/sessions/{session}/attendance" in links(page)
        assert "Nowak" not in said


async def test_nothing_due_says_so(whole: House, story: Story):
    async with whole.staff("s.ksiegowa", "accountant") as browser:
        page = await browser.get("/")
        assert "Nic dziś na Panią/Pana nie czeka." in words(page)
        assert "<table>" not in page.text
    async with whole.staff("k.inny", "social_worker", projects=["other"]) as browser:
        assert "Nic dziś na Panią/Pana nie czeka." in words(await browser.get("/"))


async def test_the_officer_sees_requests_of_people_with_their_thirty_days(whole: House, story: Story):
    services = whole.services
    person = (await services.ask("recruitment", "application", application=story.ewa))["person"]
    asked = {"person": person, "kind": "access", "channel": "letter", "received_on": "2021-03-01", "project": PROJECT}
    await services.tell("recruitment", "record_subject_request", asked)
    async with whole.staff("i.ochrona", "data_protection_officer") as browser:
        page = await browser.get("/")
        said = words(page)
        assert "Wnioski o własne dane (1)" in said
        assert "dostęp do własnych danych" in said
        assert any(one.startswith("/subject-requests/") for one in links(page))
        assert "Wójcik" not in said


async def test_in_english_too(whole: House, story: Story):
    async with whole.staff("k.english", "social_worker") as browser:
        await browser.get("/language/en?back=/")
        page = await browser.get("/")
        assert heading(page).startswith("Today – ")
        assert "Offers to answer (1)" in words(page)


async def test_a_deadline_that_comes_near_is_said_so(whole: House, story: Story):
    async with whole.staff("k.termin", "coordinator") as browser:
        await whole.services.on("2021-03-07")
        assert "jutro 08.03.2021" in words(await browser.get("/"))
        await whole.services.on("2021-03-08")
        assert "dziś 08.03.2021" in words(await browser.get("/"))
