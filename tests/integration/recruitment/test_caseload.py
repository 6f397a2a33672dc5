"""An account with a caseload reaches the people it is case worker of, or those of its organisation, and nobody else."""

from dataclasses import replace
from typing import Any, get_type_hints
from uuid import UUID, uuid4

import pytest
from fastapi.routing import APIRoute

from services.recruitment import commands as use
from services.recruitment.api import api
from services.recruitment.domain.application import AssignCaseWorker
from services.recruitment.queries import finding, involvement, people
from shared.kernel.errors import Forbidden, Refused
from shared.kernel.ids import ActorId
from shared.store.transaction import Who
from tests.integration.recruitment.caseload import (
    CASE_WORKER,
    FULL,
    LISTS,
    OF_A_PROJECT,
    OF_EVERYBODY,
    OF_NOBODY,
    OF_PARTNER,
    OF_SOMEBODY,
    RECRUITER,
    WHY,
    Case,
)
from tests.integration.recruitment.eraser import MEASURED, asked, keep, participant, person_of, propose
from tests.integration.recruitment.office import Office, refusal
from tests.integration.recruitment.registry import anna, jan, olena, register

STRANGER = Who(CASE_WORKER.actor, CASE_WORKER.roles, "MOPS", frozenset({"elsewhere"}))
limited = pytest.mark.parametrize("who", [CASE_WORKER, OF_PARTNER], ids=["own", "organisation"])


@pytest.fixture
async def cases(keyed: Office) -> tuple[Office, Case, Case]:
    """One of the case worker and of the partner, one of neither; both wait behind a third for the only place of `full`."""
    await keyed.open(project="full", limit=1, **MEASURED)
    await keyed.candidate(project="full")
    desks = replace(keyed, who=RECRUITER, people=100), keyed
    waiting = [
        await desk.candidate(project="full", person=anna(pesel=pesel)) for desk, pesel in zip(desks, PESELS, strict=True)
    ]
    took_part = [await participant(desk) for desk in desks]
    for mine in (waiting[0], took_part[0]):
        await keyed.do(use.assign_case_worker, AssignCaseWorker(application=mine, case_worker=CASE_WORKER.actor))
    await keyed.today("2024-07-02")
    await keep(keyed, project="full")
    await keep(keyed)
    mine, theirs = [await case(keyed, *of) for of in zip(waiting, took_part, PESELS, strict=True)]
    return keyed, mine, theirs


PESELS = ("80031718004", "80031718028")


async def case(desk: Office, waits: UUID, took_part: UUID, pesel: str) -> Case:
    person = await person_of(desk, waits)
    request = (await asked(desk, person, project="full")).request_id
    batch = (await propose(desk, "request", project="full", request=request)).batch_id
    return Case(waits, person, request, batch, took_part, await person_of(desk, took_part), pesel)


def offered() -> dict[str, APIRoute]:
    return {route.name: route for route in api.router.routes if isinstance(route, APIRoute)}


async def call(desk: Office, name: str, inputs: dict[str, Any]) -> Any:
    """The operation as the desk's account calls it."""
    if "/commands/" in offered()[name].path:
        handler = getattr(use, name)
        hints = get_type_hints(handler)
        return await desk.do(handler, hints["command"].model_validate(inputs), hints["return"])
    query = offered()[name].endpoint
    hints = get_type_hints(query)
    return await desk.ask(query, **({"asked": hints["asked"].model_validate(inputs)} if "asked" in hints else inputs))


async def answered(desk: Office, name: str, inputs: dict[str, Any]) -> str:
    """The code of the refusal; empty: it was done."""
    try:
        await call(desk, name, inputs)
    except Refused as no:
        return no.code
    return ""


def test_every_operation_has_its_answer_here() -> None:
    answers = [*OF_SOMEBODY, *LISTS, *OF_A_PROJECT, OF_EVERYBODY, *OF_NOBODY]
    assert (sorted(answers), len(answers)) == (sorted(offered()), len(set(answers)))


