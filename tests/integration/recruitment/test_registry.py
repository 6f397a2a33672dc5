"""The registry: one entry a human being, a card in each project, recognised by number or document, corrected everywhere."""

import asyncio
import json
from datetime import date
from uuid import uuid4

import pytest

from services.recruitment.commands.registering import PersonAnswer
from services.recruitment.domain.words import Sex
from services.recruitment.people.reindex import reindex
from services.recruitment.projections.person import find_person, projects_of
from shared.kernel.errors import Invalid, NotFound, Refused
from tests.integration.recruitment.office import refusal
from tests.integration.recruitment.registry import (
    ADDRESS,
    BORN,
    DOCUMENT,
    anna,
    correct,
    digests,
    olena,
    opened,
    register,
    written,
)
from tests.unit.recruitment.examples import pesel


@pytest.fixture
async def two(office):
    """A desk with two projects."""
    await office.open()
    await office.open(project="second")
    return office


async def test_somebody_is_registered_with_all_that_is_known_and_found_again_by_the_number(two):
    full = anna(phone="600 100 200", email="anna@example.pl", address=ADDRESS, document=DOCUMENT, identity="dowód okazano")
    registered = (await register(two, full)).person_id
    shown = await opened(two, registered)
    assert (shown.given_name, shown.family_name, shown.birth_date, shown.sex) == ("Anna", "Nowak", BORN, Sex.FEMALE)
    assert (shown.phone, shown.email, shown.identity) == ("600100200", "anna@example.pl", "dowód okazano")
    assert shown.document.model_dump(mode="json") == DOCUMENT
    assert shown.address.model_dump(exclude={"country"}) == ADDRESS
    assert (await register(two, anna(), "contact")).person_id == registered
    assert await written(two, registered) == ["PersonRegistered", "CapacityAdded"]
    assert [one.capacity for one in (await opened(two, registered)).capacities] == ["volunteer", "contact"]


async def test_known_in_the_same_capacity_nothing_is_written_again(two):
    registered = (await register(two, anna())).person_id
    await register(two, anna())
    assert await written(two, registered) == ["PersonRegistered"]


async def test_a_further_project_gets_a_card_of_its_own_with_what_is_known(two):
    registered = (await register(two, anna(phone="600100200", email="anna@example.pl"))).person_id
    again = await two.submit(person=anna(phone="700100200"), project="second")
    assert again.person_id == registered
    assert await written(two, registered) == ["PersonRegistered", "PersonEnteredProject"]
    here, there = await opened(two, registered, "bridge"), await opened(two, registered, "second")
    assert (here.phone, there.phone, there.email, there.birth_date) == ("600100200", "700100200", "anna@example.pl", BORN)
    async with two.database.read() as db:
        assert await projects_of(db, registered) == ["bridge", "second"]
        cards = [await find_person(db, registered, project) for project in ("bridge", "second")]
    assert cards[0].given_name != cards[1].given_name, "each project's text is sealed with its own key"
    assert {card.owner for card in cards} == {(str(registered), "bridge"), (str(registered), "second")}


async def test_a_foreigner_is_recognised_by_the_document_however_it_is_written(two):
    registered = (await two.submit(person=olena())).person_id
    latin = olena(given_name="Olena", family_name="KOVALCHUK", document=DOCUMENT | {"number": "ab123456"})
    assert (await two.submit(person=latin, project="second")).person_id == registered
    other = olena(document=DOCUMENT | {"country": "MD"})
    assert (await two.submit(person=other)).person_id != registered


async def test_a_minimum_age_is_worked_out_from_the_birth_date_that_is_said(office):
    await office.open(recruitment={"min_age": 15})
    young = olena(birth_date="2006-02-02")  # 15 years on 2 February 2021, the application is of the first
    assert await refusal(office.submit(person=young), Invalid) == "below_min_age"
    await office.submit(person=young | {"birth_date": "2006-02-01"})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pesel": None}, "pesel_missing"),
        ({"pesel": "44051401459"}, "pesel_checksum"),
        ({"birth_date": "1980-03-18"}, "birth_date_differs"),
        ({"sex": "male"}, "sex_differs"),
        ({"phone": "12"}, "phone_shape"),
        ({"email": "anna"}, "email_shape"),
        ({"address": ADDRESS | {"postal_code": "65001"}}, "postal_code_shape"),
        ({"document": DOCUMENT | {"number": "?"}}, "document_number_shape"),
        ({"given_name": "---"}, "name_shape"),
        ({"pesel": None, "no_pesel": "foreigner"}, "document_missing"),
        ({"pesel": None, "no_pesel": "refused"}, "identity_missing"),
        ({"pesel": None, "no_pesel": "not_needed", "birth_date": "2021-03-02"}, "born_in_future"),
    ],
)
async def test_who_cannot_be_right_is_not_registered(office, changes, code):
    await office.open()
    assert await refusal(register(office, anna(**changes)), Invalid) == code
    assert await office.rows("SELECT person FROM person_card UNION SELECT person FROM person_digest") == []


