"""Requests of people about their data, on real PostgreSQL: recorded, refused under a duty, answered by the erasure."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from services.recruitment import commands as use
from services.recruitment.commands.requests import RefuseSubjectRequest
from services.recruitment.queries.people import person
from services.recruitment.queries.requests import subject_request, subject_requests
from shared.kernel.errors import Forbidden, NotFound
from shared.store.transaction import Who
from tests.integration.recruitment.eraser import asked, erase, keep, names, participant, person_of, rejected
from tests.integration.recruitment.office import WORKER, Office, refusal


async def test_a_request_for_erasure_under_a_duty_is_recorded_refused_and_restricts_processing(keyed: Office) -> None:
    anna = await person_of(keyed, await participant(keyed))
    await keyed.today("2024-03-04")
    await keep(keyed)
    answer = await asked(keyed, anna, explanation="okres trwałości projektu")
    assert (answer.due_on, answer.refused_in) == (date(2024, 3, 31), ["bridge"])
    shown = await keyed.ask(subject_request, request=answer.request_id)
    (said,) = shown.answers
    assert (said.refused, said.basis, said.until) == ("legal_duty", "reg_1303_2013_two_years", date(2026, 12, 31))
    assert (shown.restricted_in, shown.days_left, shown.open_in) == (["bridge"], None, [])
    assert (await keyed.ask(person, person=anna, purpose="casework")).restricted
    assert len(await names(keyed)) == 1
    await keyed.today("2027-01-01")
    await erase(keyed, "everybody")
    shown = await keyed.ask(subject_request, request=answer.request_id)
    assert [(one.refused, one.answer) for one in shown.answers] == [("legal_duty", None), (None, "erased")]
    assert shown.restricted_in == []


async def test_after_the_retention_a_request_leads_to_the_erasure_of_that_person_alone(keyed: Office) -> None:
    anna = await person_of(keyed, await rejected(keyed))
    marek = await person_of(keyed, await rejected(keyed))
    await keyed.today("2024-07-05")
    await keep(keyed)
    answer = await asked(keyed, anna, received_on="2024-07-05")
    assert answer.refused_in == []
    assert (await erase(keyed, "request", request=answer.request_id)).erased == 1
    assert await names(keyed) == {str(marek)}
    shown = await keyed.ask(subject_request, request=answer.request_id)
    assert ([one.answer for one in shown.answers], shown.open_in) == (["erased"], [])


async def test_each_project_answers_a_request_for_itself(keyed: Office) -> None:
    form = keyed.form().person
    anna = await person_of(keyed, await participant(keyed, person=form))
    await keyed.today("2021-03-01")
    await keyed.open(project="second")
    await keyed.submit(person=form, project="second", target_group="residents")
    await keyed.today("2024-07-05")
    await keep(keyed)
    await keep(keyed, "second")
    answer = await asked(keyed, anna, received_on="2024-07-05")
    shown = await keyed.ask(subject_request, request=answer.request_id)
    assert ([one.project for one in shown.answers], shown.open_in) == (["bridge"], ["second"])
    elsewhere = replace(keyed, who=Who(WORKER.actor, WORKER.roles, "MOPS", frozenset({"second"})))
    seen = await elsewhere.ask(subject_request, request=answer.request_id)
    assert (seen.answers, seen.open_in, seen.restricted_in) == ([], ["second"], [])
    assert await refusal(asked(elsewhere, anna), Forbidden) == "project_out_of_scope"


async def test_thirty_days_are_counted_down_and_an_overdue_request_is_marked(keyed: Office) -> None:
    anna = await person_of(keyed, await rejected(keyed))
    await keyed.today("2024-03-11")
    answer = await asked(keyed, anna, "access")
    (shown,) = (await keyed.ask(subject_requests, only_open=True, limit=10, cursor=None)).items
    assert (shown.request, shown.days_left, shown.overdue) == (answer.request_id, 20, False)
    await keyed.today("2024-03-31")
    assert (await keyed.ask(subject_request, request=answer.request_id)).overdue is False
    await keyed.today("2024-04-01")
    late = await keyed.ask(subject_request, request=answer.request_id)
    assert (late.days_left, late.overdue) == (-1, True)
    said = {"request": answer.request_id, "project": "bridge", "reason": "unfounded", "explanation": "trzeci raz w miesiącu"}
    await keyed.do(use.refuse_subject_request, RefuseSubjectRequest.model_validate(said))
    assert (await keyed.ask(subject_requests, only_open=True, limit=10, cursor=None)).items == []


async def test_requests_are_listed_by_kind_and_project_and_those_that_were_refused(keyed: Office) -> None:
    form = keyed.form().person
    anna = await person_of(keyed, await participant(keyed, person=form))
    await keyed.today("2021-03-01")
    await keyed.open(project="second")
    await keyed.submit(person=form, project="second", target_group="residents")
    await keyed.today("2024-03-04")
    await keep(keyed)
    erasure, access = await asked(keyed, anna), await asked(keyed, anna, "access")

    async def listed(**wanted: Any) -> set[UUID]:
        return {one.request for one in (await keyed.ask(subject_requests, limit=10, cursor=None, **wanted)).items}

    assert await listed() == {erasure.request_id, access.request_id}
    assert await listed(kind="access") == {access.request_id}
    assert await listed(project="second", kind="erasure") == {erasure.request_id}
    assert await listed(only_refused=True, kind="access") == set()
    said = {"request": access.request_id, "project": "bridge", "reason": "unfounded", "explanation": "trzeci raz w miesiącu"}
    await keyed.do(use.refuse_subject_request, RefuseSubjectRequest.model_validate(said))
    assert await listed(only_refused=True, kind="access", project="bridge") == {access.request_id}
    assert await listed(only_refused=True, kind="access", project="second") == set(), "it was refused elsewhere"
    elsewhere = replace(keyed, who=Who(WORKER.actor, WORKER.roles, "MOPS", frozenset({"second"})))
    assert await refusal(elsewhere.ask(subject_requests, project="bridge"), Forbidden) == "project_out_of_scope"


async def test_a_request_names_somebody_of_the_registry_and_of_the_project(keyed: Office) -> None:
    anna = await person_of(keyed, await rejected(keyed))
    await keyed.today("2024-03-04")
    assert await refusal(asked(keyed, uuid4()), NotFound) == "unknown_person"
    assert await refusal(asked(keyed, anna, project="second")) == "person_not_in_project"
    assert await keyed.rows("SELECT 1 FROM subject_request") == []
