"""Appeals at the desk: recorded by a worker, decided by another, seen by the commission while they are open."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from services.recruitment import commands as use_cases
from services.recruitment.commands.appealing import AppealAssessment, DecideAppealOf
from services.recruitment.commands.applying import ApplicationAnswer, AssessApplication
from services.recruitment.queries.applications import application, applications
from services.recruitment.queries.timeline import Detail, EventKind, timeline
from services.recruitment.queries.why import why_this_place
from shared.http.roles import Role
from shared.kernel.errors import Forbidden, Invalid
from shared.kernel.ids import ActorId
from shared.store.transaction import Who
from tests.integration.recruitment.office import Office, refusal


@pytest.fixture
async def rejected(office: Office) -> UUID:
    """Anna was assessed as too young for the project."""
    await office.open()
    applied = (await office.submit()).application_id
    body = AssessApplication(application=applied, eligible=False, reasons=("age",))
    await office.do(use_cases.assess_application, body)
    return applied


def commission(office: Office) -> Office:
    return replace(office, who=Who(ActorId(uuid4()), frozenset({Role.COMMISSION_MEMBER}), "MOPS"))


async def appeal(office: Office, applied: UUID, on: str | None = None) -> None:
    await office.do(use_cases.appeal_assessment, AppealAssessment.model_validate({"application": applied, "on": on}))


async def decide(office: Office, applied: UUID, upheld: bool = True) -> None:
    await office.do(use_cases.decide_appeal, DecideAppealOf(application=applied, upheld=upheld))


async def test_an_appeal_that_is_upheld_opens_the_way_to_a_place(office, rejected):
    await appeal(office, rejected)
    assert await office.status(rejected) == "appealed"
    await decide(commission(office), rejected)
    assert await office.status(rejected) == "eligible"
    assert await office.recruit(rejected) == "recruited"
    told = [one.event for one in (await office.ask(why_this_place, application=rejected)).events]
    assert told[:4] == ["ApplicationSubmitted", "ApplicationAssessed", "AssessmentAppealed", "AppealDecided"]
    person = (await office.ask(application, application=rejected)).person
    happened = (await office.ask(timeline, person=person, purpose="casework")).items
    appeals = [(one.event, one.kind, one.details) for one in happened if "Appeal" in one.event]
    decided = [Detail(field="upheld", after="yes")]
    assert appeals == [("AppealDecided", EventKind.APPLICATION, decided), ("AssessmentAppealed", EventKind.APPLICATION, [])]


async def test_an_appeal_that_is_not_upheld_leaves_the_rejection_as_it_was(office, rejected):
    await appeal(office, rejected)
    await decide(commission(office), rejected, upheld=False)
    shown = await office.ask(application, application=rejected)
    assert (shown.status, shown.reasons) == ("rejected", ("age",))
    assert await refusal(appeal(office, rejected)) == "already_appealed"


async def test_who_assessed_does_not_decide_the_appeal_whatever_the_roles(office, rejected):
    await appeal(office, rejected)
    assert await refusal(decide(office, rejected), Forbidden) == "same_person"
    assert await office.status(rejected) == "appealed"


async def test_the_day_of_an_appeal_has_come(office, rejected):
    assert await refusal(appeal(office, rejected, "2021-03-02"), Invalid) == "date_in_future"


async def test_who_applied_again_has_one_open_application(office):
    await office.open()
    form = office.form()
    first: ApplicationAnswer = await office.do(use_cases.submit_application, form, ApplicationAnswer)
    body = AssessApplication(application=first.application_id, eligible=False, reasons=("age",))
    await office.do(use_cases.assess_application, body)
    await office.do(use_cases.submit_application, form, ApplicationAnswer)
    assert await refusal(appeal(office, first.application_id)) == "application_already_open"


async def test_the_commission_sees_an_application_while_its_appeal_is_open(office, rejected):
    member = commission(office)
    assert await refusal(member.ask(application, application=rejected), Forbidden) == "no_open_appeal"
    await appeal(office, rejected)
    assert (await member.ask(application, application=rejected)).reasons == ("age",)
    listed = await member.ask(applications, project="bridge", status="appealed")
    assert [one.application for one in listed.items] == [rejected]
    await decide(member, rejected)
    assert await refusal(member.ask(application, application=rejected), Forbidden) == "no_open_appeal"


async def test_an_account_of_another_project_decides_nothing_here(office, rejected):
    await appeal(office, rejected)
    who = Who(ActorId(uuid4()), frozenset({Role.COORDINATOR}), "MOPS", frozenset({"other"}))
    assert await refusal(decide(replace(office, who=who), rejected), Forbidden) == "project_out_of_scope"