async def test_a_candidate_is_registered_with_an_application_only(two):
    assert await refusal(register(two, anna(), "candidate"), Invalid) == "capacity_by_application"


async def test_family_and_guardians_belong_to_somebody_of_the_project(two):
    child = {"given_name": "Ola", "family_name": "Nowak", "no_pesel": "not_needed"}
    parent = (await two.submit(person=anna())).person_id
    assert await refusal(register(two, child, "family_member"), Invalid) == "of_missing"
    assert await refusal(register(two, child, "volunteer", of=parent), Invalid) == "of_needless"
    assert await refusal(register(two, child, "guardian", of=uuid4()), NotFound) == "unknown_person"
    assert await refusal(register(two, child, "guardian", of=parent, project="second"), NotFound) == "unknown_person"
    assert await refusal(register(two, anna(), "guardian", of=parent), Invalid) == "of_itself"
    ola = (await register(two, child, "family_member", of=parent)).person_id
    assert [(one.capacity, one.of) for one in (await opened(two, ola)).capacities] == [("family_member", parent)]


async def test_a_supplier_needs_neither_birth_date_nor_sex_but_a_candidate_does(two):
    supplier = {"given_name": "Jan", "family_name": "Kos", "no_pesel": "foreigner", "document": DOCUMENT}
    jan = (await register(two, supplier, "supplier")).person_id
    assert (await opened(two, jan)).birth_date is None
    applying = supplier | {"birth_date": "1990-02-03", "sex": "male"}
    assert await refusal(two.submit(person=applying)) == "person_incomplete"
    await correct(two, jan, birth_date="1990-02-03", sex="male")
    assert (await two.submit(person=applying)).person_id == jan


@pytest.mark.parametrize(
    "changes",
    [{"family_name": "Kowalska"}, {"given_name": "Hanna"}, {"birth_date": "1990-02-04"}, {"sex": "male"}],
)
async def test_a_known_document_with_other_data_is_refused_with_the_id_alone(two, changes):
    registered = (await two.submit(person=olena())).person_id
    with pytest.raises(Refused) as no:
        await two.submit(person=olena(**changes), project="second")
    assert (no.value.code, dict(no.value.facts)) == ("person_differs", {"person": str(registered)})


async def test_a_number_and_a_document_of_two_people_are_refused(two):
    await two.submit(person=anna())
    await two.submit(person=olena())
    mixed = anna(document=DOCUMENT)
    assert await refusal(two.submit(person=mixed, project="second")) == "document_belongs_to_another"


async def test_a_new_telephone_number_in_the_same_project_is_taken_in_as_a_correction(two):
    registered = (await register(two, anna(phone="600100200"))).person_id
    await register(two, anna(phone="700100200"), "contact")
    assert await written(two, registered) == ["PersonRegistered", "CapacityAdded", "PersonCorrected"]
    assert (await opened(two, registered)).phone == "700100200"


async def test_of_ten_who_register_one_person_at_once_one_entry_is_made(two):
    answers = await asyncio.gather(*(register(two, olena(), "contact") for _ in range(10)))
    assert len({answer.person_id for answer in answers}) == 1
    assert len(await two.rows("SELECT person FROM person_card")) == 1


