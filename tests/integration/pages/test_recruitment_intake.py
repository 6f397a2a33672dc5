"""Taking in an application in a browser without a script: left, continued, refused at its field, handed in."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from services.recruitment.domain.words import Sex
from tests.integration.pages.sheet import Desk, Sheet, typed_in
from tests.support.house import House
from tests.unit.recruitment.examples import definition, pesel

LIST = "/projects/bridge/recruitment"
APPLY = f"{LIST}/apply"
BORN = date(1980, 3, 17)
SITUATION = {
    "target_group": "residents",
    "applied_at.day": "1",
    "applied_at.month": "2",
    "applied_at.year": "2021",
    "applied_time": "9:15",
    "labour_status": "inactive",
    "in_education": "no",
}


@pytest.fixture(scope="module")
async def desk(whole: House) -> AsyncIterator[Desk]:
    """A social worker's, in a project that has begun."""
    await whole.services.on("2021-03-01")
    await whole.services.tell("recruitment", "open_project", {"definition": definition().model_dump(mode="json")})
    async with whole.staff("k.nowak", "social_worker") as browser:
        yield Desk(browser)


async def begun(desk: Desk) -> tuple[Sheet, str]:
    """The first step of a new application, and where the application is."""
    sheet = await desk.fill(await desk.open(APPLY), APPLY)
    return sheet, sheet.where.removesuffix("/person")


async def person(desk: Desk, sheet: Sheet, at: str, **more: str) -> Sheet:
    return await desk.fill(sheet, f"{at}/person", **{"person.given_name": "Anna", "person.family_name": "Lis", **more})


async def all_steps(desk: Desk, number: str, **more: str) -> tuple[Sheet, str]:
    """Filled in up to the last page."""
    sheet, at = await begun(desk)
    sheet = await person(desk, sheet, at, **{"person.pesel": number, **more})
    sheet = await desk.fill(sheet, f"{at}/situation", **SITUATION)
    sheet = await desk.fill(sheet, f"{at}/premises", **{"premises": ["art7", "po_pz"], "disability.degree": "refused"})
    return await desk.fill(sheet, f"{at}/declarations", no_same_support="yes"), at


async def test_an_application_is_taken_in_step_by_step_and_handed_in(desk: Desk) -> None:
    number = pesel(BORN, 1, Sex.FEMALE)
    sheet, at = await all_steps(desk, number)
    assert (sheet.heading, "Anna Lis" in sheet.words, "17.3.1980" in sheet.words) == ("Sprawdzenie", True, True)
    assert "nie jest jeszcze ukończony" not in sheet.words
    sheet = await desk.fill(sheet, f"{at}/check")
    assert (sheet.status, sheet.heading) == (200, "Zgłoszenie: Anna Lis")
    assert "Zgłoszenie zostało złożone." in sheet.words
    assert "odmowa podania informacji" in sheet.words
    assert "01.02.2021, 09:15" in sheet.words
    assert number not in sheet.text
    assert at.rpartition("/")[2] not in (await desk.open(LIST)).text, "the draft was thrown away"


async def test_the_number_says_birth_date_and_sex_on_the_way_to_the_next_step(desk: Desk) -> None:
    sheet, at = await begun(desk)
    sheet = await person(desk, sheet, at, **{"person.pesel": "44051401458"})
    assert sheet.heading == "Sytuacja"
    assert "ur. 14.05.1944, mężczyzna (z numeru PESEL)" in sheet.words
    again = typed_in(await desk.open(f"{at}/person"), f"{at}/person")
    assert [again[f"person.birth_date.{part}"] for part in ("day", "month", "year")] == [["14"], ["5"], ["1944"]]


async def test_a_mistyped_number_is_said_at_once_and_everything_stays(desk: Desk) -> None:
    sheet, at = await begun(desk)
    refused = await person(desk, sheet, at, **{"person.pesel": "44051401459", "person.phone": "600100200"})
    assert (refused.status, refused.heading) == (422, "Osoba")
    assert refused.errors == {
        "person.pesel": "W numerze PESEL jest pomyłka, nie zgadza się ostatnia cyfra. Proszę porównać z dokumentem."
    }
    fields = typed_in(refused, f"{at}/person")
    assert (fields["person.pesel"], fields["person.phone"]) == (["44051401459"], ["600100200"])


async def test_beside_the_field_the_number_is_read_in_place(desk: Desk) -> None:
    sheet, at = await begun(desk)
    fields = typed_in(sheet, f"{at}/person") | {"person.pesel": ["44051401458"]}
    part = await desk.browser.http.post(f"{at}/person/pesel", data=fields)
    assert (part.status_code, "14.05.1944" in part.text, "<html" in part.text) == (200, True, False)
    wrong = await desk.browser.http.post(f"{at}/person/pesel", data=fields | {"person.pesel": ["440514"]})
    assert "Numer PESEL ma jedenaście cyfr." in wrong.text


async def test_an_application_is_left_and_continued(desk: Desk) -> None:
    sheet, at = await begun(desk)
    sheet = await person(desk, sheet, at, **{"person.family_name": "Zielińska", "leave": "1"})
    assert (sheet.heading, "Anna Zielińska" in sheet.words) == ("Zgłoszenie krok po kroku", True)
    assert "Osoba ✔ wypełnione" in sheet.words
    assert "Sytuacja ● nierozpoczęte" in sheet.words
    listed = await desk.open(LIST)
    assert f'<a href="{at}">Anna Zielińska</a>' in listed.text
    fields = typed_in(await desk.open(f"{at}/person"), f"{at}/person")
    assert fields["person.family_name"] == ["Zielińska"]
    gone = await desk.fill(await desk.open(at), at)
    assert (gone.heading, "Anna Zielińska" in gone.words) == ("Nabór", False)


