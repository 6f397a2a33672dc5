"""Reports as people read them: a period with its figures, freezing, what changed since, and small groups for others."""

import re
from collections.abc import AsyncIterator
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from services.recruitment.domain.words import Sex
from shared.testing.eventually import eventually
from tests.integration.pages.reading import rows, words
from tests.integration.recruitment.counter import FORM
from tests.support.centre import House, house
from tests.support.reception import Browser
from tests.support.stack import Addresses
from tests.unit.recruitment.examples import PROJECT, definition, pesel

WOMEN, MEN = 6, 5
REPORTS = f"/projects/{PROJECT}/reports"
MARCH = "since.day=1&since.month=3&since.year=2021&until.day=31&until.month=3&until.year=2021"


class Played(NamedTuple):
    """The house after the workshop, and the id of its session."""

    house: House
    session: str


async def candidate(whole: House, number: int, sex: Sex) -> str:
    """Somebody with a place and a contract of 1 March."""
    person = {"given_name": "Anna", "family_name": "Nowak", "pesel": pesel(date(1980, 3, 17), number, sex)}
    applied = await whole.services.tell("recruitment", "submit_application", FORM | {"person": person})
    who = str(applied["application_id"])
    await whole.services.tell("recruitment", "assess_application", {"application": who, "eligible": True})
    await whole.services.tell("recruitment", "recruit_candidate", {"application": who})
    contract = {"application": who, "signed_on": "2021-03-01", "goals": ["praca"]}
    await whole.services.tell("recruitment", "sign_contract", contract)
    return who


async def tried(whole: House, service: str, command: str, body: dict[str, Any]) -> Any:
    """A command, or None while the service does not know enough yet."""
    url = f"{whole.services.urls[service]}/commands/{command}"
    answer = await whole.services.http.post(url, json=body, headers=whole.services.as_coordinator())
    return answer.json() if answer.status_code == 200 else None


async def workshop(whole: House, people: list[str], absent: str) -> str:
    """Bird boxes on 10 March for two hours: all but one came, with two adults and one child."""
    details = {"project": PROJECT, "title": "Budki dla ptaków", "form": "workshop", "service_class": "social", "families": True}
    planned = await eventually(lambda: tried(whole, "activities", "plan_activity", details), what="the project is known")
    activity = planned["activity_id"]
    enrolment = {"activity": activity, "participants": people}
    await eventually(lambda: tried(whole, "activities", "enrol", enrolment), what="the participants are known")
    scheduled = {"activity": activity, "on": "2021-03-10", "hours": "2.00"}
    session = (await whole.services.tell("activities", "schedule_session", scheduled))["session_id"]
    await whole.services.on("2021-03-31")
    entries = [{"participant": who, "status": "unexcused" if who == absent else "present"} for who in people]
    came = {"session": session, "entries": entries, "families": {"adults": 2, "children": 1}, "late_reason": "choroba"}
    await whole.services.tell("activities", "record_attendance", came)
    return str(session)


async def headcount(whole: House, count: int) -> None:
    async def seen() -> int:
        found = await whole.services.ask("reporting", "headcount", project=PROJECT, as_of="2021-03-31")
        return int(found["persons"])

    await eventually(seen, lambda persons: persons == count, what="reporting has heard of everybody")


@pytest.fixture(scope="module")
async def played(stack: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Played]:
    """Eleven people with contracts; ten came to a workshop on 10 March 2021: six women and four men."""
    async with house(stack, tmp_path_factory.mktemp("house")) as it:
        await it.services.on("2021-03-01")
        await it.services.tell("recruitment", "open_project", {"definition": definition(limit=20).model_dump(mode="json")})
        people = [await candidate(it, number, Sex.FEMALE) for number in range(WOMEN)]
        people += [await candidate(it, number, Sex.MALE) for number in range(MEN)]
        session = await workshop(it, people, absent=people[-1])
        await headcount(it, 10)
        yield Played(it, session)


@pytest.fixture
def whole(played: Played) -> House:
    return played.house


