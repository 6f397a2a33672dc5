"""An account of one project leaves people whom only another project knows alone; nobody uses data that is restricted."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.recruitment import commands as use
from services.recruitment.commands.requests import LiftRestrictionOfProcessing
from services.recruitment.queries.finding import AskedByName, AskedByPesel, find_by_pesel, find_people
from services.recruitment.queries.people import AskedPeople, persons
from shared.kernel.errors import Refused
from shared.privacy.ring import Owner
from shared.store.keyring import destroy
from tests.integration.recruitment.eraser import MEASURED, asked, keep
from tests.integration.recruitment.office import WORKER, Office, logged, refusal
from tests.integration.recruitment.registry import DOCUMENT, anna, correct, jan, merge, olena, opened, register, unmerge


async def test_people_of_another_project_are_neither_corrected_nor_merged_nor_unmerged(keyed: Office):
    await keyed.open(project="second", **MEASURED)
    first, other = (await register(keyed, anna())).person_id, (await register(keyed, olena())).person_id
    elsewhere = replace(keyed, who=replace(WORKER, projects=frozenset({"second"})))
    assert await refusal(correct(elsewhere, first, family_name="Nowa")) == "project_out_of_scope"
    assert await refusal(merge(elsewhere, first, other)) == "project_out_of_scope"
    await merge(keyed, first, other)
    assert await refusal(unmerge(elsewhere, other)) == "project_out_of_scope"
    here = replace(keyed, who=replace(WORKER, projects=frozenset({"bridge"})))
    await unmerge(here, other)
    await correct(here, first, family_name="Nowa")


@pytest.mark.parametrize("form", [anna(family_name="Inna"), anna(document=DOCUMENT)])
async def test_a_refusal_does_not_hand_out_the_id_of_somebody_out_of_reach(keyed: Office, form):
    await keyed.open(project="second", **MEASURED)
    for one in (anna(), olena()):
        await register(keyed, one)
    elsewhere = replace(keyed, who=replace(WORKER, projects=frozenset({"second"})))
    told = []
    for desk in (keyed, elsewhere):
        with pytest.raises(Refused) as no:
            await register(desk, form, project="second")
        told.append(set(no.value.facts))
    assert told == [{"person"}, set()]


async def close_card(desk: Office, person: UUID, project: str) -> None:
    """Whoever opens this card from now on fails."""
    async with desk.database.begin() as db:
        await destroy(db, [Owner(str(person), project)])
    desk.commands.keys.forget([Owner(str(person), project)])


async def test_without_a_project_only_a_card_of_the_account_s_own_projects_is_opened(keyed: Office):
    """The newest card stands in a project that the account does not reach."""
    await keyed.open(project="second", **MEASURED)
    one, other = (await register(keyed, anna())).person_id, (await register(keyed, olena(), project="second")).person_id
    await register(keyed, anna(), project="second")
    await close_card(keyed, one, "second")
    here = replace(keyed, who=replace(WORKER, projects=frozenset({"bridge"})))
    found = await here.ask(persons, asked=AskedPeople(people=[one, other], purpose="casework"))
    assert [(name.person, name.family_name) for name in found.items] == [(one, "Nowak")]
    assert await logged(keyed) == [([one], ["family_name", "given_name"], "casework", None)]


async def test_of_a_merged_person_the_entry_of_a_reached_project_is_opened_for_every_id(keyed: Office):
    await keyed.open(project="second", **MEASURED)
    kept = (await register(keyed, anna(), project="second")).person_id
    merged = (await register(keyed, olena())).person_id
    await merge(keyed, kept, merged)
    here = replace(keyed, who=replace(WORKER, projects=frozenset({"bridge"})))
    assert await named(here, kept, project=None) == [kept]
    assert await logged(keyed) == [([merged], ["family_name", "given_name"], "casework", None)]


async def test_a_possible_duplicate_out_of_reach_is_neither_named_nor_opened(keyed: Office):
    await keyed.open(project="second", **MEASURED)
    known = (await register(keyed, anna(), project="second")).person_id
    twin = {"no_pesel": "refused", "identity": "legitymacja", "birth_date": "1980-03-17", "sex": "female", "pesel": None}
    here = replace(keyed, who=replace(WORKER, projects=frozenset({"bridge"})))
    for answer in (await register(here, anna(**twin)), await here.submit(person=anna(**twin))):
        assert known not in [one.person for one in answer.possible_duplicates]
    await close_card(keyed, known, "second")
    assert known not in [one.person for one in (await register(here, anna(**twin))).possible_duplicates]


async def left_alone(desk: Office, person: UUID) -> UUID:
    """A request for erasure in the example project that a duty stands against: processing is restricted from now on."""
    await desk.today("2024-03-05")
    await keep(desk)
    request = await asked(desk, person, project="bridge")
    assert request.refused_in == ["bridge"]
    return request.request_id


async def named(desk: Office, person: UUID, purpose: str = "casework", project: str | None = "bridge") -> list[UUID]:
    found = await desk.ask(persons, asked=AskedPeople(people=[person], purpose=purpose, project=project))
    return [one.person for one in found.items]


async def test_who_is_restricted_is_corrected_only_at_their_own_request(keyed: Office):
    known = (await register(keyed, anna())).person_id
    await left_alone(keyed, known)
    assert await refusal(correct(keyed, known, family_name="Nowa")) == "processing_restricted"
    await asked(keyed, known, "rectification")
    await correct(keyed, known, family_name="Nowa")
    assert (await opened(keyed, known)).family_name == "Nowa"


async def test_a_request_for_rectification_in_one_project_opens_no_other(keyed: Office):
    await keyed.open(project="second", **MEASURED)
    known = (await register(keyed, anna())).person_id
    await register(keyed, anna(), project="second")
    await left_alone(keyed, known)
    await asked(keyed, known, "rectification", project="second")
    assert await refusal(correct(keyed, known, family_name="Nowa")) == "processing_restricted"


async def test_who_is_restricted_gets_no_further_capacity_in_that_project_until_it_is_lifted(keyed: Office):
    await keyed.open(project="second", **MEASURED)
    known = (await register(keyed, anna())).person_id
    request = await left_alone(keyed, known)
    assert await refusal(register(keyed, anna(), "contact")) == "processing_restricted"
    assert (await register(keyed, anna(), "volunteer")).person_id == known, "nothing is written of whom it is known already"
    await register(keyed, anna(), "contact", project="second")
    lift = {"request": request, "project": "bridge", "reason": "osoba wycofała żądanie"}
    await keyed.do(use.lift_restriction, LiftRestrictionOfProcessing.model_validate(lift))
    await register(keyed, anna(), "contact")
    await correct(keyed, known, family_name="Nowa")


async def test_who_is_restricted_is_named_only_for_a_control_an_authority_or_themselves(keyed: Office):
    await keyed.open(project="second", **MEASURED)
    merged = (await register(keyed, olena())).person_id
    kept = (await register(keyed, anna(), project="second")).person_id
    assert await named(keyed, merged) == [merged]
    await merge(keyed, kept, merged)
    await left_alone(keyed, merged)
    purposes = ("control", "report_to_authority", "subject_access", "casework", "settlement")
    assert [len(await named(keyed, merged, purpose)) for purpose in purposes] == [1, 1, 1, 0, 0]
    assert await named(keyed, merged, project=None) == [merged], "under the name that the other project has"
    assert (await named(keyed, kept), await named(keyed, kept, project="second")) == ([], [kept])


async def test_who_is_restricted_is_neither_merged_nor_unmerged_but_at_their_own_request(keyed: Office):
    kept, merged, third = [(await register(keyed, who)).person_id for who in (anna(), olena(), jan())]
    await merge(keyed, kept, merged)
    await left_alone(keyed, merged)
    assert await refusal(unmerge(keyed, merged)) == "processing_restricted"
    assert await refusal(merge(keyed, third, kept)) == "processing_restricted"
    assert await refusal(merge(keyed, kept, third)) == "processing_restricted"
    await asked(keyed, merged, "rectification")
    await unmerge(keyed, merged)
    await merge(keyed, kept, third)


async def test_a_search_says_that_there_is_somebody_and_shows_no_name_of_who_is_restricted(keyed: Office):
    known, other = (await register(keyed, anna())).person_id, (await register(keyed, jan(family_name="Nowacki"))).person_id
    await left_alone(keyed, known)

    async def found(purpose: str) -> list[tuple[UUID, str | None, bool]]:
        listed = await keyed.ask(find_people, asked=AskedByName(project="bridge", name="nowa", purpose=purpose))
        (one,) = [(await keyed.ask(find_by_pesel, asked=AskedByPesel(pesel=anna()["pesel"], purpose=purpose))).found]
        return sorted((row.person, row.family_name, row.restricted) for row in [*listed.items, one])

    alone = sorted([(known, None, True), (known, None, True), (other, "Nowacki", False)], key=str)
    assert sorted(await found("casework"), key=str) == alone
    shown = [(known, "Nowak", False), (known, "Nowak", False), (other, "Nowacki", False)]
    assert sorted(await found("control"), key=str) == sorted(shown, key=str)
    by_number = [fields for _, fields, _, project in await logged(keyed) if project is None]
    assert by_number == [["pesel"], ["family_name", "given_name", "pesel"]]


async def test_a_number_shows_the_name_that_a_project_without_restriction_knows(keyed: Office):
    await keyed.open(project="second", **MEASURED)
    known = (await register(keyed, anna())).person_id
    await register(keyed, anna(), project="second")
    await left_alone(keyed, known)
    await close_card(keyed, known, "bridge")
    found = (await keyed.ask(find_by_pesel, asked=AskedByPesel(pesel=anna()["pesel"], purpose="casework"))).found
    assert (found.family_name, found.projects, found.restricted) == ("Nowak", ("bridge", "second"), False)


@pytest.mark.parametrize(("applies", "phone"), [(False, None), (True, "+48600100200")])
async def test_only_their_own_application_takes_a_restricted_card_into_another_project(keyed: Office, applies, phone):
    await keyed.open(project="second", **MEASURED)
    known = (await register(keyed, anna(phone="+48 600 100 200", email="anna@poczta.example"))).person_id
    await left_alone(keyed, known)
    new = anna(email="nowa@poczta.example")
    if applies:
        await keyed.submit(person=new, project="second")
    else:
        await register(keyed, new, project="second")
    card = await opened(keyed, known, "second")
    assert (card.person, card.phone, card.email, card.pesel) == (known, phone, "nowa@poczta.example", anna()["pesel"])


async def test_what_a_project_without_restriction_knows_goes_along(keyed: Office):
    for project in ("second", "third"):
        await keyed.open(project=project, **MEASURED)
    known = (await register(keyed, anna(), project="second")).person_id
    await register(keyed, anna(phone="+48 600 100 200"), project="second")
    await register(keyed, anna(phone="+48 600 300 400"))
    await left_alone(keyed, known)
    await register(keyed, anna(), project="third")
    assert (await opened(keyed, known, "third")).phone == "+48600100200"
