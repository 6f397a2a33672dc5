"""What an application is assessed by, and an assessment made of the results of its criteria."""

from dataclasses import replace
from uuid import UUID

from services.recruitment import commands as use
from services.recruitment.commands.assessing import AssessByCriteria
from services.recruitment.domain.criteria import Criterion, Result
from services.recruitment.queries.applications import application
from services.recruitment.queries.assessment import assessment
from shared.kernel.errors import Forbidden, Invalid
from tests.integration.recruitment.office import Office, logged, refusal


async def judge(office: Office, applied: UUID, **results: str) -> None:
    """Every criterion is met, but for those that are named; an empty result leaves one out."""
    told = {**dict.fromkeys(Criterion, "met"), **results}
    body = {"application": applied, "results": {one: result for one, result in told.items() if result}}
    await office.do(use.assess_by_criteria, AssessByCriteria.model_validate(body))


async def test_the_criteria_tell_facts_rules_and_what_speaks_against_somebody(keyed: Office) -> None:
    applied = (await keyed.submit(premises=[], disability={"degree": "severe"})).application_id
    told = await keyed.ask(assessment, application=applied)
    facts = {one.criterion: (one.fact, one.result) for one in told.criteria}
    assert facts[Criterion.TARGET_GROUP] == ("Mieszkańcy", None)
    assert facts[Criterion.AGE] == ("ukończone lata w dniu zgłoszenia: 40", Result.MET)
    assert facts[Criterion.PREMISES] == ("brak", Result.NOT_MET)
    assert facts[Criterion.DISABILITY] == ("znaczny", None)
    assert (told.eligible, told.reasons) == (False, ["premises"])
    assert ["birth_date"] in [fields for _, fields, purpose, _ in await logged(keyed) if purpose == "recruitment"]


async def test_every_criterion_met_makes_somebody_eligible(keyed: Office) -> None:
    applied = (await keyed.submit()).application_id
    await judge(keyed, applied)
    assert await keyed.status(applied) == "eligible"
    assert await refusal(judge(keyed, applied)) == "already_assessed"


async def test_criteria_that_are_not_met_are_the_reasons_of_the_rejection(keyed: Office) -> None:
    applied = (await keyed.submit()).application_id
    await judge(keyed, applied, labour_status="not_met", premises="not_met")
    seen = await keyed.ask(application, application=applied)
    assert (seen.status, seen.reasons) == ("rejected", ("premises", "labour_status"))


async def test_a_criterion_without_a_result_assesses_nothing(keyed: Office) -> None:
    applied = (await keyed.submit()).application_id
    assert await refusal(judge(keyed, applied, age=""), Invalid) == "criterion_not_judged"
    assert await keyed.status(applied) == "submitted"


async def test_only_a_recruiting_organisation_assesses_by_criteria_too(keyed: Office) -> None:
    applied = (await keyed.submit()).application_id
    elsewhere = replace(keyed, who=replace(keyed.who, organisation="ZDZ"))
    assert await refusal(judge(elsewhere, applied), Forbidden) == "organisation_not_recruiting"
