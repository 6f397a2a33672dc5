"""Places on a real PostgreSQL: hundreds at once for a few, offers that go on, and why somebody stands where."""

import asyncio
from datetime import date, datetime

from services.recruitment import commands as use_cases
from services.recruitment.commands.applying import (
    WithdrawApplication,
)
from services.recruitment.commands.placing import (
    AcceptReservePlace,
    ChangeGroupLimit,
    RefuseReservePlace,
)
from services.recruitment.queries.applications import application
from services.recruitment.queries.projects import target_group
from services.recruitment.queries.why import why_this_place
from shared.kernel.errors import Stale
from tests.integration.recruitment.office import RESIDENTS, minutes, refusal


async def test_two_hundred_at_once_for_ten_places_get_ten_places_and_a_list_in_its_order(office):
    await office.open(limit=10)
    when = list(minutes(datetime.fromisoformat("2021-02-01T08:00"), 200))
    priority = {"disability": {"degree": "severe"}}
    applied = [
        await office.eligible(applied_at=at, **(priority if number % 10 == 0 else {}))
        for number, at in enumerate(reversed(when))
    ]
    outcomes = dict(zip(applied, await asyncio.gather(*(office.recruit(one) for one in applied)), strict=True))
    waiting = [one for one in applied if outcomes[one] == "reserve_list"]
    assert len(waiting) == 190
    assert await office.counts() == {"limit": 10, "taken": 10, "offered": 0, "free": 0, "waiting": 190}
    # Every tenth is in the priority group; they were entered with the latest application first.
    in_order = [one for one in reversed(applied) if applied.index(one) % 10 == 0 and one in waiting]
    in_order += [one for one in reversed(applied) if applied.index(one) % 10 != 0 and one in waiting]
    assert [one for one, _ in await office.places()] == in_order


async def test_two_at_once_for_the_last_place_are_told_apart(office):
    await office.open(limit=1)
    first, second = await office.eligible(), await office.eligible()
    outcomes = await asyncio.gather(office.recruit(first), office.recruit(second))
    assert sorted(outcomes) == ["recruited", "reserve_list"]


async def test_a_stale_if_match_is_refused(office):
    await office.open(limit=10)
    seen = (await office.ask(target_group, **RESIDENTS)).version
    await office.candidate()
    change = ChangeGroupLimit.model_validate(RESIDENTS | {"limit": 12, "reason": "approved"})
    assert await refusal(office.do(use_cases.change_group_limit, change, expected=seen), Stale) == "stale_version"
    seen = (await office.ask(target_group, **RESIDENTS)).version
    await office.do(use_cases.change_group_limit, change, expected=seen)
    assert (await office.counts())["limit"] == 12


async def test_a_raised_limit_and_a_withdrawal_draw_on_the_list(office):
    await office.open(limit=1)
    anna, marek, ewa = [await office.candidate() for _ in range(3)]
    change = ChangeGroupLimit.model_validate(RESIDENTS | {"limit": 2, "reason": "approved"})
    await office.do(use_cases.change_group_limit, change)
    assert await office.places() == [(marek, "offered"), (ewa, "waiting")]
    await office.do(use_cases.withdraw_application, WithdrawApplication(application=anna, reason="moved"))
    assert await office.places() == [(marek, "offered"), (ewa, "offered")]
    assert await office.status(anna) == "withdrawn"
    assert await office.counts() == {"limit": 2, "taken": 0, "offered": 2, "free": 0, "waiting": 0}
    lower = ChangeGroupLimit.model_validate(RESIDENTS | {"limit": 1, "reason": "approved"})
    assert await refusal(office.do(use_cases.change_group_limit, lower)) == "limit_below_taken"


async def test_offers_are_accepted_refused_or_expire_and_each_place_goes_on(office):
    await office.open(limit=1)
    anna, marek, ewa, jan = [await office.candidate() for _ in range(4)]
    await office.do(use_cases.withdraw_application, WithdrawApplication(application=anna, reason="resigned"))
    assert await office.status(marek) == "offered"
    await office.do(use_cases.refuse_offer, RefuseReservePlace(application=marek))
    assert await office.status(marek) == "offer_refused"
    assert (await office.ask(application, application=ewa)).answer_by == date(2021, 3, 8)
    await office.today("2021-03-08")
    assert await office.status(ewa) == "offered"
    await office.today("2021-03-09")
    assert (await office.status(ewa), await office.status(jan)) == ("offer_expired", "offered")
    assert await refusal(office.do(use_cases.accept_offer, AcceptReservePlace(application=ewa))) == "no_open_offer"
    await office.do(use_cases.accept_offer, AcceptReservePlace(application=jan))
    assert await office.status(jan) == "recruited"
    assert await office.places() == []
    assert [event["participant"] for event in await office.published("ParticipantRecruited")] == [str(anna), str(jan)]


async def test_why_a_candidate_stands_where_they_stand(office):
    await office.open(limit=1)
    await office.candidate()
    early = await office.candidate(applied_at="2021-02-03T10:00")
    late = await office.candidate(applied_at="2021-02-04T10:00")
    first = await office.candidate(applied_at="2021-02-05T10:00", premises=["art7", "po_pz"])
    told = await office.ask(why_this_place, application=late)
    assert (told.place, told.status.value, told.status_label) == (3, "waiting", "lista rezerwowa")
    assert [(one.application, one.place, one.why) for one in told.ahead] == [
        (first, 1, "grupa priorytetowa"),
        (early, 2, "wcześniejsze zgłoszenie: 2021-02-03 10:00"),
    ]
    assert ("chwila zgłoszenia", "2021-02-04 10:00") in [(fact.label, fact.value) for fact in told.facts]
    assert [(one.event, one.on) for one in told.events] == [
        ("ApplicationSubmitted", date(2021, 2, 4)),
        ("ApplicationAssessed", date(2021, 3, 1)),
        ("CandidatePlacedOnReserveList", date(2021, 3, 1)),
    ]
    assert told.rule.code == "order_of_applications"