@limited
async def test_single_people_are_refused_unless_they_are_cases_of_the_account(
    cases: tuple[Office, Case, Case], who: Who
) -> None:
    keyed, mine, theirs = cases
    desk = replace(keyed, who=who)
    events = await keyed.rows("SELECT count(*) FROM event")
    told = {name: await answered(desk, name, inputs(theirs)) for name, inputs in OF_SOMEBODY.items()}
    assert told == dict.fromkeys(OF_SOMEBODY, "person_out_of_scope")
    assert await answered(desk, OF_EVERYBODY, {"project": "full"}) == "person_out_of_scope"
    assert await keyed.rows("SELECT count(*) FROM event") == events
    assert (await keyed.rows("SELECT count(*) AS n FROM access_log WHERE actor = $1", who.actor))[0]["n"] == 0
    own = {name: await answered(desk, name, inputs(mine)) for name, inputs in OF_SOMEBODY.items()}
    assert "person_out_of_scope" not in own.values()
    assert len([name for name, code in own.items() if not code]) > 20, "most of them were done"


@limited
async def test_lists_hold_the_cases_of_the_account_alone(cases: tuple[Office, Case, Case], who: Who) -> None:
    keyed, mine, theirs = cases
    limited_desk = replace(keyed, who=who)
    for name, inputs in LISTS.items():
        whole, own = [(await call(desk, name, inputs(theirs))).model_dump_json() for desk in (keyed, limited_desk)]
        assert [one for one in theirs.ids if one in whole], f"{name} tells of them"
        assert not [one for one in theirs.ids if one in own], name
        listed = (await call(limited_desk, name, inputs(mine))).model_dump_json()
        assert [one for one in mine.ids if one in listed], name


def by_case_worker(desk: Office) -> Office:
    return replace(desk, who=CASE_WORKER)


async def test_rules_and_counts_stay_whole(cases: tuple[Office, Case, Case]) -> None:
    keyed, mine, _ = cases
    asked = ("target_group", "limit_history", "situations", "sensitive_counts")
    for name in asked:
        whole, own = [await call(desk, name, OF_A_PROJECT[name](mine)) for desk in (keyed, by_case_worker(keyed))]
        assert own == whole
    whole, own = [await call(desk, "effectiveness", LISTS["effectiveness"](mine)) for desk in (keyed, by_case_worker(keyed))]
    assert [one.categories for one in own.dimensions] == [one.categories for one in whole.dimensions]
    (listed,) = (await call(by_case_worker(keyed), "reserve_list", dict(FULL))).items
    assert (listed.application, listed.place) == (mine.waits, 1)


async def test_an_account_of_another_project_is_refused_or_finds_nobody(cases: tuple[Office, Case, Case]) -> None:
    keyed, mine, _ = cases
    afar = replace(keyed, who=STRANGER)
    for name, inputs in {**OF_SOMEBODY, **OF_A_PROJECT, OF_EVERYBODY: lambda _: {"project": "full"}}.items():
        assert await answered(afar, name, inputs(mine)) == "project_out_of_scope", name
    for name, inputs in LISTS.items():
        try:
            told = (await call(afar, name, inputs(mine))).model_dump_json()
        except Forbidden as no:
            told = no.code
        assert not [one for one in mine.ids if one in told], name


async def test_who_takes_an_application_in_is_its_case_worker_until_it_is_given_to_somebody_else(keyed: Office) -> None:
    desk = by_case_worker(keyed)
    applied = await desk.submit()
    assert await desk.status(applied.application_id) == "submitted"
    told = await desk.ask(involvement.involvement, person=applied.person_id)
    assert [one.case_worker for one in told.applications] == [CASE_WORKER.actor]
    given = AssignCaseWorker(application=applied.application_id, case_worker=uuid4())
    await desk.do(use.assign_case_worker, given)
    assert await refusal(desk.status(applied.application_id)) == "person_out_of_scope"
    assert await refusal(desk.do(use.assign_case_worker, given)) == "person_out_of_scope", "nobody takes a case back"


async def test_whom_a_partner_s_worker_takes_in_the_whole_partner_reaches_and_a_case_given_by_another_too(
    keyed: Office,
) -> None:
    partner = replace(keyed, who=OF_PARTNER)
    colleague = replace(keyed, who=replace(OF_PARTNER, actor=ActorId(uuid4()), organisation="ois"))
    ours = (await partner.submit()).application_id
    assert await colleague.status(ours) == "submitted"
    theirs = (await keyed.submit(person=anna())).application_id
    assert await refusal(partner.status(theirs)) == "person_out_of_scope"
    await keyed.do(use.assign_case_worker, AssignCaseWorker(application=theirs, case_worker=OF_PARTNER.actor))
    assert await partner.status(theirs) == "submitted"
    assert await refusal(colleague.status(theirs)) == "person_out_of_scope"


