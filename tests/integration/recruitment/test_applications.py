"""Applications: one open a person and project, each key once, and forms that cannot be right."""

import asyncio

import pytest

from services.recruitment import commands as use_cases
from services.recruitment.commands.applying import (
    ApplicationAnswer,
    AssessApplication,
    WithdrawApplication,
)
from services.recruitment.queries.projects import project
from shared.kernel.errors import Forbidden, NotFound, Refused
from shared.store.transaction import Who
from tests.integration.recruitment.office import WORKER, refusal


async def test_an_application_is_assessed_before_a_place_is_given(office):
    await office.open()
    applied = (await office.submit()).application_id
    assert await refusal(office.recruit(applied)) == "application_not_assessed"


async def test_only_a_recruiting_organisation_assesses(office):
    await office.open()
    applied = (await office.submit()).application_id
    office.who = Who(WORKER.actor, WORKER.roles, "ZDZ")
    body = AssessApplication(application=applied, eligible=True)
    assert await refusal(office.do(use_cases.assess_application, body), Forbidden) == "organisation_not_recruiting"
    office.who = Who(WORKER.actor, WORKER.roles, "Ois")
    await office.do(use_cases.assess_application, body)
    assert await office.status(applied) == "eligible"


async def test_a_person_has_one_open_application_in_a_project(office):
    await office.open()
    who = office.form().person
    first = await office.submit(person=who)
    assert await refusal(office.submit(person=who)) == "application_already_open"
    withdrawal = WithdrawApplication(application=first.application_id, reason="resigned")
    await office.do(use_cases.withdraw_application, withdrawal)
    again = await office.submit(person=who)
    assert again.person_id == first.person_id


async def test_of_ten_forms_of_one_person_at_once_one_is_taken_in(office):
    await office.open()
    who = office.form().person
    answers = await asyncio.gather(*(office.submit(person=who) for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(answer, ApplicationAnswer) for answer in answers) == 1
    assert {answer.code for answer in answers if isinstance(answer, Refused)} == {"application_already_open"}
    assert len(await office.rows("SELECT person FROM person_card")) == 1


async def test_a_key_used_again_gives_the_first_answer_and_changes_nothing(office):
    await office.open()
    form = office.form()
    first = await office.do(use_cases.submit_application, form, ApplicationAnswer, key="form 1")
    again = await office.do(use_cases.submit_application, form, ApplicationAnswer, key="form 1")
    assert again == first
    assert len(await office.rows("SELECT 1 FROM application_card")) == 1
    other = office.form()
    assert await refusal(office.do(use_cases.submit_application, other, ApplicationAnswer, key="form 1")) == "key_used_twice"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"applied_at": "2021-03-02T09:00"}, "date_in_future"),
        ({"applied_at": "2020-12-31T09:00"}, "outside_project_period"),
        ({"premises": ["art7", "unknown"]}, "unknown_premise"),
        ({"premises": ["art7", "art7"]}, "duplicate_premise"),
        ({"no_same_support": False}, "declaration_missing"),
        ({"target_group": "nobody"}, "unknown_target_group"),
        ({"project": "nothing"}, "unknown_project"),
        ({"person": {"given_name": "Anna", "family_name": "Nowak", "pesel": "44051401459"}}, "pesel_checksum"),
    ],
)
async def test_a_form_that_cannot_be_right_is_refused(office, changes, code):
    await office.open()
    assert await refusal(office.submit(**changes)) == code


async def test_a_project_that_allows_no_other_excludes_and_is_excluded(office):
    await office.open()
    await office.open(project="alone", recruitment={"exclusive": "any_project"})
    anna, marek = office.form().person, office.form().person
    await office.submit(person=anna)
    assert await refusal(office.submit(person=anna, project="alone")) == "person_in_other_project"
    await office.submit(person=marek, project="alone")
    assert await refusal(office.submit(person=marek)) == "person_in_other_project"


async def test_the_same_support_is_declared_and_a_second_project_allowed(office):
    await office.open()
    await office.open(project="second")
    anna = office.form().person
    first, second = await office.submit(person=anna), await office.submit(person=anna, project="second")
    assert first.person_id == second.person_id


async def test_a_token_for_other_projects_reaches_nothing_here(office):
    await office.open()
    office.who = Who(WORKER.actor, WORKER.roles, "MOPS", frozenset({"another"}))
    assert await refusal(office.submit(), Forbidden) == "project_out_of_scope"
    assert await refusal(office.ask(project, project="bridge"), Forbidden) == "project_out_of_scope"


async def test_a_project_is_opened_once_and_can_be_looked_at(office):
    await office.open(limit=350)
    shown = await office.ask(project, project="bridge")
    assert (str(shown.total), str(shown.grant)) == ("3500000.00", "2975000.00")
    assert await refusal(office.open(limit=350)) == "project_already_open"
    assert await refusal(office.ask(project, project="nothing"), NotFound) == "unknown_project"
