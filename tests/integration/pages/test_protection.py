"""Personal data of a project as its officer keeps it: until when and why, what stops that, erasing by two people."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import pytest

from services.recruitment.domain.words import Sex
from shared.testing.eventually import eventually
from tests.integration.pages.casework import Somebody, project, recruited
from tests.integration.pages.sheet import Desk, Sheet, typed_in
from tests.support.house import House
from tests.unit.recruitment.examples import pesel

PLACE = "/projects/bridge/personal-data"
SET, SHORTEN, EXTEND = f"{PLACE}/retention/set", f"{PLACE}/retention/shorten", f"{PLACE}/extend"
ERASURES, PROPOSE = f"{PLACE}/erasures", f"{PLACE}/erasures/propose"


@pytest.fixture(scope="module")
async def participant(whole: House) -> Somebody:
    """Somebody with a place, and a candidate without one; the agreement ended, and it is 1 March 2024."""
    await project(whole)
    with_place = await recruited(whole, 1, "Jolanta", "Kowal")
    form = {
        "project": "bridge",
        "target_group": "residents",
        "person": {"given_name": "Marek", "family_name": "Lis", "pesel": pesel(date(1980, 3, 17), 2, Sex.MALE)},
        "applied_at": "2021-02-01T09:00",
        "premises": ["art7"],
        "disability": {"degree": "none"},
        "labour_status": "inactive",
        "no_same_support": True,
    }
    await whole.services.tell("recruitment", "submit_application", form)
    await whole.services.on("2024-03-01")
    return with_place


@pytest.fixture(scope="module")
async def officer(whole: House, participant: Somebody) -> AsyncIterator[Desk]:
    async with whole.staff("o.inspektor", "data_protection_officer", name="Iga Strzeże") as browser:
        yield Desk(browser)


@asynccontextmanager
async def coordinator(whole: House, login: str) -> AsyncIterator[Desk]:
    async with whole.staff(login, "coordinator", name="Ewa Zgoda") as browser:
        yield Desk(browser)


def read(sheet: Sheet) -> str:
    return sheet.words.replace("\xa0", " ")


def day(name: str, one: str) -> dict[str, str]:
    year, month, number = one.split("-")
    return {f"{name}.day": number, f"{name}.month": month, f"{name}.year": year}


async def test_the_menu_leads_the_officer_to_what_is_theirs(officer: Desk):
    await officer.open("/projects/bridge")
    today = (await officer.open("/")).text
    assert f'href="{PLACE}">Dane osobowe' in today
    assert 'href="/subject-requests">Wnioski o dane' in today


async def test_a_retention_is_set_by_its_basis_and_the_days_it_counts_from(officer: Desk):
    page = await officer.open(PLACE)
    assert page.heading == "Dane osobowe projektu"
    assert "kandydaci bez miejsca ◆ jeszcze nie ustalono – 1 0" in read(page)
    form = await officer.open(SET)
    typed = {"basis": "reg_1303_2013_two_years", **day("agreement_ended_on", "2023-06-30")}
    missing = await officer.fill(form, SET, **typed)
    assert missing.errors == {
        "accounts_submitted_on": "Okres liczy się od tego dnia. Proszę go podać albo wybrać inną podstawę prawną."
    }
    assert typed_in(missing, SET)["basis"] == ["reg_1303_2013_two_years"]
    done = await officer.fill(missing, SET, **day("accounts_submitted_on", "2024-02-15"))
    said = read(done)
    assert "Okres przechowywania jest ustalony." in said
    assert "kandydaci bez miejsca 30.06.2024 kandydaci bez miejsca, rok od końca umowy" in said
    assert "wszyscy poza kandydatami bez miejsca 31.12.2026 perspektywa 2014–2020" in said
    assert "art. 140 ust. 1 rozporządzenia (UE) 1303/2013" in said
    assert "Ten okres jest założeniem: proszę sprawdzić go w umowie." in said, "of candidates"


async def test_a_shorter_period_holds_when_somebody_else_agrees(whole: House, officer: Desk):
    shorter = day("accounts_submitted_on", "2023-12-15") | {"reason": "rozliczono wcześniej"}
    form = await officer.open(SET)
    assert typed_in(form, SET)["accounts_submitted_on.year"] == ["2024"]
    refused = await officer.fill(form, SET, **shorter)
    assert refused.errors["basis"].startswith("Ostatni dzień przypadłby wcześniej niż obowiązujący.")
    proposed = await officer.fill(await officer.open(SHORTEN), SHORTEN, **shorter)
    assert "Krótszy okres czeka na drugą osobę Zaproponował(a) Iga Strzeże" in read(proposed)
    assert "rozliczono wcześniej" in read(proposed)
    assert "To Pani/Pana propozycja, dlatego zatwierdza ją inna osoba." in read(proposed)
    assert f'action="{PLACE}/approve"' not in proposed.text
    async with coordinator(whole, "o.koordynatorka") as other:
        approved = await other.fill(await other.open(PLACE), f"{PLACE}/approve")
        assert "Krótszy okres obowiązuje od teraz." in read(approved)
        assert "wszyscy poza kandydatami bez miejsca 31.12.2025" in read(approved)


async def test_a_retention_is_extended_and_never_shortened(officer: Desk):
    form = await officer.open(EXTEND)
    earlier = await officer.fill(form, EXTEND, basis="authority", reason="pismo", **day("until", "2024-12-31"))
    assert earlier.errors == {"until": "Dane są już przechowywane do 31.12.2025. Przedłużenie kończy się później."}
    done = read(await officer.fill(earlier, EXTEND, **day("until", "2027-12-31")))
    assert "wszyscy poza kandydatami bez miejsca 31.12.2027" in done
    assert "Przedłużono 01.03.2024 wszyscy poza kandydatami bez miejsca: do 31.12.2027, żąda tego instytucja" in done


async def test_while_a_dispute_lasts_nothing_is_proposed(whole: House, officer: Desk):
    await whole.services.on("2024-07-01")
    stopped = await officer.fill(await officer.open(PLACE), f"{PLACE}/suspend", reason="dispute")
    assert "Usuwanie danych jest wstrzymane od 01.07.2024: spór." in read(stopped)
    refused = await officer.fill(await officer.open(PROPOSE), PROPOSE, kind="candidates")
    assert (refused.status, "Dopóki trwa spór albo kontrola" in read(refused)) == (409, True)
    over = await officer.fill(await officer.open(PLACE), f"{PLACE}/resume")
    assert "wstrzymane od" not in read(over)


async def test_a_request_under_a_duty_stands_among_the_refused_ones(whole: House, officer: Desk, participant: Somebody):
    asked = {"person": participant.person, "kind": "erasure", "received_on": "2024-06-20", "channel": "letter"}
    await whole.services.tell("recruitment", "record_subject_request", asked)
    refused = read(await officer.open("/subject-requests?only=refused"))
    assert "Jolanta Kowal usunięcie danych 20.06.2024" in refused
    assert "odmówiono bridge, 01.07.2024: prawo nakazuje przechowywać dane, do 31.12.2027" in refused
    assert "Takich nie ma." in read(await officer.open("/subject-requests?only=waiting"))


async def test_an_erasure_is_proposed_by_one_approved_by_another_and_confirmed_everywhere(whole: House, officer: Desk):
    form = await officer.open(PROPOSE)
    assert "kandydaci bez miejsca przechowywane do 30.06.2024, 1 osoba do usunięcia" in read(form)
    early = await officer.fill(form, PROPOSE, kind="everybody")
    assert early.status == 409
    assert "Dane są przechowywane do końca dnia 31.12.2027." in read(early)
    none = await officer.fill(early, PROPOSE, kind="request")
    assert none.errors == {"request": "Proszę wybrać wniosek, za którym idzie usunięcie."}
    proposed = await officer.fill(none, PROPOSE, kind="candidates")
    assert "kandydaci bez miejsca ◆ czeka na drugą osobę 01.07.2024, Iga Strzeże – 1 0 0" in read(proposed)
    assert "/approve" not in proposed.text, "nobody approves an own proposal"
    async with coordinator(whole, "o.druga") as other:
        at = next(one for one in (await other.open(PLACE)).text.split('"') if one.endswith("/approve"))
        sure = await other.open(at)
        assert "Dane 1 osoby zostaną usunięte na zawsze, tutaj i w każdej usłudze." in read(sure)
        done = read(await other.fill(sure, at))
        assert "kandydaci bez miejsca ✔ zakończone 01.07.2024, Iga Strzeże 01.07.2024, Ewa Zgoda 1 1 0" in done
        assert (await other.open(ERASURES)).status == 403
        again = await other.open(at)
        assert "Już to rozstrzygnięto." in read(again)

    async def confirmed() -> str:
        return read(await officer.open(ERASURES))

    said = await eventually(confirmed, lambda text: text.count("✔ potwierdzone") == 4)
    assert "✔ potwierdzone ● nie odpowiada ◆ jeszcze nie" in said, "one service of this house is away, one hears nothing"
    assert "Wnioski o usunięcie danych w tym projekcie" in said
    assert "odmówiono 01.07.2024: prawo nakazuje przechowywać dane, do 31.12.2027" in said


async def test_who_reads_changes_nothing(whole: House, participant: Somebody):
    async with whole.staff("o.audytor", "auditor") as browser:
        auditor = Desk(browser)
        page = await auditor.open(PLACE)
        assert (page.status, "<form" in page.text.partition("<main")[2]) == (200, False)
        assert ERASURES in page.text
        for place in (SET, SHORTEN, EXTEND, PROPOSE):
            assert place not in page.text
            assert (await auditor.open(place)).status == 403
    async with whole.staff("o.socjalna", "social_worker") as browser:
        worker = Desk(browser)
        assert (await worker.open(PLACE)).status == 403
        assert PLACE not in (await worker.open("/")).text
