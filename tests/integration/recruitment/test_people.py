"""People of the registry: found by their number, opened for a purpose, in clear nowhere."""

from datetime import date

from services.recruitment import commands as use_cases
from services.recruitment.commands.applying import (
    ApplicationAnswer,
    AssessApplication,
)
from services.recruitment.commands.correcting import CorrectPerson
from services.recruitment.domain.words import Sex
from services.recruitment.queries.applications import application
from services.recruitment.queries.people import AskedPeople, person, persons
from tests.integration.recruitment.office import RESIDENTS, WORKER, refusal
from tests.unit.recruitment.examples import pesel


async def test_a_corrected_number_corrects_the_sex_of_a_participant(office):
    await office.open()
    who = office.form().person
    anna = await office.candidate(person=who)
    registered = (await office.ask(application, application=anna)).person
    number = pesel(date(1980, 3, 17), 1, Sex.MALE)
    body = CorrectPerson.model_validate({"person": registered, "given_name": "Adam", "pesel": number, "reason": "mistyped"})
    await office.do(use_cases.correct_person, body)
    shown = await office.ask(person, person=registered, purpose="correction")
    assert (shown.given_name, shown.family_name, shown.pesel, shown.sex) == ("Adam", "Nowak-1", number, Sex.MALE)
    assert await office.published("SexCorrected") == [
        RESIDENTS | {"participant": str(anna), "person": str(registered), "sex": "male"}
    ]


async def test_a_number_belongs_to_one_person(office):
    await office.open()
    one, other = office.form().person, office.form().person
    await office.submit(person=one)
    second = await office.submit(person=other)
    body = CorrectPerson(person=second.person_id, pesel=one.pesel, reason="mistyped")
    assert await refusal(office.do(use_cases.correct_person, body)) == "pesel_belongs_to_another"
    mixed = one.model_copy(update={"family_name": other.family_name})
    assert await refusal(office.submit(person=mixed)) == "person_differs"


async def test_names_are_opened_for_a_purpose_that_is_recorded(office):
    await office.open()
    people = [(await office.submit()).person_id for _ in range(2)]
    names = await office.ask(persons, asked=AskedPeople(people=people, purpose="attendance_sheet"))
    assert [(one.given_name, one.family_name) for one in names.items] == [("Anna", "Nowak-1"), ("Anna", "Nowak-2")]
    (looked,) = await office.rows("SELECT people, purpose, actor FROM access_log")
    assert tuple(looked) == (sorted(people), "attendance_sheet", WORKER.actor)


async def test_personal_texts_stand_nowhere_in_clear(office):
    await office.open()
    form = office.form(person={"given_name": "Wirginia", "family_name": "Brzęczyszczykiewicz", "pesel": "44051401458"})
    applied = await office.do(use_cases.submit_application, form, ApplicationAnswer)
    await office.do(use_cases.assess_application, AssessApplication(application=applied.application_id, eligible=True))
    await office.recruit(applied.application_id)
    await office.sign(applied.application_id, goals=["trwałe zatrudnienie"])
    secrets = ("Wirginia", "Brzęczyszcz", "44051401458", "1944-05-14", "trwałe")
    for (table,) in await office.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        stored = [row[0] for row in await office.rows(f"SELECT t::text FROM {table} t")]
        assert not any(secret in row for row in stored for secret in secrets)
    messages = await office.rows("SELECT convert_from(message, 'UTF8') FROM event WHERE message IS NOT NULL")
    assert len(messages) == 6
    assert not any(secret in row[0] for row in messages for secret in secrets)


async def test_what_tells_of_a_person_s_situation_is_stored_but_not_published(office):
    await office.open(limit=0)
    await office.candidate(premises=["homeless", "po_pz"], disability={"degree": "severe", "kinds": ["psychiatric"]})
    stored = await office.rows("SELECT data ->> 'disability_degree' FROM event WHERE name = 'ApplicationSubmitted'")
    assert [row[0] for row in stored] == ["severe"]
    words = ("homeless", "po_pz", "severe", "psychiatric", "multiple_exclusion", "inactive", "09:00")
    told = "SELECT convert_from(message, 'UTF8') FROM event WHERE stream_id LIKE 'application:%' OR name LIKE 'Candidate%'"
    assert [word for row in await office.rows(told) for word in words if word in row[0]] == []
