"""Applicants who owe evidence: called on until a day, told to who may see it, settled by whoever decides."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.recruitment import commands as use
from services.recruitment.commands.applying import WithdrawApplication
from services.recruitment.commands.assessing import AssessByCriteria, AssessedAnswer
from services.recruitment.domain.application import APPLICATION
from services.recruitment.domain.criteria import Criterion, Result
from services.recruitment.events import EVENTS
from services.recruitment.projections.application import APPLICATIONS, ApplicationCard, find_application
from services.recruitment.queries.applications import application, applications
from services.recruitment.queries.assessment import assessment
from services.recruitment.queries.due import DueKind, due
from services.recruitment.queries.involvement import involvement
from services.recruitment.queries.timeline import timeline
from shared.http.roles import Role
from shared.kernel.caseload import Caseload
from shared.kernel.errors import Forbidden, Invalid
from shared.kernel.ids import ActorId
from shared.operations.as_known import folded, recorded_until
from tests.integration.recruitment.office import Office, logged, refusal, seen_by

NEXT_WEEK = date(2021, 3, 8)
CALLS = "SELECT message FROM event WHERE name = 'ApplicantCalledToComplete' ORDER BY position"


async def judge(office: Office, applied: UUID, **results: str) -> AssessedAnswer:
    """Every criterion is met, but for those that are named."""
    body = {"application": applied, "results": {**dict.fromkeys(Criterion, "met"), **results}}
    answer: AssessedAnswer = await office.do(use.assess_by_criteria, AssessByCriteria.model_validate(body), AssessedAnswer)
    return answer


async def call(office: Office, applied: UUID, *criteria: str) -> date | None:
    return (await judge(office, applied, **dict.fromkeys(criteria, "evidence_missing"))).complete_by


async def waits(office: Office, **asked: Any) -> list[tuple[str, UUID, date | None, int | None, tuple[str, ...]]]:
    found = await office.ask(due, **{"project": None, "only": None, "limit": 100} | asked)
    return [(one.kind.value, one.application, one.due_on, one.days_left, one.missing) for one in found.items]


@pytest.fixture
async def applied(keyed: Office) -> UUID:
    """Anna's application, on 1 March 2021."""
    return (await keyed.submit()).application_id


async def test_missing_evidence_calls_on_the_applicant_and_leaves_the_application_open(keyed: Office, applied: UUID) -> None:
    assert await call(keyed, applied, "labour_status", "age") == NEXT_WEEK
    seen = await keyed.ask(application, application=applied)
    assert (seen.status, seen.status_label) == ("incomplete", "do uzupełnienia")
    assert (seen.missing, seen.complete_by, seen.days_left) == (("age", "labour_status"), NEXT_WEEK, 7)
    assert seen.organisation is None, "nobody has assessed it"
    listed = await keyed.ask(applications, project="bridge", status="incomplete")
    assert [(one.application, one.complete_by) for one in listed.items] == [(applied, NEXT_WEEK)]
    (row,) = await keyed.rows("SELECT is_open FROM application_card WHERE application = $1", applied)
    assert row["is_open"]


async def test_one_criterion_that_is_not_met_rejects_whatever_else_is_missing(keyed: Office, applied: UUID) -> None:
    assert (await judge(keyed, applied, premises="not_met", age="evidence_missing")).complete_by is None
    seen = await keyed.ask(application, application=applied)
    assert (seen.status, seen.reasons, seen.missing, seen.complete_by) == ("rejected", ("premises",), (), None)


async def test_the_days_are_those_of_the_project(keyed: Office) -> None:
    await keyed.open(project="short", recruitment={"completion_days": 3})
    applied = (await keyed.submit(project="short")).application_id
    assert await call(keyed, applied, "age") == date(2021, 3, 4)