async def form_of(browser: Browser, path: str) -> dict[str, str]:
    """The hidden fields of a page's own form, as a browser sends them."""
    page = (await browser.get(path)).text.partition("<main")[2]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


async def test_a_coordinator_reads_a_month_with_charts_and_tables(whole: House) -> None:
    async with whole.staff("k.report", "coordinator") as browser:
        page = await browser.get(f"{REPORTS}?{MARCH}")
        assert page.status_code == 200, words(page)
        assert "Sprawozdanie od 01.03.2021 do 31.03.2021" in words(page)
        assert rows(page, "Uczestnicy według grup docelowych i płci")[1:] == [
            ["Mieszkańcy", "6", "4", "10"],
            ["Razem", "6", "4", "10"],
        ]
        assert ["podpisane kontrakty", "6", "5", "11"] in rows(page, "Od początku projektu")
        assert ["razem", "1", "10", "10", "20"] in rows(page, "Wsparcie według rodzaju usług")
        assert ["10.03.2021", "Budki dla ptaków", "10", "2", "1", "2", "20"] in rows(page, "Co się odbyło")
        assert "W tym dniu projekt nie miał zatwierdzonego budżetu." in words(page)
        charts = re.findall(r"<svg[^>]*role=\"img\".*?</svg>", page.text, re.S)
        assert [re.findall(r"<title id=\"[^\"]+\">([^<]+)", one) for one in charts] == [
            ["Uczestnicy według grup docelowych"],
            ["Godziny wsparcia według rodzaju usług"],
        ]
        assert all("<desc " in one for one in charts)


async def test_a_trainer_reads_that_small_groups_are_hidden(whole: House) -> None:
    async with whole.staff("t.report", "trainer") as browser:
        page = await browser.get(f"{REPORTS}?{MARCH}")
        assert page.status_code == 200
        assert rows(page, "Uczestnicy według grup docelowych i płci")[1] == ["Mieszkańcy", *["ukryte (mniej niż 5)"] * 3]
        assert "mówiłyby o mniej niż 5 osobach, są ukryte" in words(page)
        assert "Zatwierdź i zamroź" not in words(page)
        assert "Kto składa się na tę liczbę" not in words(page)
        assert (await browser.get(f"{REPORTS}/why/people?{MARCH}")).status_code == 403
        assert (await browser.get(f"{REPORTS}/submit?{MARCH}")).status_code == 403


async def test_a_period_that_ends_before_it_begins_is_said_at_its_field_and_stays_as_typed(whole: House) -> None:
    async with whole.staff("s.report", "coordinator") as browser:
        page = await browser.get(
            f"{REPORTS}?since.day=2&since.month=3&since.year=2021&until.day=1&until.month=3&until.year=2021"
        )
        assert page.status_code == 422
        assert '<a href="#until">Ostatni dzień okresu nie może być wcześniejszy niż pierwszy.' in page.text
        assert re.search(r'id="since"[^>]*value="2"', page.text)


async def test_the_number_of_participants_is_explained_person_by_person(whole: House) -> None:
    async with whole.staff("w.report", "coordinator") as browser:
        page = await browser.get(f"{REPORTS}/why/people?{MARCH}")
        assert page.status_code == 200, words(page)
        assert words(page).count("jeszcze bez wsparcia") == 1
        assert len(re.findall(r"liczy się</span>", page.text)) == 10


