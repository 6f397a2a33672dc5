"""Two entries of one human being: merged and unmerged, and every old id leads to the person meanwhile."""

import asyncio
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.recruitment import commands as use_cases
from services.recruitment.commands.applying import WithdrawApplication
from services.recruitment.domain.words import Sex
from services.recruitment.projections.person import find_people, find_person, ids_of, projects_of, resolve
from shared.kernel.errors import Invalid, NotFound, Refused
from tests.integration.recruitment.office import refusal
from tests.integration.recruitment.registry import anna, correct, merge, olena, opened, register, unmerge, written
from tests.unit.recruitment.examples import pesel


@pytest.fixture
async def two(office):
    """A desk with two projects."""
    await office.open()
    await office.open(project="second")
    return office


async def of_whom(office, person):
    async with office.database.read() as db:
        return await resolve(db, person)


async def test_a_merged_id_gives_the_person_it_stands_for(two):
    kept = (await two.submit(person=anna())).person_id
    merged = (await two.submit(person=olena(), project="second")).person_id
    await merge(two, kept, merged)
    assert await of_whom(two, merged) == kept
    async with two.database.read() as db:
        assert (await find_person(db, merged)).person == kept
        assert [card.person for card in await find_people(db, [merged, kept])] == [kept]
        assert (await find_person(db, kept, "second")).person == merged, "the card that the project has"
    assert (await opened(two, merged)).family_name == "Nowak"


async def test_a_merge_is_published_with_ids_alone(two):
    kept, merged = (await register(two, anna())).person_id, (await register(two, olena())).person_id
    await merge(two, kept, merged)
    await unmerge(two, merged)
    ids = {"person": str(merged), "project": "bridge"}
    assert await two.published("PersonMerged") == [ids | {"into": str(kept)}]
    assert await two.published("PersonUnmerged") == [ids | {"from_person": str(kept)}]
    keys = await two.rows("SELECT message_key FROM event WHERE name IN ('PersonMerged', 'PersonUnmerged')")
    assert [row["message_key"] for row in keys] == [str(merged)] * 2


async def test_an_open_application_under_the_old_id_is_the_person_s(two):
    kept = (await register(two, anna())).person_id
    merged = await two.submit(person=olena())
    await merge(two, kept, merged.person_id)
    assert await refusal(two.submit(person=anna())) == "application_already_open"
    withdrawal = WithdrawApplication(application=merged.application_id, reason="resigned")
    await two.do(use_cases.withdraw_application, withdrawal)
    assert (await two.submit(person=olena())).person_id == kept


async def test_a_place_that_was_finished_under_the_old_id_is_kept(two):
    kept = (await register(two, anna())).person_id
    participant = await two.candidate(person=olena())
    await two.sign(participant)
    await two.attended(participant, uuid4(), "2021-03-01")
    await two.end(participant, "2021-03-01", "path_completed", along_path=True)
    merged = (await two.rows("SELECT person FROM application_card WHERE application = $1", participant))[0]["person"]
    await merge(two, kept, merged)
    assert await refusal(two.submit(person=anna())) == "already_took_part"


async def test_a_project_that_allows_no_other_hears_of_the_old_id(office):
    await office.open()
    await office.open(project="alone", recruitment={"exclusive": "any_project"})
    kept = (await register(office, anna())).person_id
    merged = (await office.submit(person=olena(), project="alone")).person_id
    await merge(office, kept, merged)
    assert await refusal(office.submit(person=anna())) == "person_in_other_project"


async def test_a_correction_reaches_the_cards_and_places_of_both(two):
    kept = (await register(two, anna())).person_id
    participant = await two.candidate(person=olena(), project="second")
    merged = (await two.rows("SELECT person FROM application_card WHERE application = $1", participant))[0]["person"]
    await merge(two, kept, merged)
    number = pesel(date(1990, 2, 3), 5, Sex.MALE)
    await correct(two, merged, given_name="Adam", family_name="Kos", pesel=number)
    assert {(await opened(two, kept, project)).pesel for project in ("bridge", "second")} == {number}
    told = await two.published("SexCorrected")
    assert [(one["participant"], one["person"]) for one in told] == [(str(participant), str(merged))]


@pytest.mark.parametrize("kept_first", [True, False])
async def test_two_who_stand_in_the_same_project_are_not_merged(two, kept_first):
    one, other = await two.submit(person=anna()), await two.submit(person=olena())
    kept, merged = (one, other) if kept_first else (other, one)
    with pytest.raises(Refused) as no:
        await merge(two, kept.person_id, merged.person_id)
    assert (no.value.code, dict(no.value.facts)) == ("both_in_project", {"project": "bridge"})
    withdrawal = WithdrawApplication(application=merged.application_id, reason="resigned")
    await two.do(use_cases.withdraw_application, withdrawal)
    await merge(two, kept.person_id, merged.person_id)


