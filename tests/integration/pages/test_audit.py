"""Audit pages: what happened to an object with its export, who read a person's data, the state of the log, and the door."""

import csv
import io
import re
from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest

from tests.integration.pages.reading import words
from tests.integration.recruitment.counter import FORM
from tests.support.centre import House, house
from tests.support.stack import Addresses
from tests.unit.recruitment.examples import PROJECT, definition

ANNA = {"given_name": "Wirginia", "family_name": "Brzęczyszczykiewicz", "pesel": "44051401458"}


class Applied(NamedTuple):
    """The house, and somebody who has applied."""

    house: House
    person: str
    application: str


@pytest.fixture(scope="module")
async def applied(stack: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Applied]:
    async with house(stack, tmp_path_factory.mktemp("house")) as it:
        await it.services.on("2021-03-01")
        await it.services.tell("recruitment", "open_project", {"definition": definition().model_dump(mode="json")})
        found: dict[str, Any] = await it.services.tell("recruitment", "submit_application", FORM | {"person": ANNA})
        assessment = {"application": found["application_id"], "eligible": True}
        await it.services.tell("recruitment", "assess_application", assessment)
        yield Applied(it, found["person_id"], found["application_id"])


async def test_everything_that_happened_to_an_application_is_a_table_that_leads_on(applied: Applied) -> None:
    async with applied.house.staff("a.audit", "auditor") as browser:
        empty = await browser.get("/audit")
        assert (empty.status_code, "Identyfikator obiektu" in words(empty)) == (200, True)
        page = await browser.get(f"/audit?object={applied.application}")
        assert page.status_code == 200, words(page)
        assert page.text.index("Oceniono zgłoszenie") < page.text.index("Złożono zgłoszenie")
        assert "Nabór i rejestr osób" in words(page)
        assert "spełnia warunki: tak" in words(page)
        assert f'<a href="/audit?object={applied.person}">' in page.text
        assert "stopień niepełnosprawności" not in words(page)


async def test_of_a_person_sealed_texts_are_named_and_not_shown(applied: Applied) -> None:
    async with applied.house.staff("i.audit", "data_protection_officer") as browser:
        page = await browser.get(f"/audit?object={applied.person}")
        said = words(page)
        assert re.search(r"zapieczętowane: [^|]*nazwisko", said)
        assert not any(value in page.text for value in ANNA.values())
        assert "Logowania" not in said, "sign-ins are not for this role"


async def test_the_export_has_every_event_and_is_read_by_a_spreadsheet(applied: Applied) -> None:
    async with applied.house.staff("e.audit", "auditor") as browser:
        answer = await browser.get(f"/audit/history.csv?object={applied.application}")
        assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
        assert answer.text.startswith("\ufeff")
        head, *lines = list(csv.reader(io.StringIO(answer.text[1:]), delimiter=";"))
        assert head[:5] == ["Data zdarzenia", "Wpisano", "Część systemu", "Zdarzenie", "Co się wydarzyło"]
        assert [line[3] for line in lines if line[2] == "recruitment"] == ["ApplicationAssessed", "ApplicationSubmitted"]


async def test_a_name_is_said_to_be_no_object_at_its_field(applied: Applied) -> None:
    async with applied.house.staff("n.audit", "auditor") as browser:
        page = await browser.get("/audit?object=Jan Kowalski")
        assert page.status_code == 422
        assert '<a href="#object">To nie jest identyfikator ani kod projektu.' in page.text
        assert 'value="Jan Kowalski"' in page.text
        unknown = await browser.get(f"/audit?object={uuid4()}")
        assert "Pod tym identyfikatorem nic nie zapisano" in words(unknown)


async def test_who_read_a_person_is_listed_by_name_with_the_purpose(applied: Applied) -> None:
    """Jan Reader opens the person for control; the auditor then sees it, and that the log holds."""
    async with applied.house.staff("r.audit", "social_worker", name="Jan Czytający") as browser:
        read = await browser.get(f"/queries/person?person={applied.person}&purpose=letter")
        assert read.status_code == 200, read.text
    async with applied.house.staff("l.audit", "auditor") as browser:
        page = await browser.get(f"/audit/people/{applied.person}")
        assert page.status_code == 200, words(page)
        row = next(one for one in re.findall(r"<tr>.*?</tr>", page.text, re.S) if "Jan Czytający" in one)
        assert "pismo do osoby" in row
        assert "nazwisko" in row
        log = await browser.get("/audit/log")
        assert "Każdy wpis stoi tak, jak go zapisano." in words(log)
        checked = re.search(r"Sprawdzone wpisy (\d+)", words(log))
        assert checked is not None
        assert int(checked[1]) >= 1
        unknown = await browser.get(f"/audit/people/{UUID(int=1)}")
        assert (unknown.status_code, "W rejestrze nie ma osoby" in words(unknown)) == (404, True)
        asked = await browser.get(f"/audit/people?person={applied.person}")
        assert asked.headers["location"] == f"/audit/people/{applied.person}"


async def test_sign_ins_are_shown_with_names_and_lead_to_an_account(applied: Applied) -> None:
    async with applied.house.staff("s.audit", "auditor", name="Ewa Audyt") as browser:
        page = await browser.get("/audit/sign-ins")
        assert page.status_code == 200
        row = next(one for one in re.findall(r"<tr>.*?</tr>", page.text, re.S) if "Ewa Audyt" in one)
        assert "zalogowanie" in row
        account = re.search(r'href="(/audit/sign-ins\?account=[^"]+)"', row)
        assert account is not None
        history = await browser.get(account[1])
        assert "założono konto" in words(history)


@pytest.mark.parametrize("role", ["social_worker", "coordinator", "accountant", "trainer", "admin"])
async def test_others_are_turned_away_and_see_no_way_in(applied: Applied, role: str) -> None:
    async with applied.house.staff(f"x.{role.replace('_', '.')}", role) as browser:
        assert ">Audyt</a>" not in (await browser.get("/projects")).text
        for place in ("/audit", f"/audit?object={applied.person}", f"/audit/people/{applied.person}"):
            assert (await browser.get(place)).status_code == 403


async def test_the_officer_may_not_see_the_door(applied: Applied) -> None:
    async with applied.house.staff("o.audit", "data_protection_officer") as browser:
        assert (await browser.get("/audit/sign-ins")).status_code == 403
        assert (await browser.get("/audit/log")).status_code == 200
        assert PROJECT in (await browser.get(f"/audit?object={PROJECT}")).text