async def test_a_report_is_frozen_after_a_warning_and_what_changes_later_stands_beside_it(played: Played, whole: House) -> None:
    """One of ten is corrected to absent afterwards: nine people, nine attendances, eighteen hours."""
    async with whole.staff("z.report", "coordinator", name="Zofia Lis") as browser:
        asked = f"{REPORTS}/submit?{MARCH}"
        page = await browser.get(asked)
        assert "Tego nie można cofnąć." in words(page)
        fields = await form_of(browser, asked)
        answer = await browser.http.post(f"{REPORTS}/submit", data=fields | {"kind": "periodic"})
        assert answer.status_code == 303, words(answer)
        again = await browser.http.post(f"{REPORTS}/submit", data=fields | {"kind": "periodic"})
        assert again.headers["location"] == answer.headers["location"], "sent twice, it happens once"
        frozen = await browser.get(answer.headers["location"])
        assert "Złożone sprawozdanie nr 1" in words(frozen)
        assert "Zofia Lis" in words(frozen)
        assert "Nic się nie zmieniło" in words(frozen)

        listed = await whole.services.ask("recruitment", "participants", project=PROJECT)
        who = next(one["participant"] for one in listed["items"] if one["started_on"])
        correction = {"participant": who, "status": "unexcused", "reason": "pomyłka"}
        await whole.services.tell("activities", "correct_attendance", {"session": played.session} | correction)
        await headcount(whole, 9)

        frozen = await browser.get(answer.headers["location"])
        assert ["Mieszkańcy", "6", "4", "10"] in rows(frozen, "Uczestnicy według grup docelowych i płci")
        changed = rows(frozen, "Liczby, które dziś są inne")
        assert ["uczestnicy", "osoby", "10", "9", "-1"] in changed
        assert ["razem", "obecności", "10", "9", "-1"] in changed
        assert ["razem", "godziny", "20", "18", "-2"] in changed
        now = await browser.get(f"{REPORTS}?{MARCH}")
        assert rows(now, "Liczby, które dziś są inne") == changed
        text = await browser.get(f"{answer.headers['location']}/1.txt")
        assert (text.status_code, "SPRAWOZDANIE OKRESOWE" in text.text) == (200, True)
        assert text.headers["content-disposition"] == 'attachment; filename="sprawozdanie-1.txt"'

        no = await browser.http.post(f"{REPORTS}/submit", data=await form_of(browser, asked) | {"kind": "periodic"})
        assert no.status_code == 409
        assert "wykazano już w sprawozdaniu nr 1" in words(no)
        corrected = await form_of(browser, asked) | {"kind": "periodic", "corrects": "1"}
        second = await browser.http.post(f"{REPORTS}/submit", data=corrected)
        assert "poprawia nr 1" in words(await browser.get(second.headers["location"]))


async def test_what_was_recorded_after_a_day_is_left_out_of_knowledge(whole: House) -> None:
    """Everything was recorded today, so nothing was known in 2021."""
    async with whole.staff("d.report", "coordinator") as browser:
        page = await browser.get(f"{REPORTS}?{MARCH}&known.day=31&known.month=3&known.year=2021")
        assert "Wiedza na 01.04.2021, 00:00." in words(page)
        assert rows(page, "Uczestnicy według grup docelowych i płci")[1] == ["Mieszkańcy", "0", "0", "0"]


async def test_who_may_not_see_small_groups_sees_no_differences_between_two_reports(whole: House) -> None:
    async with whole.staff("o.report", "accountant") as browser:
        page = await browser.get(f"{REPORTS}?{MARCH}")
        assert "To, co się zmieniło, widzą tylko role" in words(page)


async def test_an_account_of_another_project_is_turned_away(whole: House) -> None:
    async with whole.staff("i.report", "coordinator", projects=["other"]) as browser:
        assert (await browser.http.get(REPORTS, headers={"accept": "text/html"})).status_code == 403


async def test_a_report_is_downloaded_by_who_is_signed_in_and_others_are_led_to_the_door_and_back(whole: House) -> None:
    file = f"{REPORTS}/draft.csv?{MARCH}"
    async with whole.staff("file.report", "coordinator") as browser:
        page = await browser.get(f"{REPORTS}?{MARCH}")
        assert file.replace("&", "&amp;") in page.text
        found = await browser.get(file)
        assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, "text/csv")
        assert "Budki dla ptaków" in found.text
        assert (await browser.get(f"{REPORTS}/draft.csv?since.day=31&since.month=2")).status_code == 422
    async with whole.desk.browser() as stranger:
        away = await stranger.get(file)
        assert (away.status_code, away.headers["location"]) == (303, f"/sign-in?next={quote(file, safe='')}")