async def test_the_same_call_twice_on_a_day_is_one_event_and_a_later_one_replaces_it(keyed: Office, applied: UUID) -> None:
    for _ in range(2):
        assert await call(keyed, applied, "age") == NEXT_WEEK
    assert len(await keyed.rows(CALLS)) == 1
    await keyed.today("2021-03-02")
    assert await call(keyed, applied, "disability") == date(2021, 3, 9)
    seen = await keyed.ask(application, application=applied)
    assert (seen.missing, seen.complete_by) == (("disability",), date(2021, 3, 9))
    assert len(await keyed.rows(CALLS)) == 2


async def test_nothing_of_a_call_is_published(keyed: Office, applied: UUID) -> None:
    await call(keyed, applied, "age")
    assert [row["message"] for row in await keyed.rows(CALLS)] == [None]


async def test_the_assessment_opens_again_with_what_was_recorded(keyed: Office, applied: UUID) -> None:
    before = await keyed.ask(assessment, application=applied)
    assert ({one.recorded for one in before.criteria}, before.complete_by) == ({None}, None)
    await call(keyed, applied, "labour_status")
    told = await keyed.ask(assessment, application=applied)
    stands = {one.criterion: one.recorded for one in told.criteria}
    assert stands == dict.fromkeys(Criterion, Result.MET) | {Criterion.LABOUR_STATUS: Result.EVIDENCE_MISSING}
    assert (told.complete_by, told.days_left) == (NEXT_WEEK, 7)


@pytest.mark.parametrize(("found", "status"), [({}, "eligible"), ({"age": "not_met"}, "rejected")])
async def test_the_assessment_settles_what_was_owed(keyed: Office, applied: UUID, found: dict[str, str], status: str) -> None:
    await call(keyed, applied, "age")
    assert (await judge(keyed, applied, **found)).complete_by is None
    seen = await keyed.ask(application, application=applied)
    assert (seen.status, seen.missing, seen.complete_by, seen.days_left) == (status, (), None, None)
    assert await refusal(call(keyed, applied, "age")) == "already_assessed"


async def test_whoever_is_called_on_may_give_up_and_is_not_called_on_again(keyed: Office, applied: UUID) -> None:
    await call(keyed, applied, "age")
    body = WithdrawApplication.model_validate({"application": applied, "reason": "resigned"})
    await keyed.do(use.withdraw_application, body)
    seen = await keyed.ask(application, application=applied)
    assert (seen.status, seen.missing, seen.complete_by) == ("withdrawn", (), None)
    assert await refusal(call(keyed, applied, "age")) == "application_withdrawn"
    assert await waits(keyed) == []


async def test_who_is_no_recruiter_calls_on_nobody_and_an_unknown_criterion_is_refused(keyed: Office, applied: UUID) -> None:
    elsewhere = replace(keyed, who=replace(keyed.who, organisation="ZDZ"))
    assert await refusal(call(elsewhere, applied, "age"), Forbidden) == "organisation_not_recruiting"
    other = seen_by(keyed, Role.SOCIAL_WORKER, projects=frozenset({"other"}))
    assert await refusal(call(other, applied, "age"), Forbidden) == "project_out_of_scope"
    with pytest.raises(ValueError, match=r"results\.shoe_size"):
        AssessByCriteria.model_validate({"application": applied, "results": {"shoe_size": "evidence_missing"}})
    assert await keyed.status(applied) == "submitted"


async def test_a_criterion_left_out_calls_on_nobody(keyed: Office, applied: UUID) -> None:
    body = AssessByCriteria.model_validate({"application": applied, "results": {"age": "evidence_missing"}})
    assert await refusal(keyed.do(use.assess_by_criteria, body, AssessedAnswer), Invalid) == "criterion_not_judged"