async def test_what_is_refused_at_the_end_leads_back_to_its_step_and_field(desk: Desk) -> None:
    _, at = await all_steps(desk, pesel(BORN, 2, Sex.FEMALE))
    await desk.fill(await desk.open(f"{at}/situation"), f"{at}/situation", **{"applied_at.year": "2022"})
    refused = await desk.fill(await desk.open(f"{at}/check"), f"{at}/check")
    assert (refused.status, refused.heading) == (422, "Sytuacja")
    assert refused.errors == {"applied_at": "Ten dzień jeszcze nie nadszedł. Proszę sprawdzić datę."}
    fields = typed_in(refused, f"{at}/situation")
    assert (fields["applied_at.year"], fields["applied_time"], fields["labour_status"]) == (["2022"], ["9:15"], ["inactive"])
    mended = await desk.fill(refused, f"{at}/situation", **{"applied_at.year": "2021"})
    assert mended.heading == "Przesłanki i dowody"
    done = await desk.fill(await desk.open(f"{at}/check"), f"{at}/check")
    assert done.heading == "Zgłoszenie: Anna Lis"


async def test_what_is_handed_in_empty_leads_to_the_first_step_with_its_own_errors_alone(desk: Desk) -> None:
    _, at = await begun(desk)
    refused = await desk.fill(await desk.open(f"{at}/check"), f"{at}/check")
    assert (refused.status, refused.heading) == (422, "Osoba")
    assert refused.errors.keys() == {"person.given_name", "person.family_name"}


async def test_without_the_declaration_nobody_is_taken_in(desk: Desk) -> None:
    _, at = await all_steps(desk, pesel(BORN, 3, Sex.FEMALE))
    fields = typed_in(await desk.open(f"{at}/declarations"), f"{at}/declarations")
    fields.pop("no_same_support")
    await desk.browser.http.post(f"{at}/declarations", data=fields)
    refused = await desk.fill(await desk.open(f"{at}/check"), f"{at}/check")
    assert (refused.status, refused.heading, list(refused.errors)) == (409, "Oświadczenia", ["no_same_support"])


async def test_a_foreigner_without_a_number_is_identified_by_a_document(desk: Desk) -> None:
    sheet, at = await begun(desk)
    who = {"person.given_name": "Olena", "person.family_name": "Kowalenko", "person.no_pesel": "foreigner"}
    who |= {"person.birth_date.day": "2", "person.birth_date.month": "7", "person.birth_date.year": "1991"}
    sheet = await desk.fill(sheet, f"{at}/person", **who, **{"person.sex": "female"})
    sheet = await desk.fill(sheet, f"{at}/situation", **SITUATION)
    sheet = await desk.fill(sheet, f"{at}/premises", **{"disability.degree": "none"})
    sheet = await desk.fill(sheet, f"{at}/declarations", no_same_support="yes")
    refused = await desk.fill(sheet, f"{at}/check")
    assert (refused.heading, list(refused.errors)) == ("Osoba", ["person.document"])
    assert "Cudzoziemca bez numeru PESEL rozpoznaje się po dokumencie." in refused.words
    sheet = await desk.fill(refused, f"{at}/person", **{"person.document.number": "FE 123456"})
    done = await desk.fill(await desk.open(f"{at}/check"), f"{at}/check")
    assert done.heading == "Zgłoszenie: Olena Kowalenko"


async def test_somebody_known_stands_beside_the_form_and_does_not_apply_twice(desk: Desk) -> None:
    number = pesel(BORN, 4, Sex.FEMALE)
    sheet, at = await all_steps(desk, number, **{"person.family_name": "Sowa"})
    await desk.fill(sheet, f"{at}/check")
    sheet, second = await begun(desk)
    sheet = await person(desk, sheet, second, **{"person.pesel": number, "person.family_name": "Sowa"})
    assert "Być może ta osoba jest już w rejestrze" in sheet.words
    assert "Anna Sowa – ma ten numer PESEL (bridge)" in sheet.words
    sheet = await desk.fill(sheet, f"{second}/situation", **SITUATION)
    sheet = await desk.fill(sheet, f"{second}/premises", **{"disability.degree": "none"})
    sheet = await desk.fill(sheet, f"{second}/declarations", no_same_support="yes")
    refused = await desk.fill(sheet, f"{second}/check")
    assert (refused.status, refused.heading) == (409, "Osoba")
    assert "Ta osoba ma już otwarte zgłoszenie w projekcie." in refused.errors["person"]


async def test_who_takes_in_no_applications_is_not_asked_for_one(whole: House, desk: Desk) -> None:
    async with whole.staff("t.audytor", "auditor") as browser:
        auditor = Desk(browser)
        assert "Przyjmij zgłoszenie" not in (await auditor.open(LIST)).words
        assert (await auditor.open(APPLY)).status == 403


async def test_a_draft_is_its_own_accounts_alone(whole: House, desk: Desk) -> None:
    sheet, at = await begun(desk)
    await person(desk, sheet, at, **{"person.family_name": "Tajna"})
    async with whole.staff("p.inny", "social_worker") as browser:
        other = Desk(browser)
        assert "Tajna" not in (await other.open(LIST)).text
        assert "Tajna" not in (await other.open(f"{at}/person")).text
