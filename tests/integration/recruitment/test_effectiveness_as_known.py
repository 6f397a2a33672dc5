"""Effectiveness as it was known at a moment: what was recorded later is left out, and knowing everything changes nothing."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from services.recruitment.projections.as_known import facts_as_known, facts_of_one_as_known
from services.recruitment.projections.outcome import facts_of, facts_of_project
from services.recruitment.queries.why_effectiveness import why_effectiveness
from tests.integration.recruitment.office import Office
from tests.integration.recruitment.test_outcomes import MEASURED, counts, employ, left, progress, situate

DAY = date(2022, 12, 31)


@pytest.fixture
async def measured(office: Office) -> Office:
    await office.open(**MEASURED)
    return office


async def now(office: Office) -> datetime:
    async with office.database.read() as db:
        moment: datetime = await db.driver.fetchval("SELECT clock_timestamp()")
        return moment


async def test_what_was_recorded_later_is_left_out_of_the_measure(measured: Office) -> None:
    moments = [await now(measured)]
    who = await left(measured)
    moments.append(await now(measured))
    await measured.today("2022-06-12")
    await employ(measured, who)
    moments.append(await now(measured))
    await progress(measured, who)
    moments.append(await now(measured))
    known = [await counts(measured, known_at=moment) for moment in moments]
    assert known == [
        {"social": (0, 0), "employment": (0, 0)},
        {"social": (0, 1), "employment": (0, 1)},
        {"social": (0, 1), "employment": (1, 1)},
        {"social": (1, 1), "employment": (1, 1)},
    ]


async def test_why_somebody_counts_is_told_from_what_was_known(measured: Office) -> None:
    who = await left(measured)
    before = await now(measured)
    await measured.today("2022-06-12")
    await employ(measured, who)
    asked = {"application": who, "as_of": DAY}
    then, today = [await measured.ask(why_effectiveness, **asked, known_at=moment) for moment in (before, None)]
    assert [one.counted for one in then.dimensions] == [False, False]
    assert [one.counted for one in today.dimensions] == [False, True]
    assert [one.event for one in today.events] == [*(one.event for one in then.events), "EmploymentConfirmed"]


async def test_nobody_is_known_before_the_first_support_was_recorded(measured: Office) -> None:
    before = await now(measured)
    who = await left(measured)
    async with measured.database.read() as db:
        assert await facts_of_one_as_known(db, "bridge", "residents", who, DAY, before) is None
        assert await facts_as_known(db, "bridge", DAY, before) == []


async def test_who_knows_everything_finds_what_the_read_models_hold(measured: Office) -> None:
    people = [await left(measured), await left(measured, "social"), await measured.candidate()]
    session = uuid4()
    await measured.today("2021-03-01")
    await measured.sign(people[2])
    await measured.attended(people[2], session, "2021-03-10", "vocational")
    await measured.corrected(people[2], session, "2021-03-10", present=False, service_class="vocational")
    await measured.today("2022-06-12")
    await employ(measured, people[0])
    await progress(measured, people[1])
    await situate(measured, people[0], "monitoring")
    ever = datetime.now(UTC) + timedelta(days=1)
    async with measured.database.read() as db:
        held = await facts_of_project(db, "bridge", DAY)
        assert len(held) >= 2
        assert await facts_as_known(db, "bridge", DAY, ever) == held
        for who in people:
            assert await facts_of_one_as_known(db, "bridge", "residents", who, DAY, ever) == await facts_of(db, who, DAY)