async def test_what_is_owed_waits_by_its_last_day_and_not_to_be_assessed_as_well(keyed: Office, applied: UUID) -> None:
    later = (await keyed.submit()).application_id
    fresh = (await keyed.submit()).application_id
    await call(keyed, applied, "disability", "age")
    await keyed.today("2021-03-02")
    await call(keyed, later, "age")
    owed = ("documents", applied, NEXT_WEEK, 6, ("age", "disability")), ("documents", later, date(2021, 3, 9), 7, ("age",))
    assert await waits(keyed) == [*owed, ("assessment", fresh, None, None, ())]
    assert await waits(keyed, only=DueKind.DOCUMENTS, limit=1) == [owed[0]]


async def test_the_day_passes_and_rejects_nobody(keyed: Office, applied: UUID) -> None:
    await call(keyed, applied, "age")
    await keyed.today("2021-03-09")
    assert (await keyed.ask(application, application=applied)).days_left == -1
    assert await waits(keyed) == [("documents", applied, NEXT_WEEK, -1, ("age",))]
    counts = (await keyed.ask(due, project=None, only=None, limit=1)).counts
    assert [(one.kind, one.count, one.overdue) for one in counts] == [(DueKind.DOCUMENTS, 1, 1)]
    assert await keyed.status(applied) == "incomplete"


async def test_looking_at_what_is_missing_is_in_the_access_log(keyed: Office, applied: UUID) -> None:
    await call(keyed, applied, "age")
    person = (await keyed.ask(application, application=applied)).person
    before = len(await logged(keyed))
    await waits(keyed)
    assert (await logged(keyed))[before:] == [([person], ["missing"], "casework", "bridge")]


async def test_accounts_see_what_is_owed_as_far_as_they_reach(keyed: Office, applied: UUID) -> None:
    await call(keyed, applied, "age")
    assert await waits(seen_by(keyed, Role.SOCIAL_WORKER, projects=frozenset({"other"}))) == []
    own = replace(keyed, who=replace(keyed.who, actor=ActorId(uuid4()), caseload=Caseload.OWN))
    assert await waits(own) == []
    mine = (await own.submit()).application_id
    await call(own, mine, "age")
    assert [one for _, one, *_ in await waits(own)] == [mine]
    assert {one for _, one, *_ in await waits(keyed)} == {applied, mine}
    auditor = await seen_by(keyed, Role.AUDITOR).ask(application, application=applied)
    assert (auditor.status, auditor.missing, auditor.complete_by) == ("incomplete", None, NEXT_WEEK)
    assert "missing" in auditor.withheld


async def test_the_card_says_until_when_and_the_timeline_what_to_case_workers_alone(keyed: Office, applied: UUID) -> None:
    await call(keyed, applied, "age", "disability")
    person = (await keyed.ask(application, application=applied)).person
    (one,) = (await keyed.ask(involvement, person=person)).applications
    assert [(due.kind, due.on) for due in one.due] == [("missing_documents", NEXT_WEEK)]

    async def told(office: Office) -> list[tuple[str, str | None]]:
        items = (await office.ask(timeline, person=person, purpose="control")).items
        return [(detail.field, detail.after) for item in items if "Called" in item.event for detail in item.details]

    until = ("complete_by", "2021-03-08")
    assert await told(keyed) == [until, ("missing", "age"), ("missing", "disability")]
    assert (await logged(keyed))[-1] == ([person], ["missing"], "control", None)
    assert await told(seen_by(keyed, Role.AUDITOR)) == [until]


async def test_a_rebuild_gives_the_same_card(keyed: Office, applied: UUID) -> None:
    async def cards() -> tuple[ApplicationCard, ApplicationCard]:
        async with keyed.database.read() as db:
            moment = await db.driver.fetchval("SELECT clock_timestamp()")
            facts = await recorded_until(db, EVENTS, [APPLICATION.stream(applied)], moment)
            return folded(APPLICATIONS, facts)[(applied,)], await find_application(db, applied)

    for step in (call(keyed, applied, "age"), call(keyed, applied, "age", "premises"), judge(keyed, applied)):
        await step
        anew, kept = await cards()
        assert anew == kept
    assert kept.status == "eligible"
