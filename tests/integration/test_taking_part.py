"""What one participant takes part in: places, waiting, attendance counted as on the roster, certificates."""

from decimal import Decimal

import pytest

from services.activities import commands as use
from services.activities.taking_part import taking_part
from shared.kernel.errors import Forbidden
from shared.kernel.ids import ActorId
from shared.store.transaction import Who
from tests.support.activities import ANNA, EWA, MAREK, PROJECT, REASON, STRANGER, Bench, bench_on


@pytest.fixture
async def bench(fresh_database) -> Bench:
    return await bench_on(fresh_database)


async def test_attendance_is_counted_in_each_activity(bench):
    boxes = await bench.planned(capacity=3)
    first, second = await bench.scheduled(boxes, "2023-06-10"), await bench.scheduled(boxes, "2023-06-11")
    cancelled = await bench.scheduled(boxes, "2023-06-12")
    await bench.do(use.enrol, activity=boxes, participants=[ANNA, MAREK])
    for session, status in ((first, "late"), (second, "excused")):
        await bench.do(use.record_attendance, session=session, entries=[{"participant": ANNA, "status": status}])
    await bench.do(use.cancel_session, session=cancelled, reason=REASON)
    (one,) = (await bench.ask(taking_part, project=PROJECT, participant=ANNA)).items
    assert (one.title, one.planned, one.present, one.excused) == ("Budki dla ptaków", 2, 1, 1)
    assert one.hours == Decimal("4.50")
    assert (f"{one.first_on}", f"{one.last_on}", one.waits) == ("2023-06-10", "2023-06-11", False)


async def test_who_waits_and_who_gave_the_place_back_are_told_apart(bench):
    boxes = await bench.planned(capacity=2)
    session = await bench.scheduled(boxes, "2023-06-10")
    await bench.do(use.enrol, activity=boxes, participants=[ANNA, MAREK, EWA])
    await bench.do(use.record_attendance, session=session, entries=[{"participant": ANNA, "status": "present"}])
    (waiting,) = (await bench.ask(taking_part, project=PROJECT, participant=EWA)).items
    assert (waiting.waits, waiting.planned, waiting.first_on) == (True, 0, None)
    await bench.do(use.cancel_enrolment, activity=boxes, participant=ANNA, reason=REASON)
    (given_back,) = (await bench.ask(taking_part, project=PROJECT, participant=ANNA)).items
    assert (given_back.waits, given_back.since, given_back.present) == (False, None, 1)


async def test_who_never_came_takes_part_in_nothing_and_another_project_is_out_of_reach(bench):
    assert (await bench.ask(taking_part, project=PROJECT, participant=STRANGER)).items == []
    afar = Who(ActorId(STRANGER), projects=frozenset({"other"}))
    with pytest.raises(Forbidden):
        await bench.ask(taking_part, who=afar, project=PROJECT, participant=ANNA)
