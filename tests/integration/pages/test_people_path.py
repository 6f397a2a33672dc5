"""The path of a participant as a social worker records it: the contract, the end, what came of it, family, the history."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from shared.testing.eventually import eventually
from tests.integration.pages.casework import Somebody, fill, on, project, recruited, words
from tests.support.centre import House
from tests.support.everywhere import AWAY, SERVICES
from tests.support.reception import Browser, received
from tests.support.stack import Addresses, empty_database

ACTIVITY = {
    "project": "bridge",
    "title": "Trening ekonomiczny",
    "form": "workshop",
    "service_class": "social",
    "families": False,
}


@pytest.fixture(scope="module")
async def worker(whole: House) -> AsyncIterator[Browser]:
    """The browser of a social worker."""
    await project(whole)
    async with whole.staff("k.nowak", "social_worker") as browser:
        yield browser


async def attend(whole: House, who: Somebody, day: str) -> None:
    """Somebody comes to a session, and recruitment has heard of it."""
    tell = whole.services.tell

    async def planned() -> Any:
        url = f"{whole.services.urls['activities']}/commands/plan_activity"
        answer = await whole.services.http.post(url, json=ACTIVITY, headers=whole.services.as_coordinator())
        return answer.json() if answer.status_code == 200 else None

    activity = (await eventually(planned, within=60))["activity_id"]
    session = (await tell("activities", "schedule_session", {"activity": activity, "on": day, "hours": "2.00"}))["session_id"]
    await tell("activities", "enrol", {"activity": activity, "participants": [who.application]})
    await whole.services.on(day)
    entries = [{"participant": who.application, "status": "present"}]
    await tell("activities", "record_attendance", {"session": session, "entries": entries})

    async def status() -> str:
        found = await whole.services.ask("recruitment", "involvement", person=who.person)
        return str(found["applications"][0]["status"])

    await eventually(status, lambda now: now == "participating", within=60)


async def test_from_the_contract_to_a_confirmed_job_everything_is_recorded_on_pages(whole: House, worker: Browser) -> None:
    maria = await recruited(whole, 40, "Maria", "Wrona")
    card, at = f"/people/{maria.person}", f"/applications/{maria.application}"

    empty = await fill(worker, f"{at}/contract", **{"signed_on.day": "31", "signed_on.month": "2"})
    assert (empty.status_code, 'href="#signed_on"' in empty.text) == (422, True)
    goals = "powrót do pracy\nleczenie"
    signed = await fill(worker, f"{at}/contract", goals=goals, **on("signed_on", date(2021, 3, 1)))
    assert signed.status_code == 303
    read = words((await worker.get(signed.headers["location"])).text)
    for said in ("Kontrakt zapisano.", "podpisany 01.03.2021", "powrót do pracy", "leczenie", "Zapisz na zajęcia"):
        assert said in read
    twice = await fill(worker, f"{at}/contract", **on("signed_on", date(2021, 3, 1)))
    assert "Kontrakt jest już wpisany" in words(twice.text)

    await attend(whole, maria, "2021-03-03")
    read = words((await worker.get(card)).text)
    assert "bierze udział" in read
    assert "1 dzień wsparcia" in read
    taken = words((await worker.get(f"{card}/activities")).text)
    assert "Trening ekonomiczny" in taken
    assert "zapisana osoba" in taken

    early = await fill(worker, f"{at}/end", reason="employment", along_path="true", **on("on", date(2021, 3, 2)))
    assert (early.status_code, 'href="#on"' in early.text) == (422, True)
    ended = await fill(worker, f"{at}/end", reason="employment", along_path="true", **on("on", date(2021, 3, 3)))
    assert ended.status_code == 303
    read = words((await worker.get(ended.headers["location"])).text)
    assert "środa 31.03.2021 – sytuacja po zakończeniu udziału" in read
    assert "zgodnie ze ścieżką" in read

    proof = {"evidence.kind": "contract_copy", **on("evidence.dated", date(2021, 3, 3))}
    situation = {"situations": "job_taken", **on("on", date(2021, 3, 3)), **proof}
    assert (await fill(worker, f"{at}/situation", **situation)).status_code == 303
    days = {**on("contracted_on", date(2021, 3, 3)), **on("since", date(2021, 3, 3))}
    half = await fill(worker, f"{at}/employment", form="employment_contract", **days, **proof)
    assert "podać wymiar etatu" in words(half.text)
    job = await fill(worker, f"{at}/employment", form="employment_contract", part="1/2", **days, **proof)
    assert job.status_code == 303
    progress = {"criteria": "confidence_increased", **on("measured_on", date(2021, 3, 3)), **proof}
    assert (await fill(worker, f"{at}/social-effect", **progress)).status_code == 303
    excluded = {"kind": "school_education", **on("on", date(2021, 3, 3)), **proof}
    assert (await fill(worker, f"{at}/exclusion", **excluded)).status_code == 303
    read = words((await worker.get(card)).text)
    for said in ("podjęcie zatrudnienia", "umowa o pracę", "zwiększenie pewności siebie", "podjęcie nauki w formach szkolnych"):
        assert said in read

    again = await fill(worker, f"{at}/employment", form="employment_contract", part="1/1", **days, **proof)
    assert "Proszę podać powód poprawki." in words(again.text)

    history = words((await worker.get(f"{card}/history")).text)
    for said in ("Potwierdzono zatrudnienie", "Zakończono udział w projekcie", "Podpisano kontrakt socjalny – Maria Zielińska"):
        assert said in history
    assert "Złożono zgłoszenie" in history
    only = words((await worker.get(f"{card}/history?kind=outcome")).text)
    assert "Potwierdzono zatrudnienie" in only
    assert "Podpisano kontrakt socjalny" not in only

    letters = await eventually(
        lambda: worker.get(f"{card}/documents"), lambda page: "Podpisano kontrakt" in words(page.text), within=60
    )
    assert "Kontrakt socjalny, podpisany 01.03.2021" in words(letters.text)


async def test_family_is_registered_and_stands_on_both_cards(whole: House, worker: Browser) -> None:
    ewa = await recruited(whole, 41, "Ewa", "Sroka")
    at = f"/people/{ewa.person}/family"
    child = {"person.given_name": "Jaś", "person.family_name": "Sroka", **on("person.birth_date", date(2015, 5, 5))}
    answer = await fill(worker, at, **child)
    assert answer.status_code == 303
    page = (await worker.get(answer.headers["location"])).text
    assert "Jaś Sroka – osoba z otoczenia" in words(page)
    near = page.partition("Otoczenie")[2].partition('<a href="/people/')[2].partition('"')[0]
    assert "osoba z otoczenia: Ewa Sroka" in words((await worker.get(f"/people/{near}")).text)


async def test_two_entries_are_compared_merged_and_parted(whole: House, worker: Browser) -> None:
    one = await recruited(whole, 42, "Halina", "Kruk")
    double = {"given_name": "Halina", "family_name": "Kruk", "no_pesel": "not_needed", "birth_date": "1980-03-17"}
    told = {"project": "bridge", "capacity": "contact", "person": double}
    other = (await whole.services.tell("recruitment", "register_person", told))["person_id"]
    page = (await worker.get(f"/people/{one.person}/duplicates")).text
    assert "to samo imię, nazwisko i data urodzenia" in words(page)
    at = f"/people/{one.person}/merge/{other}"
    assert at in page
    read = words((await worker.get(at)).text)
    assert "PESEL" in read
    assert "różne" in read
    undecided = await fill(worker, at, reason="jedna osoba")
    assert (undecided.status_code, 'href="#kept"' in undecided.text) == (422, True)
    merged = await fill(worker, at, kept=one.person, reason="jedna osoba")
    assert "Wpisy oznaczają teraz jedną osobę." in words((await worker.get(merged.headers["location"])).text)
    parted = await fill(
        worker, f"/people/{one.person}/duplicates", f"/people/{one.person}/unmerge", reason="dwie osoby", merged=other
    )
    assert "Wpisy oznaczają znów dwie osoby." in words((await worker.get(parted.headers["location"])).text)


async def test_a_request_is_recorded_by_a_worker_and_answered_by_the_officer(whole: House, worker: Browser) -> None:
    who = await recruited(whole, 43, "Irena", "Czapla")
    at = f"/people/{who.person}/request"
    answer = await fill(worker, at, kind="access", channel="letter")
    assert answer.status_code == 303
    assert "Wniosek zapisano." in words((await worker.get(answer.headers["location"])).text)
    assert (await worker.get("/subject-requests")).status_code == 403
    async with whole.staff("i.ochrony", "data_protection_officer") as officer:
        page = (await officer.get("/subject-requests")).text
        assert "Irena Czapla" in words(page)
        assert "dostęp do danych" in words(page)
        one = "/subject-requests/" + page.partition('href="/subject-requests/')[2].partition('"')[0]
        answered = await fill(officer, one, f"{one}/answer")
        assert answered.status_code == 303
        assert "Odpowiedź zapisano." in words((await officer.get(answered.headers["location"])).text)
        assert (await officer.get(f"/people/{who.person}")).status_code == 200


async def test_an_auditor_gets_no_form_of_casework(whole: House, worker: Browser) -> None:
    who = await recruited(whole, 50, "Bożena", "Gil")
    async with whole.staff("t.audytor", "auditor") as auditor:
        for form in ("contract", "end", "situation", "employment", "social-effect", "exclusion"):
            assert (await auditor.get(f"/applications/{who.application}/{form}")).status_code == 403, form


async def test_the_rest_of_the_card_stands_while_activities_are_away(whole: House, worker: Browser, stack: Addresses) -> None:
    who = await recruited(whole, 60, "Teresa", "Bocian")
    await whole.services.tell("recruitment", "sign_contract", {"application": who.application, "signed_on": "2021-03-01"})
    behind = whole.services.urls | {"activities": whole.services.urls[AWAY]}
    async with (
        empty_database(stack) as database,
        received(database, whole.services.credentials, services={name: behind[name] for name in SERVICES}) as desk,
        House(whole.services, desk).staff("k.nowak", "social_worker") as browser,
    ):
        page = await browser.get(f"/people/{who.person}/activities")
    assert page.status_code == 200
    assert "Teresa Bocian" in words(page.text)
    assert "Ta część chwilowo nie odpowiada" in words(page.text)
