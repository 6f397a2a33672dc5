"""Erasing somebody with several ids: they are kept as what they are in the project, and nothing of them opens afterwards."""

from datetime import date
from uuid import UUID

import pytest

from services.recruitment import commands as use
from services.recruitment.commands.applying import AssessApplication
from services.recruitment.domain import erasure as domain
from services.recruitment.queries.people import AskedPeople, persons
from services.recruitment.timers import carry_out_erasures
from tests.integration.recruitment.eraser import (
    MEASURED,
    erase,
    keep,
    names,
    participant,
    person_of,
    propose,
    rejected,
    wrapped,
)
from tests.integration.recruitment.office import Office, refusal
from tests.integration.recruitment.registry import anna, merge, olena, register

APPLICATIONS = "SELECT data -> 'applications' AS ids FROM event WHERE name = 'SubjectErased'"


async def rejected_then_recruited_under_another_id(desk: Office) -> set[str]:
    """Applied and was rejected; merged into an entry of another project; applied again and signed. Both applications."""
    await desk.open(project="second", **MEASURED)
    first = await desk.submit(person=olena())
    await desk.do(use.assess_application, AssessApplication(application=first.application_id, eligible=False, reasons=("age",)))
    kept = (await register(desk, anna(), project="second")).person_id
    await merge(desk, kept, first.person_id)
    again = await desk.submit(person=olena())
    assert again.person_id == kept, "the second application stands under the other id"
    await desk.do(use.assess_application, AssessApplication(application=again.application_id, eligible=True))
    await desk.recruit(again.application_id)
    await desk.sign(again.application_id, goals=["praca"])
    return {str(first.application_id), str(again.application_id)}


async def test_a_participant_with_two_ids_is_not_erased_as_a_candidate_and_wholly_when_the_time_has_come(keyed: Office):
    both = await rejected_then_recruited_under_another_id(keyed)
    await keyed.today("2024-07-01")
    await keep(keyed)
    assert await refusal(propose(keyed, "candidates")) == "nobody_due"
    assert len(await wrapped(keyed)) == 2, "of the card, and of the contract under the other id"
    await keyed.today("2027-01-01")
    await erase(keyed, "everybody")
    assert [set(row["ids"]) for row in await keyed.rows(APPLICATIONS)] == [both]
    assert await wrapped(keyed) == set()


async def test_who_was_erased_in_a_project_is_not_named_there_through_another_one(keyed: Office):
    await keyed.open(project="second", **MEASURED)
    known = await person_of(keyed, await participant(keyed, person=anna()))
    await keyed.today("2026-01-01")
    await register(keyed, anna(), project="second")
    await keyed.today("2027-01-01")
    await keep(keyed)
    await erase(keyed, "everybody")
    asked = {project: AskedPeople(people=[known], purpose="casework", project=project) for project in ("bridge", "second")}
    named = {project: (await keyed.ask(persons, asked=one)).items for project, one in asked.items()}
    assert [len(items) for items in named.values()] == [0, 1]
    assert named["second"][0].person == known


async def test_a_merged_person_is_named_in_the_project_that_knows_one_of_the_ids(keyed: Office):
    await keyed.open(project="second", **MEASURED)
    merged = (await register(keyed, olena())).person_id
    kept = (await register(keyed, anna(), project="second")).person_id
    await merge(keyed, kept, merged)
    for asked in (kept, merged):
        found = await keyed.ask(persons, asked=AskedPeople(people=[asked], purpose="casework", project="bridge"))
        assert [(one.person, one.family_name) for one in found.items] == [(asked, olena()["family_name"])]


async def test_after_the_end_of_a_project_nobody_is_taken_in(keyed: Office):
    await participant(keyed)
    await keyed.today("2027-01-01")
    await keep(keyed)
    await erase(keyed, "everybody")
    assert await refusal(register(keyed, anna())) == "retention_ended"
    assert await keyed.rows("SELECT 1 FROM person_card WHERE project = 'bridge'") == []


async def test_two_entries_of_one_project_are_erased_each_in_its_own_part_and_a_halt_between_leaves_one_whole(
    keyed: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(domain, "AT_ONCE", 1)
    ids = {(await register(keyed, anna())).person_id, (await register(keyed, olena())).person_id}
    await merge(keyed, *ids)
    await keyed.today("2027-01-01")
    await keep(keyed)
    assert (await erase(keyed, "everybody")).left == 1
    (alive,) = await names(keyed)
    assert await wrapped(keyed) == {alive}
    asked = AskedPeople(people=[UUID(alive)], purpose="casework", project="bridge")
    assert len((await keyed.ask(persons, asked=asked)).items) == 1, "the key of a card that is still there opens it"
    await carry_out_erasures(keyed.commands, date(2027, 1, 1))
    assert (await names(keyed), await wrapped(keyed)) == (set(), set())


async def test_who_was_erased_under_another_id_is_refused_by_name_when_they_come_back(keyed: Office):
    await keyed.open(project="second", **MEASURED)
    merged = await person_of(keyed, await rejected(keyed, person=olena()))
    kept = (await register(keyed, anna(), project="second")).person_id
    await merge(keyed, kept, merged)
    await keyed.today("2024-07-01")
    await keep(keyed)
    await erase(keyed, "candidates")
    assert await refusal(register(keyed, anna())) == "erased_in_project"
