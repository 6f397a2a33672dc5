"""Sessions that wait for their attendance list: those that took place, with somebody enrolled, until the list is there."""

from dataclasses import replace
from datetime import date

import pytest

from services.activities import commands as use
from services.activities import queries
from services.activities.domain.attendance import Entry
from shared.kernel.errors import Forbidden
from tests.support.activities import ANNA, PROJECT, WORKER, Bench, bench_on


@pytest.fixture
async def bench(fresh_database) -> Bench:
    return await bench_on(fresh_database)


async def waiting(bench: Bench, **asked: object) -> list[tuple[object, ...]]:
    found = await bench.ask(queries.unrecorded_sessions, **{"project": None, "limit": 100} | asked)
    return [(one.session, one.on, one.days) for one in found.items]


async def test_a_session_waits_from_its_day_until_its_list_is_recorded(bench):
    activity = await bench.planned()
    await bench.on("2023-06-01")
    await bench.do(use.enrol, activity=activity, participants=[ANNA])
    await bench.on("2023-06-12")
    past, present = await bench.scheduled(activity, "2023-06-10"), await bench.scheduled(activity, "2023-06-12")
    await bench.scheduled(activity, "2023-06-13")
    assert await waiting(bench) == [(past, date(2023, 6, 10), 2), (present, date(2023, 6, 12), 0)]
    await bench.do(use.record_attendance, session=past, entries=[Entry(participant=ANNA, status="present")])
    assert await waiting(bench) == [(present, date(2023, 6, 12), 0)]


async def test_neither_a_cancelled_session_nor_one_that_nobody_had_a_place_in_waits(bench):
    activity = await bench.planned()
    session = await bench.scheduled(activity, "2023-06-12")
    assert await waiting(bench) == []
    await bench.do(use.enrol, activity=activity, participants=[ANNA])
    assert [one[0] for one in await waiting(bench)] == [session]
    await bench.do(use.cancel_session, session=session, reason="choroba trenera")
    assert await waiting(bench) == []


async def test_only_projects_of_the_account_are_looked_into(bench):
    activity = await bench.planned()
    await bench.do(use.enrol, activity=activity, participants=[ANNA])
    await bench.scheduled(activity, "2023-06-12")
    elsewhere = replace(WORKER, projects=frozenset({"other"}))
    assert await waiting(bench, who=elsewhere) == []
    with pytest.raises(Forbidden):
        await waiting(bench, who=elsewhere, project=PROJECT)
