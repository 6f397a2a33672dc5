"""Lists of recruitment: applications in the order in which people applied, and what a PESEL number says."""

from datetime import date

from services.recruitment import commands as use_cases
from services.recruitment.commands.applying import AssessApplication
from services.recruitment.queries.applications import ApplicationLine, applications
from services.recruitment.queries.finding import AskedPesel, pesel_says
from services.recruitment.queries.projects import reserve_list
from services.recruitment.queries.why import why_this_place
from shared.http.roles import Role
from shared.kernel.errors import Forbidden, Invalid
from tests.integration.recruitment.office import RESIDENTS, WORKER, logged, refusal, seen_by


async def listed(office, **asked):
    return [one.application for one in (await office.ask(applications, project="bridge", **asked)).items]


async def test_applications_stand_in_the_order_in_which_people_applied(office):
    await office.open()
    late = (await office.submit(applied_at="2021-02-03T09:00")).application_id
    early = (await office.submit(applied_at="2021-02-01T09:00")).application_id
    between = (await office.submit(applied_at="2021-02-02T09:00")).application_id
    assert await listed(office) == [early, between, late]


async def test_applications_of_one_status_and_group_are_listed_alone(office):
    groups = [{"code": code, "title": code, "limit": 1} for code in ("residents", "families")]
    await office.open(target_groups=groups)
    waits = (await office.submit()).application_id
    other = (await office.submit(target_group="families")).application_id
    rejected = (await office.submit()).application_id
    body = AssessApplication(application=rejected, eligible=False, reasons=("age",))
    await office.do(use_cases.assess_application, body)
    assert await listed(office, status="submitted", target_group="residents") == [waits]
    assert await listed(office, target_group="families") == [other]
    assert await listed(office, status="rejected") == [rejected]
    assert await listed(office, status="waiting") == []


async def test_a_long_list_is_read_page_by_page(office):
    await office.open()
    same_minute = [(await office.submit()).application_id for _ in range(5)]
    first = await office.ask(applications, project="bridge", limit=2)
    second = await office.ask(applications, project="bridge", limit=2, cursor=first.cursor)
    third = await office.ask(applications, project="bridge", limit=2, cursor=second.cursor)
    shown = [one.application for page in (first, second, third) for one in page.items]
    assert shown == sorted(same_minute)
    assert third.cursor is None


async def test_the_list_tells_nothing_of_anybodys_situation(office):
    await office.open()
    applied = await office.submit(disability={"degree": "severe"}, premises=["homeless"])
    (line,) = (await office.ask(applications, project="bridge")).items
    assert set(ApplicationLine.model_fields) == {
        "application",
        "person",
        "target_group",
        "status",
        "applied_at",
        "organisation",
        "complete_by",
    }
    assert (line.person, line.organisation) == (applied.person_id, None)
    assert await logged(office) == []


async def test_an_account_lists_only_its_projects(office):
    await office.open()
    stranger = seen_by(office, Role.SOCIAL_WORKER, projects=frozenset({"other"}))
    assert await refusal(stranger.ask(applications, project="bridge"), Forbidden) == "project_out_of_scope"


async def test_a_place_of_the_reserve_list_names_whose_it_is(office):
    await office.open(limit=0)
    applied = await office.submit()
    await office.do(use_cases.assess_application, AssessApplication(application=applied.application_id, eligible=True))
    await office.recruit(applied.application_id)
    (place,) = (await office.ask(reserve_list, **RESIDENTS)).items
    assert (place.application, place.person) == (applied.application_id, applied.person_id)


async def test_what_led_to_a_place_says_who_did_it(office):
    await office.open(limit=0)
    applied = await office.candidate()
    told = await office.ask(why_this_place, application=applied)
    assert {(one.event, one.actor) for one in told.events} == {
        ("ApplicationSubmitted", WORKER.actor),
        ("ApplicationAssessed", WORKER.actor),
        ("CandidatePlacedOnReserveList", WORKER.actor),
    }


async def test_a_pesel_number_says_birth_date_and_sex_and_nothing_is_read_for_it(office):
    said = await office.ask(pesel_says, asked=AskedPesel(pesel="44051401458"))
    assert (said.birth_date, said.sex) == (date(1944, 5, 14), "male")
    assert await refusal(office.ask(pesel_says, asked=AskedPesel(pesel="44051401459")), Invalid) == "pesel_checksum"
    assert await logged(office) == []
