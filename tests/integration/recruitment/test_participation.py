"""Participation: started by the first support under a contract, moved by corrections, ended with or without its place."""

from datetime import date
from uuid import uuid4

from services.recruitment import commands as use_cases
from services.recruitment.commands.applying import (
    WithdrawApplication,
)
from services.recruitment.queries.applications import participants
from shared.kernel.errors import Invalid
from tests.integration.recruitment.office import refusal


async def test_the_first_support_under_a_contract_starts_participation_and_corrections_move_it(office):
    await office.open()
    anna = await office.candidate()
    await office.sign(anna, goals=["finding work", "order in the flat"])
    await office.today("2021-04-01")
    earlier, later = uuid4(), uuid4()
    await office.attended(anna, later, "2021-03-17")
    assert await office.published("ParticipationStarted") == [
        {"project": "bridge", "participant": str(anna), "on": "2021-03-17", "age": 41, "session": str(later)}
    ]
    await office.attended(anna, earlier, "2021-03-16")
    await office.corrected(anna, earlier, "2021-03-16", present=False)
    await office.corrected(anna, later, "2021-03-17", present=False)
    moves = [(event["previous"], event["on"], event["age"]) for event in await office.published("ParticipationStartCorrected")]
    assert moves == [("2021-03-17", "2021-03-16", 40), ("2021-03-16", "2021-03-17", 41), ("2021-03-17", None, None)]
    assert await office.status(anna) == "recruited"
    await office.corrected(anna, later, "2021-03-17", present=True)
    assert await office.status(anna) == "participating"
    assert await office.attention() == []


async def test_support_without_a_contract_or_a_place_needs_attention(office):
    await office.open(limit=1)
    anna, waiting = await office.candidate(), await office.candidate()
    await office.attended(anna, uuid4(), "2021-03-01")
    await office.attended(waiting, uuid4(), "2021-03-01")
    await office.attended(uuid4(), uuid4(), "2021-03-01")
    assert await office.attention() == ["contract_missing", "not_recruited", "unknown_participant"]


async def test_finishing_keeps_the_place_and_an_interruption_gives_it_to_the_next(office):
    await office.open(limit=2)
    anna, marek, ewa = [await office.candidate() for _ in range(3)]
    for participant in (anna, marek):
        await office.sign(participant)
        await office.attended(participant, uuid4(), "2021-03-01")
    await office.end(anna, "2021-03-01", "path_completed", along_path=True)
    assert await office.places() == [(ewa, "waiting")]
    await office.end(marek, "2021-03-01", "illness", along_path=False)
    assert await office.places() == [(ewa, "offered")]
    assert (await office.status(anna), await office.status(marek)) == ("ended", "ended")
    page = await office.ask(participants, project="bridge", limit=10, cursor=None)
    assert {(one.participant, one.ended_on) for one in page.items} == {(one, date(2021, 3, 1)) for one in (anna, marek)}


async def test_who_finished_keeps_the_place_and_does_not_apply_again(office):
    await office.open()
    who = office.form().person
    anna = await office.candidate(person=who)
    await office.sign(anna)
    await office.attended(anna, uuid4(), "2021-03-01")
    await office.end(anna, "2021-03-01", "employment", along_path=False)
    assert await refusal(office.submit(person=who)) == "already_took_part"


async def test_who_has_started_cannot_withdraw(office):
    await office.open()
    anna = await office.candidate()
    await office.sign(anna)
    await office.attended(anna, uuid4(), "2021-03-01")
    withdrawal = WithdrawApplication(application=anna, reason="resigned")
    assert await refusal(office.do(use_cases.withdraw_application, withdrawal)) == "participation_started"


async def test_a_late_contract_says_why(office):
    await office.open()
    anna = await office.candidate()
    await office.today("2021-03-09")
    assert await refusal(office.sign(anna, "2021-03-01"), Invalid) == "late_without_reason"
    assert await refusal(office.sign(anna, "2021-03-10"), Invalid) == "date_in_future"
    await office.sign(anna, "2021-03-01", late_reason="the worker was ill")
    assert await refusal(office.sign(anna, "2021-03-09")) == "contract_already_signed"
