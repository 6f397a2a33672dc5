"""Effectiveness as people read it: both dimensions in both readings, who counts and why, and hidden numbers for others."""

import re
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest

from services.gateway.pages.saying import WARSAW
from services.recruitment.domain.words import Sex
from shared.testing.eventually import eventually
from tests.integration.pages.reading import rows, words
from tests.integration.recruitment.counter import FORM
from tests.support.centre import House, house
from tests.support.stack import Addresses
from tests.unit.recruitment.examples import PROJECT, definition, pesel

PEOPLE = 12
MEASURED = {"effectiveness": {"version": "2018", "name": "efektywność społeczno-zatrudnieniowa"}}
PAPER = {"kind": "contract_copy", "dated": "2022-06-10"}
PLACE = f"/projects/{PROJECT}/effectiveness"
DAY = "as_of.day=31&as_of.month=8&as_of.year=2022"


async def candidates(whole: House) -> list[str]:
    """Twelve women with contracts of 1 March 2021."""
    tell, found = whole.services.tell, []
    for number in range(PEOPLE):
        person = {
            "given_name": "Anna",
            "family_name": f"Nowak{chr(97 + number)}",
            "pesel": pesel(date(1980, 3, 17), number, Sex.FEMALE),
        }
        who = str((await tell("recruitment", "submit_application", FORM | {"person": person}))["application_id"])
        await tell("recruitment", "assess_application", {"application": who, "eligible": True})
        await tell("recruitment", "recruit_candidate", {"application": who})
        await tell("recruitment", "sign_contract", {"application": who, "signed_on": "2021-03-01", "goals": ["praca"]})
        found.append(who)
    return found


async def tried(whole: House, command: str, body: dict[str, Any]) -> Any:
    """A command to activities, or None while they do not know enough yet."""
    url = f"{whole.services.urls['activities']}/commands/{command}"
    answer = await whole.services.http.post(url, json=body, headers=whole.services.as_coordinator())
    return answer.json() if answer.status_code == 200 else None


async def course(whole: House, people: list[str]) -> None:
    """Everybody came to a vocational course on 10 March 2021."""
    details = {"project": PROJECT, "title": "Kurs", "form": "course", "service_class": "vocational"}
    planned = await eventually(lambda: tried(whole, "plan_activity", details), what="the project is known")
    enrolment = {"activity": planned["activity_id"], "participants": people}
    await eventually(lambda: tried(whole, "enrol", enrolment), what="the participants are known")
    held = {"activity": planned["activity_id"], "on": "2021-03-10", "hours": "4.00"}
    session = (await whole.services.tell("activities", "schedule_session", held))["session_id"]
    await whole.services.on("2021-03-12")
    entries = [{"participant": who, "status": "present"} for who in people]
    await whole.services.tell("activities", "record_attendance", {"session": session, "entries": entries})

    async def started() -> int:
        listed = await whole.services.ask("recruitment", "participants", project=PROJECT)
        return sum(bool(one["started_on"]) for one in listed["items"])

    await eventually(started, lambda count: count == len(people), what="recruitment has heard of the course")