async def test_a_correction_reaches_every_project_and_keeps_both_values(two):
    registered = (await register(two, anna())).person_id
    await two.submit(person=anna(), project="second")
    number = pesel(date(1981, 3, 17), 1, Sex.MALE)
    await correct(two, registered, given_name="Adam", pesel=number)
    for project in ("bridge", "second"):
        shown = await opened(two, registered, project)
        assert (shown.given_name, shown.pesel, shown.sex, shown.birth_date) == ("Adam", number, Sex.MALE, date(1981, 3, 17))
    assert await written(two, registered) == ["PersonRegistered", "PersonEnteredProject", *["PersonCorrected"] * 2]
    bodies = await two.rows("SELECT data::text AS body FROM event WHERE name = 'PersonCorrected' ORDER BY version")
    assert [json.loads(row["body"])["project"] for row in bodies] == ["bridge", "second"]
    corrected = anna(given_name="Adam", pesel=number)
    assert (await register(two, corrected, "contact")).person_id == registered, "found by the new number"
    assert (await register(two, anna())).person_id != registered, "the old number is nobody's"


async def test_who_has_no_number_may_get_one_and_then_no_reason_is_kept(two):
    registered = (await two.submit(person=olena())).person_id
    number = pesel(date(1990, 2, 3), 5, Sex.FEMALE)
    await correct(two, registered, pesel=number)
    shown = await opened(two, registered)
    assert (shown.pesel, shown.no_pesel, shown.document.number) == (number, None, "AB 123456")
    by_number = {"given_name": "Олена", "family_name": "Ковальчук", "pesel": number}
    assert (await register(two, by_number)).person_id == registered


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"given_name": "Anna"}, "nothing_to_correct"),
        ({}, "nothing_to_correct"),
        ({"birth_date": "1980-03-18"}, "birth_date_differs"),
        ({"sex": "male"}, "sex_differs"),
        ({"pesel": pesel(date(1981, 3, 17), 1, Sex.MALE), "sex": "female"}, "sex_differs"),
        ({"pesel": pesel(date(2021, 3, 2), 1, Sex.MALE)}, "born_in_future"),
        ({"email": "anna"}, "email_shape"),
    ],
)
async def test_a_correction_that_cannot_be_right_changes_nothing(two, changes, code):
    registered = (await register(two, anna())).person_id
    before = await digests(two)
    assert await refusal(correct(two, registered, **changes), Invalid) == code
    assert await written(two, registered) == ["PersonRegistered"]
    assert await digests(two) == before


async def test_a_document_belongs_to_one_person(two):
    await two.submit(person=olena())
    registered = (await register(two, anna())).person_id
    assert await refusal(correct(two, registered, document=DOCUMENT)) == "document_belongs_to_another"
    assert await refusal(correct(two, uuid4(), given_name="Adam"), NotFound) == "unknown_person"


async def test_what_people_are_found_by_is_made_anew_from_the_cards(two):
    await register(two, anna(document=DOCUMENT))
    await two.submit(person=anna(), project="second")
    await correct(two, (await register(two, olena(document=DOCUMENT | {"number": "XY987654"}))).person_id, family_name="Nowak")
    before = await digests(two)
    async with two.database.begin() as db:
        await db.driver.execute("DELETE FROM person_digest WHERE kind <> 'start'")
        stale = "INSERT INTO person_digest SELECT person, project, 'pesel', $1 FROM person_card"
        await db.driver.execute(stale, b"stale")
    assert await reindex(two.database, two.commands.keys) == 3
    assert await digests(two) == before


async def test_who_may_be_the_same_is_told_with_ids_alone_and_refused_to_nobody(two):
    first = (await register(two, anna())).person_id
    namesake = anna(given_name="Nowak", family_name="Anna", pesel=None, no_pesel="refused", identity="legitymacja")
    answer: PersonAnswer = await register(two, namesake | {"birth_date": "1980-03-17", "sex": "female"}, project="second")
    assert answer.model_dump(mode="json", include={"possible_duplicates"}) == {
        "possible_duplicates": [{"person": str(first), "score": 95}]
    }
    slip = anna(family_name="Nowik", pesel=pesel(BORN, 701, Sex.FEMALE))
    assert [(one.person, one.score) for one in (await two.submit(person=slip)).possible_duplicates] == []
    without = slip | {
        "pesel": None,
        "no_pesel": "refused",
        "identity": "legitymacja",
        "birth_date": "1980-03-17",
        "sex": "female",
    }
    found = {one.person: one.score for one in (await two.submit(person=without)).possible_duplicates}
    assert found[first] == 72