async def test_an_account_of_an_organisation_that_does_not_recruit_takes_nobody_in(keyed: Office) -> None:
    events = await keyed.rows("SELECT count(*) FROM event")
    stranger = replace(keyed, who=replace(OF_PARTNER, organisation="ZDZ"))
    assert await refusal(stranger.submit()) == "organisation_not_recruiting"
    assert await keyed.rows("SELECT count(*) FROM event") == events


async def test_a_case_is_a_person_in_a_project_and_under_every_id(keyed: Office) -> None:
    await keyed.open(project="second", **MEASURED)
    desk, number = by_case_worker(keyed), anna()["pesel"]
    mine = await desk.submit(person=anna())
    await keyed.submit(person=anna(), project="second")
    told = await desk.ask(involvement.involvement, person=mine.person_id)
    assert [one.project for one in told.applications] == ["bridge"]
    found = await desk.ask(finding.find_by_pesel, asked=finding.AskedByPesel(pesel=number, purpose="casework"))
    assert found.found.projects == ("bridge",)
    assert await refusal(call(desk, "person", {"person": mine.person_id, "project": "second", **WHY})) == "person_out_of_scope"
    twin = (await register(keyed, olena())).person_id
    await call(keyed, "merge_persons", {"kept": twin, "merged": mine.person_id, "reason": "jedna osoba"})
    for one in (twin, mine.person_id):
        asked = people.AskedPeople(people=[one], purpose="casework", project="bridge")
        assert [name.person for name in (await desk.ask(people.persons, asked=asked)).items] == [one]


async def test_family_belongs_to_the_case_unless_they_applied_themselves(keyed: Office) -> None:
    desk = by_case_worker(keyed)
    mine, theirs = (await desk.submit()).person_id, (await keyed.submit(person=anna())).person_id
    son = (await register(desk, jan(), "family_member", of=mine)).person_id
    assert (await call(desk, "person", {"person": son, **WHY})).given_name == "Jan"
    assert await refusal(register(desk, anna(), "family_member", of=mine)) == "person_out_of_scope"
    assert await refusal(register(desk, jan(), "family_member", of=theirs)) == "person_out_of_scope"
    assert await refusal(register(desk, jan(), "volunteer")) == "person_out_of_scope"
    await register(keyed, anna(), "family_member", of=mine)
    assert await refusal(call(desk, "person", {"person": theirs, **WHY})) == "person_out_of_scope"


async def test_nobody_else_s_case_is_merged_into_an_own_one(cases: tuple[Office, Case, Case]) -> None:
    keyed, mine, theirs = cases
    both = {"kept": mine.person, "merged": theirs.former, "reason": "jedna osoba"}
    assert await refusal(call(by_case_worker(keyed), "merge_persons", both)) == "person_out_of_scope"


async def test_an_erasure_of_everybody_is_not_approved_by_an_account_of_own_cases(cases: tuple[Office, Case, Case]) -> None:
    keyed, _, _ = cases
    batch = (await propose(keyed, "candidates", project="full")).batch_id
    assert await answered(by_case_worker(keyed), "approve_erasure", {"batch": batch}) == "person_out_of_scope"
    body = {"project": "full", "kind": "candidates"}
    assert await answered(by_case_worker(keyed), "propose_erasure", body) == "person_out_of_scope"


async def test_a_place_is_explained_without_the_cases_of_others(cases: tuple[Office, Case, Case]) -> None:
    keyed, mine, theirs = cases
    given = AssignCaseWorker(application=theirs.waits, case_worker=CASE_WORKER.actor)
    await keyed.do(use.assign_case_worker, given)
    await keyed.do(use.assign_case_worker, AssignCaseWorker(application=mine.waits, case_worker=uuid4()))
    told = await call(by_case_worker(keyed), "why_this_place", {"application": theirs.waits})
    assert (told.place, told.ahead, told.withheld) == (2, [], ("ahead",))
