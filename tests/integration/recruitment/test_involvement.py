"""What people have to do with the projects: for the card of a person, for lists, and everything that happened."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from services.recruitment import commands as use_cases
from services.recruitment.commands.applying import WithdrawApplication
from services.recruitment.commands.correcting import CorrectPerson
from services.recruitment.domain.application import AssignCaseWorker
from services.recruitment.queries.involvement import AskedStandings, involvement, standings
from services.recruitment.queries.path import path
from services.recruitment.queries.people import person as person_query
from services.recruitment.queries.timeline import timeline
from shared.http.roles import Role
from shared.kernel.errors import Forbidden, NotFound
from shared.kernel.ids import ActorId
from tests.integration.recruitment.office import WORKER, Office, logged, refusal, seen_by
from tests.integration.recruitment.registry import correct, merge, register
from tests.unit.recruitment.examples import pesel


@pytest.fixture
async def desk(office: Office) -> Office:
    await office.open(limit=1)
    return office


async def person_of(office: Office, application: UUID) -> UUID:
    (row,) = await office.rows("SELECT person FROM application_card WHERE application = $1", application)
    found: UUID = row["person"]
    return found


async def participant(office: Office) -> tuple[UUID, UUID]:
    """Somebody who signed on 1 March, got support on 10 March and ended, entered on 30 June."""
    applied = await office.candidate()
    await office.sign(applied, goals=["praca", "zdrowie"])
    await office.today("2021-03-10")
    await office.attended(applied, uuid4(), "2021-03-10", "vocational")
    await office.today("2021-06-30")
    await office.end(applied, "2021-06-30", "path_completed", along_path=True)
    return applied, await person_of(office, applied)


async def test_the_card_says_where_somebody_stands_and_what_is_due_next(desk):
    applied, who = await participant(desk)
    found = await desk.ask(involvement, person=who)
    (one,) = found.applications
    assert (one.application, one.status.value, one.group_title, one.project_title) == (applied, "ended", "Mieszkańcy", "Kładka")
    assert (one.contract_signed_on, one.started_on, one.ended_on) == (date(2021, 3, 1), date(2021, 3, 10), date(2021, 6, 30))
    due = [(due.kind.value, due.on) for due in one.due]
    assert due == [("situation_after_leaving", date(2021, 7, 28)), ("outcomes", date(2021, 9, 30))]


async def test_an_open_offer_is_due_on_its_last_day(desk):
    first, second = await desk.candidate(), await desk.candidate()
    await desk.today("2021-03-02")
    leaving = WithdrawApplication.model_validate({"application": first, "on": "2021-03-02", "reason": "resigned"})
    await desk.do(use_cases.withdraw_application, leaving)
    found = await desk.ask(involvement, person=await person_of(desk, second))
    assert [(due.kind.value, due.on) for due in found.applications[0].due] == [("offer_answer", date(2021, 3, 9))]


async def test_family_stands_on_both_cards(desk):
    who = await person_of(desk, await desk.candidate())
    child = {"given_name": "Ola", "family_name": "Nowak", "no_pesel": "not_needed"}
    near = (await register(desk, child, "family_member", of=who)).person_id
    mine, theirs = await desk.ask(involvement, person=who), await desk.ask(involvement, person=near)
    assert [(one.person, one.capacity.value) for one in mine.family] == [(near, "family_member")]
    assert [one.person for one in theirs.belongs_to] == [who]
    assert (mine.belongs_to, theirs.family, theirs.applications) == ([], [], [])


async def test_a_merged_entry_brings_its_applications_along(desk):
    applied = await desk.candidate()
    merged = await person_of(desk, applied)
    kept = (await register(desk, {"given_name": "Anna", "family_name": "Nowak", "no_pesel": "not_needed"})).person_id
    await merge(desk, kept, merged)
    found = await desk.ask(involvement, person=merged)
    assert (found.person, found.entries, [one.application for one in found.applications]) == (kept, [merged], [applied])
    listed = await desk.ask(standings, asked=AskedStandings(people=[kept]))
    assert [(one.person, one.application) for one in listed.items] == [(kept, applied)]


async def test_only_projects_within_reach_are_told_of(desk):
    await desk.open(project="bridge-2")
    applied = await desk.candidate()
    who = await person_of(desk, applied)
    afar = seen_by(desk, Role.SOCIAL_WORKER, projects=frozenset({"bridge-2"}))
    for query, more in ((involvement, {}), (timeline, {"purpose": "casework"})):
        assert await refusal(afar.ask(query, person=who, **more), Forbidden) == "project_out_of_scope"
    assert await refusal(afar.ask(path, application=applied, purpose="casework"), Forbidden) == "project_out_of_scope"
    assert (await afar.ask(standings, asked=AskedStandings(people=[who]))).items == []
    assert await refusal(desk.ask(involvement, person=uuid4()), NotFound) == "unknown_person"


async def test_everything_that_happened_stands_newest_first_with_who_and_why_and_the_day_it_was_entered(desk):
    _, who = await participant(desk)
    await correct(desk, who, family_name="Nowa")
    items = (await desk.ask(timeline, person=who, purpose="casework")).items
    told = [(one.event, f"{one.on:%d.%m}") for one in items if one.event not in ("PersonRegistered", "PersonCorrected")]
    assert told == [
        ("ParticipationEnded", "30.06"),
        ("ParticipationStarted", "10.03"),
        ("SupportReceived", "10.03"),
        ("ContractSigned", "01.03"),
        ("ParticipantRecruited", "01.03"),
        ("ApplicationAssessed", "01.03"),
        ("ApplicationSubmitted", "01.02"),
    ]
    assert {one.actor for one in items if one.event == "ContractSigned"} == {WORKER.actor}
    (corrected,) = [one for one in items if one.event == "PersonCorrected"]
    assert (corrected.reason, corrected.fields, corrected.details) == ("błąd w formularzu", ["family_name"], [])
    (ended,) = [one for one in items if one.event == "ParticipationEnded"]
    assert [(one.field, one.after) for one in ended.details] == [("along_path", "yes")]
    assert {one.kind.value for one in items} == {"application", "place", "participation", "support", "registry"}
    assert ([who], ["reason"], "casework", None) in await logged(desk)


async def test_nobody_elses_events_stand_in_the_timeline(desk):
    mine, other = await desk.candidate(), await desk.candidate()
    items = (await desk.ask(timeline, person=await person_of(desk, other), purpose="casework")).items
    assert {one.application for one in items} == {other, None}
    assert "CandidatePlacedOnReserveList" in [one.event for one in items]
    assert mine != other


async def test_no_value_of_the_registry_and_nothing_special_stands_in_the_timeline(desk):
    _, who = await participant(desk)
    text = (await desk.ask(timeline, person=who, purpose="control")).model_dump_json()
    for hidden in ("Nowak", "art7", "inactive", "path_completed", "vocational", "praca"):
        assert hidden not in text


async def test_the_path_shows_goals_and_support_and_logs_the_look(desk):
    applied, who = await participant(desk)
    found = await desk.ask(path, application=applied, purpose="casework")
    assert (found.goals, found.along_path, found.end_reason.value) == (["praca", "zdrowie"], True, "path_completed")
    assert [(one.on, one.service_class.value) for one in found.supports] == [(date(2021, 3, 10), "vocational")]
    assert (await logged(desk))[-1][0] == [who]
    assert await refusal(desk.ask(path, application=applied)) == "unknown_purpose"


async def test_a_coordinator_names_the_case_worker_and_a_social_worker_takes_a_case(desk):
    applied = await desk.candidate()
    nowak, lis = uuid4(), uuid4()
    await desk.do(use_cases.assign_case_worker, AssignCaseWorker(application=applied, case_worker=nowak))
    worker = replace(desk, who=replace(WORKER, actor=ActorId(lis), roles=frozenset({"social_worker"})))
    for_another = AssignCaseWorker(application=applied, case_worker=nowak)
    assert await refusal(worker.do(use_cases.assign_case_worker, for_another)) == "not_for_others"
    await worker.do(use_cases.assign_case_worker, AssignCaseWorker(application=applied, case_worker=lis))
    who = await person_of(desk, applied)
    assert (await desk.ask(involvement, person=who)).applications[0].case_worker == lis
    named = [one for one in (await desk.ask(timeline, person=who, purpose="casework")).items if one.details]
    assert [one.details[0].after for one in named if one.details[0].field == "case_worker"] == [str(lis), str(nowak)]


async def test_the_same_case_worker_again_changes_nothing(desk):
    applied, nowak = await desk.candidate(), uuid4()
    for _ in range(2):
        await desk.do(use_cases.assign_case_worker, AssignCaseWorker(application=applied, case_worker=nowak))
    assert len(await desk.rows("SELECT 1 FROM event WHERE name = 'CaseWorkerAssigned'")) == 1


async def test_a_correction_of_what_changed_meanwhile_is_refused(desk):
    who = await person_of(desk, await desk.candidate())
    seen = await desk.ask(person_query, person=who, purpose="correction")
    assert seen.version == (await desk.ask(involvement, person=who)).version
    await correct(desk, who, family_name="Nowa")
    mine = CorrectPerson.model_validate({"person": who, "family_name": "Nowakowa", "reason": "ślub"})
    assert await refusal(desk.do(use_cases.correct_person, mine, expected=seen.version)) == "stale_version"
    again = await desk.ask(person_query, person=who, purpose="correction")
    await desk.do(use_cases.correct_person, mine, expected=again.version)
    assert (await desk.ask(person_query, person=who, purpose="correction")).family_name == "Nowakowa"


async def test_a_change_of_a_merged_entry_is_a_change_of_the_person(desk):
    merged = await person_of(desk, await desk.candidate())
    number = pesel(date(1980, 3, 17), 900, "female")
    kept = (await register(desk, {"given_name": "Anna", "family_name": "Nowak", "pesel": number})).person_id
    before = (await desk.ask(involvement, person=kept)).version
    await merge(desk, kept, merged)
    assert (await desk.ask(involvement, person=kept)).version > before