@pytest.fixture(scope="module")
async def whole(stack: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Twelve left on 31 May 2022. Six work, the first too little; eight have made social progress."""
    async with house(stack, tmp_path_factory.mktemp("house")) as it:
        tell = it.services.tell
        await it.services.on("2021-03-01")
        opened = {"definition": definition(limit=20, **MEASURED).model_dump(mode="json")}
        await tell("recruitment", "open_project", opened)
        people = await candidates(it)
        await course(it, people)
        await it.services.on("2022-05-31")
        for who in people:
            ended = {"application": who, "on": "2022-05-31", "reason": "path_completed", "along_path": True}
            await tell("recruitment", "end_participation", ended)
        await it.services.on("2022-06-12")
        for number, who in enumerate(people[:6]):
            job = {"application": who, "form": "employment_contract", "contracted_on": "2022-06-08", "since": "2022-06-10"}
            more = {"until": None, "part": "1/4" if number == 0 else "1/2", "evidence": PAPER}
            await tell("recruitment", "confirm_employment", job | more)
        for who in people[:8]:
            progress = {"application": who, "criteria": ["health_improved"], "measured_on": "2022-06-10", "evidence": PAPER}
            await tell("recruitment", "confirm_social_effect", progress)
        yield it


async def test_numerators_bases_thresholds_and_verdicts_stand_in_both_readings(whole: House) -> None:
    """5 of 12 work enough: 41.7 % against 25 %; 8 of 12 made progress: 66.7 % against 34 %; nobody is in the hardest group."""
    async with whole.staff("k.effect", "coordinator") as browser:
        page = await browser.get(f"{PLACE}?{DAY}")
        assert page.status_code == 200, words(page)
        assert "Efektywność na 31.08.2022" in words(page)
        general = "osoby poza grupą w najtrudniejszej sytuacji"
        assert [general, "5", "12", "41,7%", "25,0%", "✔ próg osiągnięty"] in rows(page, "Wymiar zatrudnieniowy")
        assert rows(page, "Wymiar społeczny")[1][:4] == ["wszystkie osoby", "8", "12", "66,7%"]
        assert page.text.count("Odczyt śródokresowy:") == 2
        assert len(re.findall(r'<svg[^>]*role="img"', page.text)) == 4
        ids = re.findall(r'\bid="([^"]+)"', page.text)
        assert len(ids) == len(set(ids)), "every id stands once"


async def test_what_was_recorded_after_the_day_of_knowledge_is_left_out(whole: House) -> None:
    today = datetime.now(WARSAW).date()
    async with whole.staff("z.effect", "coordinator") as browser:
        for known, numbers in ((today - timedelta(days=2), ["0", "0"]), (today, ["5", "12"])):
            address = f"{DAY}&known.day={known.day}&known.month={known.month}&known.year={known.year}"
            page = await browser.get(f"{PLACE}?{address}")
            assert rows(page, "Wymiar zatrudnieniowy")[1][1:3] == numbers
            assert f"Wiedza na {known:%d.%m.%Y}." in words(page)
        whole_address = address.replace("&", "&amp;")
        assert explained(page), "people are listed"
        assert all(one.endswith(whole_address) for one in explained(page)), "why is asked with the same knowledge"
        why = await browser.get(next(iter(explained(page))).replace("&amp;", "&"))
        assert f"Wiedza na {known:%d.%m.%Y}." in words(why)


async def test_a_report_of_earlier_knowledge_holds_the_effectiveness_of_then(whole: House) -> None:
    now = datetime.now(WARSAW)
    asked = {"project": PROJECT, "since": "2022-01-01", "until": "2022-06-30"}

    async def counted(**known: str) -> list[int]:
        url = f"{whole.services.urls['reporting']}/queries/periodic_report"
        headers = whole.services.as_coordinator()
        answer = (await whole.services.http.get(url, params=asked | known, headers=headers)).json()
        return [part["categories"][0]["denominator"] for part in answer.get("effectiveness", [{}])[0].get("dimensions", [])]

    assert await eventually(counted, bool, what="reporting has heard of the project") == [12, 12]
    assert await counted(known_at=(now - timedelta(days=2)).isoformat()) == [0, 0]
    assert await counted(known_at=now.isoformat()) == [12, 12]


async def test_who_counts_is_listed_and_names_come_when_they_are_asked_for(whole: House) -> None:
    async with whole.staff("n.effect", "social_worker") as browser:
        page = await browser.get(f"{PLACE}?{DAY}")
        social, employment = page.text.partition('id="lists"')[2].split("<caption>")[1:]
        assert ("Wymiar społeczny" in social, len(re.findall(r"✔</span> liczy się", social))) == (True, 8)
        assert len(re.findall(r"✔</span> liczy się", employment)) == 5
        assert employment.count("tylko w mianowniku") == 7
        assert "Nowak" not in page.text
        named = await browser.get(f"{PLACE}?{DAY}&named=yes")
        assert len(set(re.findall(r"Nowak[a-l] Anna", named.text))) == 12


async def test_why_somebody_does_not_count_names_what_was_compared(whole: House) -> None:
    async with whole.staff("w.effect", "social_worker") as browser:
        places = explained(await browser.get(f"{PLACE}?{DAY}"))
        assert len(places) == 12
        told = [words(await browser.get(place.replace("&amp;", "&"))) for place in places]
        assert sum("wymiar etatu mniejszy niż wymagane minimum" in one for one in told) == 1
        assert sum("wymagany wymiar etatu 1/2" in one for one in told) == 6


async def test_an_auditor_is_told_nothing_of_one_person_s_situation(whole: House) -> None:
    async with whole.staff("a.effect", "auditor") as browser:
        page = await browser.get(f"{PLACE}?{DAY}")
        assert (page.status_code, explained(page)) == (200, set())


def explained(page: httpx.Response) -> set[str]:
    """The addresses of "why" for single people."""
    return set(re.findall(rf'href="({PLACE}/[0-9a-f-]+\?[^"]+)"', page.text))


async def test_a_trainer_sees_no_lists_and_that_small_numbers_are_hidden(whole: House) -> None:
    """Four of twelve made no social progress: fewer than five, so the whole dimension is hidden."""
    async with whole.staff("t.effect", "trainer") as browser:
        page = await browser.get(f"{PLACE}?{DAY}&named=yes")
        assert rows(page, "Wymiar społeczny")[1][1:3] == ["ukryte (mniej niż 5)"] * 2
        assert "któraś mówiłaby o mniej niż 5 osobach" in words(page)
        assert "Listy osób widzą pracownicy socjalni" in words(page)
        assert "Nowak" not in page.text
        who = (await whole.services.ask("recruitment", "participants", project=PROJECT))["items"][0]["participant"]
        assert (await browser.get(f"{PLACE}/{who}")).status_code == 403