async def test_a_merged_entry_stands_in_for_those_merged_into_it(two):
    """Of three entries the first was merged into the second: what both hold counts against the third."""
    number = pesel(date(1970, 1, 1), 3, Sex.MALE)
    first = (await two.submit(person=anna())).person_id
    second = (await register(two, olena())).person_id
    third = (await two.submit(person={"given_name": "Jan", "family_name": "Kos", "pesel": number})).person_id
    await merge(two, second, first)
    assert await refusal(merge(two, third, second)) == "both_in_project"


async def test_merges_that_mean_nothing_are_refused(two):
    kept, merged = (await register(two, anna())).person_id, (await register(two, olena())).person_id
    assert await refusal(merge(two, kept, kept), Invalid) == "merged_with_itself"
    assert await refusal(merge(two, kept, uuid4()), NotFound) == "unknown_person"
    assert await refusal(unmerge(two, merged)) == "not_merged"
    await merge(two, kept, merged)
    assert await refusal(merge(two, kept, merged)) == "already_merged"
    assert await refusal(merge(two, merged, kept)) == "already_merged"
    assert await written(two, merged) == ["PersonRegistered", "PersonMerged"]


async def test_of_two_merges_crosswise_at_once_one_happens(two):
    one, other = (await register(two, anna())).person_id, (await register(two, olena())).person_id
    answers = await asyncio.gather(merge(two, one, other), merge(two, other, one), return_exceptions=True)
    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["already_merged"]
    assert await of_whom(two, one) == await of_whom(two, other)


async def test_who_registers_again_goes_to_the_kept_entry(two):
    kept = (await register(two, anna())).person_id
    merged = (await register(two, olena(), project="second")).person_id
    await merge(two, kept, merged)
    assert (await register(two, olena(), "contact", project="second")).person_id == kept
    assert await written(two, merged) == ["PersonRegistered", "PersonMerged", "CapacityAdded"]
    await two.open(project="third")
    assert (await register(two, olena(), project="third")).person_id == kept
    assert await written(two, kept) == ["PersonRegistered", "PersonEnteredProject"]


async def test_who_applied_under_the_kept_id_has_a_card_of_their_own_after_unmerging(two):
    kept = (await register(two, anna(), project="second")).person_id
    merged = (await register(two, olena())).person_id
    await merge(two, kept, merged)
    applied = await two.submit(person=anna())
    assert applied.person_id == kept
    await unmerge(two, merged)
    async with two.database.read() as db:
        assert await projects_of(db, kept) == ["bridge", "second"]
        assert await projects_of(db, merged) == ["bridge"]
    card = await opened(two, kept, "bridge")
    assert (card.family_name, card.pesel) == ("Nowak", anna()["pesel"])
    assert [held.capacity.value for held in card.capacities] == ["candidate"]
    assert await written(two, kept) == ["PersonRegistered", "PersonEnteredProject"]
    assert (await opened(two, merged, "bridge")).family_name == "Ковальчук"
    assert await refusal(two.submit(person=anna())) == "application_already_open"


async def test_nobody_is_entered_by_unmerging_who_has_a_card_there_or_has_not_applied(two):
    kept = (await two.submit(person=anna())).person_id
    merged = (await register(two, olena())).person_id
    await register(two, olena(), project="second")
    await merge(two, kept, merged)
    await unmerge(two, merged)
    assert await written(two, kept) == ["PersonRegistered"]


TABLES = ("person_card", "person_merge", "person_digest", "application_card", "participation_card")


async def state(office):
    """What stands in the read models, and whom each id leads to."""
    rows = {table: sorted(row[0] for row in await office.rows(f"SELECT t::text FROM {table} t")) for table in TABLES}
    people = [row["person"] for row in await office.rows("SELECT DISTINCT person FROM person_card ORDER BY person")]
    async with office.database.read() as db:
        return rows, {person: await ids_of(db, person) for person in people}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4))
async def test_unmerging_in_the_other_order_restores_the_state(office, steps):
    if not await office.rows("SELECT 1 FROM project_card"):
        await office.open()
    people = [(await register(office, anna(pesel=pesel(date(1980, 3, 17), 900 + n, Sex.FEMALE)))).person_id for n in range(4)]
    before = await state(office)
    done = []
    for kept, merged in steps:
        try:
            await merge(office, people[kept], people[merged])
        except Refused:
            continue
        done.append(people[merged])
    for merged in reversed(done):
        await unmerge(office, merged)
    assert await state(office) == before
