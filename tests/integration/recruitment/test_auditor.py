"""An auditor reads everything but what tells of one person's health, disability, hardship, schooling or labour status."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.routing import APIRoute

from services.recruitment import commands as use
from services.recruitment.api import api
from services.recruitment.commands.outcomes import RecordExclusion, RecordSituation
from services.recruitment.queries import (
    access,
    applications,
    effectiveness,
    finding,
    involvement,
    people,
    person_history,
    projects,
    requests,
    retention,
    timeline,
    why,
)
from shared.http.roles import Role
from tests.integration.recruitment.counter import Counter
from tests.integration.recruitment.eraser import asked, keep, person_of
from tests.integration.recruitment.office import RESIDENTS, Office, logged, seen_by

FORM: dict[str, Any] = {
    "disability": {"degree": "severe", "kinds": ["psychiatric"]},
    "premises": ["homeless", "art1_uzs"],
    "labour_status": "unemployed_registered",
    "in_education": True,
}
SPECIAL = {
    *("premises", "premises_count", "priority", "priority_groups", "disability_degree", "disability_kinds"),
    *("labour_status", "in_education", "situations", "missing"),
}
TELLING = ("severe", "psychiatric", "homeless", "art1_uzs", "unemployed_registered", "wtz_only", "znaczny", "qualification")
OF_NOBODY = {
    *("sensitive_counts", "situations", "project", "projects", "limit_history", "target_group", "purposes"),
    *("erasures", "erasure_batches", "retention_bases"),
}
"""Answers with counts, rules and confirmations of what is gone."""


@pytest.fixture
async def desk(keyed: Office) -> Office:
    """Two projects; the second one has one place."""
    await keyed.open(project="full", limit=1)
    return keyed


async def told_to_an_auditor(desk: Office) -> dict[str, Any]:
    """The answer to each question about single people, as of a project with a participant and two who wait."""
    first = await desk.candidate(project="full", **FORM)
    second = await desk.candidate(project="full", **FORM)
    third = await desk.candidate(project="full", applied_at="2021-01-20T09:00")
    whom = await person_of(desk, await participant_outside_the_base(desk))
    await desk.today("2024-03-05")
    await keep(desk)
    request = (await asked(desk, whom, "access")).request_id
    ask = seen_by(desk, Role.AUDITOR).ask
    full = RESIDENTS | {"project": "full"}
    by_name = finding.AskedByName(project="bridge", name="nowak", purpose="control")
    by_number = finding.AskedByPesel(pesel="44051401458", purpose="control")
    alike = finding.AskedDuplicates(project="full", at_least=1, purpose="control")
    several = people.AskedPeople(people=[whom, await person_of(desk, first)], purpose="control")
    return {
        "access_log": await ask(access.access_log, person=whom),
        "access_log_check": await ask(access.access_log_check),
        "application": await ask(applications.application, application=second),
        "applications": await ask(applications.applications, project="full"),
        "effectiveness": await ask(effectiveness.effectiveness, project="bridge", as_of=date(2022, 10, 1)),
        "find_by_pesel": await ask(finding.find_by_pesel, asked=by_number),
        "find_people": await ask(finding.find_people, asked=by_name),
        "involvement": await ask(involvement.involvement, person=whom),
        "participants": await ask(applications.participants, project="bridge"),
        "person": await ask(people.person, person=whom, purpose="control"),
        "person_history": await ask(person_history.person_history, person=whom, purpose="control"),
        "persons": await ask(people.persons, asked=several),
        "possible_duplicates": await ask(finding.possible_duplicates, asked=alike),
        "reserve_list": await ask(projects.reserve_list, **full),
        "retention": await ask(retention.retention, project="bridge"),
        "standings": await ask(involvement.standings, asked=involvement.AskedStandings(people=several.people)),
        "subject_request": await ask(requests.subject_request, request=request),
        "subject_requests": await ask(requests.subject_requests),
        "timeline": await ask(timeline.timeline, person=whom, purpose="control"),
        "why_this_place": await ask(why.why_this_place, application=third),
    }


async def participant_outside_the_base(desk: Office) -> UUID:
    taking_part = await desk.candidate(**FORM)
    await desk.sign(taking_part)
    await desk.attended(taking_part, uuid4(), "2021-03-01", "vocational")
    await desk.today("2022-05-31")
    await desk.end(taking_part, "2022-05-31", "path_completed", along_path=True)
    paper = {"kind": "certificate", "dated": "2022-05-31"}
    excluded = {"application": taking_part, "kind": "wtz_only", "on": "2022-05-31", "evidence": paper}
    await desk.do(use.record_exclusion, RecordExclusion.model_validate(excluded))
    after = {"application": taking_part, "on": "2022-05-31", "situations": ["qualification"], "evidence": paper}
    await desk.do(use.record_situation, RecordSituation.model_validate(after))
    return taking_part


def offered_to(role: Role) -> set[str]:
    """The queries that a role may ask."""
    routes = [route for route in api.router.routes if isinstance(route, APIRoute)]
    return {route.name for route in routes if role in (route.openapi_extra or {})["x-roles"]}


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of an answer under the name of its field."""
    if isinstance(value, dict):
        for field, one in value.items():
            yield from leaves(one, field)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, name)
    else:
        yield name, value


async def test_no_question_that_an_auditor_may_ask_tells_of_somebody_s_situation(desk: Office) -> None:
    answers = await told_to_an_auditor(desk)
    assert offered_to(Role.AUDITOR) - OF_NOBODY == answers.keys(), "all of them were asked"
    for query, answer in answers.items():
        told = list(leaves(answer.model_dump(mode="json")))
        assert not [name for name, value in told if name in SPECIAL and value is not None], query
        assert not [value for _, value in told if isinstance(value, str) and any(word in value for word in TELLING)], query


async def test_an_answer_without_these_fields_names_them_and_the_rest_is_there(desk: Office) -> None:
    answers = await told_to_an_auditor(desk)
    hidden = ("premises", "disability_degree", "disability_kinds", "labour_status", "in_education", "missing")
    assert (answers["application"].withheld, answers["application"].status) == (hidden, "waiting")
    listed = answers["reserve_list"]
    assert (len(listed.items), listed.withheld) == (2, ("priority", "priority_groups", "premises_count"))
    explained = answers["why_this_place"]
    assert [fact.label for fact in explained.facts] == ["chwila zgłoszenia"]
    assert (explained.place, [one.why for one in explained.ahead], explained.withheld) == (2, [None], ("facts", "ahead"))
    _, employment = answers["effectiveness"].dimensions
    assert [one.reason for one in employment.excluded] == [None]
    read = [fields for who, fields, purpose, project in await logged(desk) if (purpose, project) == ("casework", "full")]
    assert read == [["no_same_support", "status"]]


async def test_a_case_worker_sees_them(desk: Office) -> None:
    await told_to_an_auditor(desk)
    waiting = (await desk.ask(projects.reserve_list, **RESIDENTS | {"project": "full"})).items
    seen = await desk.ask(applications.application, application=waiting[0].application)
    assert (seen.disability_degree, seen.premises, seen.withheld) == ("severe", ("homeless", "art1_uzs"), ())
    explained = await desk.ask(why.why_this_place, application=waiting[1].application)
    assert [one.why for one in explained.ahead] == ["grupa priorytetowa"]


async def test_why_somebody_counts_is_for_case_workers(counter: Counter) -> None:
    no = await counter.get("why_effectiveness", Role.AUDITOR, application=str(uuid4()))
    assert (no.status_code, no.json()["code"]) == (403, "role_missing")
