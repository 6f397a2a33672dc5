"""Reading the registry: for a purpose, as far as the role and the projects of the account reach, and always logged."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.recruitment.domain.words import Sex
from services.recruitment.queries.applications import application
from services.recruitment.queries.people import AskedPeople, person, persons
from services.recruitment.queries.person_history import person_history
from shared.http.roles import Role
from shared.kernel.errors import Forbidden, NotFound
from tests.integration.recruitment.eraser import MEASURED, erase, keep
from tests.integration.recruitment.office import WORKER, Office, logged, refusal, seen_by
from tests.integration.recruitment.registry import BORN, anna, correct, merge, register
from tests.unit.recruitment.examples import pesel

CONTACT = {
    "phone": "+48 600 100 200",
    "email": "anna@poczta.example",
    "address": {"street": "Długa", "house": "3", "postal_code": "65-001", "town": "Zielona Góra"},
}


@pytest.fixture
async def registry(keyed: Office) -> Office:
    """Two projects."""
    await keyed.open(project="second", **MEASURED)
    return keyed


async def volunteer(office: Office, number: int, project: str = "bridge", **more: Any) -> UUID:
    known = anna(family_name=f"Zielińska-{number}", pesel=pesel(BORN, number, Sex.FEMALE))
    return (await register(office, known | more, project=project)).person_id


async def gone(office: Office, project: str = "bridge") -> None:
    """Everybody of the project is erased."""
    await office.today("2027-01-01")
    await keep(office, project)
    await erase(office, "everybody", project=project)


async def names(office: Office, *people: UUID, **more: Any) -> list[tuple[UUID, str]]:
    asked = AskedPeople.model_validate({"people": people, "purpose": "attendance_sheet"} | more)
    found = await office.ask(persons, asked=asked)
    return [(one.person, one.family_name) for one in found.items]


async def test_a_person_is_shown_with_telephone_and_address_to_case_workers_alone(registry):
    known = await volunteer(registry, 1, **CONTACT)
    worker = await registry.ask(person, person=known, purpose="casework")
    auditor = await seen_by(registry, Role.AUDITOR).ask(person, person=known, purpose="control")
    assert (worker.phone, worker.email, worker.address.town) == ("+48600100200", "anna@poczta.example", "Zielona Góra")
    assert (auditor.phone, auditor.email, auditor.address) == (None, None, None)
    assert auditor.pesel == worker.pesel == pesel(date(1980, 3, 17), 1, Sex.FEMALE)
    fields = ["birth_date", "family_name", "given_name", "pesel", "sex"]
    assert await logged(registry) == [
        ([known], sorted([*fields, *CONTACT]), "casework", "bridge"),
        ([known], fields, "control", "bridge"),
    ]


async def test_names_come_in_one_call_under_the_ids_that_were_asked_for(registry):
    people = [await volunteer(registry, number) for number in range(3)]
    listed = await names(registry, people[2], people[0], uuid4(), project="bridge")
    assert listed == [(people[0], "Zielińska-0"), (people[2], "Zielińska-2")]
    assert await logged(registry) == [
        (sorted([people[0], people[2]]), ["family_name", "given_name"], "attendance_sheet", "bridge")
    ]


async def test_an_id_that_was_merged_gives_the_name_of_whom_it_stands_for(registry):
    kept, merged = await volunteer(registry, 1), await volunteer(registry, 2)
    await merge(registry, kept, merged)
    assert await names(registry, kept, merged) == [(one, "Zielińska-1") for one in sorted((kept, merged), key=str)]
    shown = await registry.ask(person, person=merged, purpose="casework")
    assert (shown.person, shown.family_name) == (kept, "Zielińska-1")


async def test_an_account_reads_only_people_of_its_projects(registry):
    ours, others = await volunteer(registry, 1), await volunteer(registry, 2, "second")
    account = seen_by(registry, Role.COORDINATOR, projects=frozenset({"bridge"}))
    assert await names(account, ours, others) == [(ours, "Zielińska-1")]
    assert await refusal(account.ask(person, person=others, purpose="casework"), Forbidden) == "project_out_of_scope"
    assert await refusal(account.ask(person_history, person=others, purpose="control"), Forbidden) == "project_out_of_scope"
    assert await refusal(names(account, ours, project="second"), Forbidden) == "project_out_of_scope"
    assert [people for people, *_ in await logged(registry)] == [[ours]]


async def test_somebody_unknown_or_erased_is_a_refusal_of_its_own_and_nothing_is_logged(registry):
    nobody, known = uuid4(), await volunteer(registry, 1)
    await gone(registry)
    for query in (person, person_history):
        assert await refusal(registry.ask(query, person=nobody, purpose="control"), NotFound) == "unknown_person"
    assert await refusal(registry.ask(person, person=known, purpose="control")) == "person_erased"
    assert await names(registry, known, nobody) == []
    assert await logged(registry) == []


async def test_the_history_keeps_both_values_of_a_correction_with_the_reason(registry):
    known = await volunteer(registry, 1)
    await correct(registry, known, family_name="Zielona")
    told = await seen_by(registry, Role.AUDITOR).ask(person_history, person=known, purpose="control")
    first, second = told.items
    assert (first.event, second.event, second.title) == ("PersonRegistered", "PersonCorrected", "Poprawiono dane osoby")
    assert [(one.field, one.before, one.after) for one in second.changes] == [("family_name", "Zielińska-1", "Zielona")]
    assert {one.field: one.before for one in first.changes} == dict.fromkeys(
        ("given_name", "family_name", "birth_date", "pesel", "sex")
    )
    assert (second.reason, second.actor, second.on) == ("błąd w formularzu", WORKER.actor, date(2021, 3, 1))
    assert second.recorded_at >= first.recorded_at
    fields = ["birth_date", "family_name", "given_name", "pesel", "reason"]
    assert await logged(registry) == [([known], fields, "control", None)]


async def test_the_history_of_merged_entries_is_one(registry):
    kept, merged = await volunteer(registry, 1), await volunteer(registry, 2)
    await merge(registry, kept, merged)
    for asked in (kept, merged):
        told = await registry.ask(person_history, person=asked, purpose="control")
        assert [(one.event, one.person) for one in told.items] == [
            ("PersonRegistered", kept),
            ("PersonRegistered", merged),
            ("PersonMerged", merged),
        ]
        assert (told.items[2].other, told.items[2].reason) == (kept, "jedna osoba")
    assert {tuple(people) for people, *_ in await logged(registry)} == {tuple(sorted((kept, merged)))}


async def test_of_an_erased_project_the_history_says_that_something_was_and_nothing_more(registry):
    known = await volunteer(registry, 1)
    assert await volunteer(registry, 1, "second") == known
    await correct(registry, known, family_name="Zielona")
    await gone(registry)
    told = await registry.ask(person_history, person=known, purpose="control")
    erased = [one for one in told.items if one.project == "bridge"]
    assert [(one.event, one.erased, one.changes, one.reason) for one in erased] == [
        (event, True, [], None) for event in ("PersonRegistered", "PersonCorrected", "SubjectErased")
    ]
    left = [one for one in told.items if one.project == "second"]
    assert [(one.event, one.erased) for one in left] == [("PersonEnteredProject", False), ("PersonCorrected", False)]
    assert [(one.before, one.after) for one in left[1].changes] == [("Zielińska-1", "Zielona")]
    await gone(registry, "second")
    told = await registry.ask(person_history, person=known, purpose="control")
    assert {one.erased for one in told.items} == {True}
    assert len(await logged(registry)) == 1, "nothing was read the second time"


async def test_reading_the_situation_of_one_person_is_logged_as_well(registry):
    applied = await registry.submit()
    await registry.ask(application, application=applied.application_id)
    (read,) = await logged(registry)
    assert (read[0], read[2:]) == ([applied.person_id], ("casework", "bridge"))
    assert {"disability_degree", "labour_status", "premises"} <= set(read[1])
