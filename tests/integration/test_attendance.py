"""Attendance lists on real PostgreSQL: written in one transaction, read at once, published without what should stay at home."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from pydantic import SecretStr

from services.activities import commands as use
from services.activities import queries
from services.activities.domain.attendance import Entry, Families
from services.activities.reads import ParticipationEnded, PlaceReleased
from shared.kernel.ids import ActorId
from tests.support.activities import ANNA, EWA, MAREK, PROJECT, REASON, WORKER, Bench, bench_on


@pytest.fixture
async def bench(fresh_database) -> Bench:
    return await bench_on(fresh_database)


async def test_an_activity_is_planned_enrolled_scheduled_and_attended_with_families(bench):
    activity = await bench.planned()
    enrolled = await bench.do(use.enrol, activity=activity, participants=[ANNA, MAREK])
    session = await bench.scheduled(activity)
    await bench.do(
        use.record_attendance,
        session=session,
        entries=[Entry(participant=ANNA, status="present"), Entry(participant=MAREK, status="excused")],
        families=Families(adults=1, children=3),
    )

    roster = await bench.ask(queries.roster, session=session)

    assert enrolled.enrolled == [ANNA, MAREK]
    assert [(line.participant, line.status, line.hours, line.percent) for line in roster.items] == [
        (ANNA, "present", Decimal("4.50"), Decimal("100.00")),
        (MAREK, "excused", Decimal("0.00"), Decimal("0.00")),
    ]
    assert roster.families.model_dump() == {"adults": 1, "children": 3}
    assert await bench.column("SELECT name FROM event ORDER BY position") == [
        "ActivityPlanned",
        "ParticipantEnrolled",
        "ParticipantEnrolled",
        "SessionScheduled",
        "WorkshopAttended",
        "AbsenceRecorded",
        "FamilyAccompanied",
    ]


async def test_what_is_published_of_an_absence_does_not_say_why(bench):
    activity = await bench.planned()
    await bench.do(use.enrol, activity=activity, participants=[ANNA])
    session = await bench.scheduled(activity)
    await bench.do(use.record_attendance, session=session, entries=[Entry(participant=ANNA, status="excused")])

    (message,) = await bench.column("SELECT convert_from(message, 'UTF8') FROM event WHERE name = 'AbsenceRecorded'")

    assert "excused" not in message
    assert str(ANNA) in message


async def test_attendance_after_the_last_day_of_a_participation_is_refused(bench):
    activity = await bench.planned()
    await bench.do(use.enrol, activity=activity, participants=[ANNA])
    session = await bench.scheduled(activity)
    await bench.hear(ParticipationEnded(project=PROJECT, participant=ANNA, on=date(2023, 6, 9)))

    no = await bench.refused(use.record_attendance, session=session, entries=[Entry(participant=ANNA, status="present")])

    assert no.code == "participation_ended"


async def test_the_list_says_who_is_no_participant_on_its_day_and_whether_an_entry_is_late(bench):
    activity = await bench.planned(capacity=3)
    await bench.do(use.enrol, activity=activity, participants=[ANNA, MAREK, EWA])
    early, recent = await bench.scheduled(activity, on="2023-06-04"), await bench.scheduled(activity, on="2023-06-05")
    ended = ParticipationEnded(project=PROJECT, participant=ANNA, on=date(2023, 6, 4))
    await bench.hear(ended, PlaceReleased(project=PROJECT, participant=MAREK))

    rosters = [await bench.ask(queries.roster, session=session) for session in (early, recent)]

    assert [[line.gone for line in roster.items] for roster in rosters] == [[False, True, False], [True, True, False]]
    assert [roster.late for roster in rosters] == [True, False], "today is 12 June: 8 and 7 days later"


async def test_a_list_with_one_wrong_line_records_nothing(bench):
    activity = await bench.planned()
    await bench.do(use.enrol, activity=activity, participants=[ANNA])
    session = await bench.scheduled(activity)
    lines = [Entry(participant=ANNA, status="present"), Entry(participant=EWA, status="present")]

    no = await bench.refused(use.record_attendance, session=session, entries=lines)

    assert (no.code, no.field) == ("not_enrolled", "entries.1.participant")
    assert (await bench.ask(queries.roster, session=session)).items[0].status is None


async def test_the_rest_of_a_list_may_be_written_later_but_no_line_twice(bench):
    activity = await bench.planned()
    await bench.do(use.enrol, activity=activity, participants=[ANNA, MAREK])
    session = await bench.scheduled(activity)
    await bench.do(use.record_attendance, session=session, entries=[Entry(participant=ANNA, status="late", hours="3")])
    await bench.do(use.record_attendance, session=session, entries=[Entry(participant=MAREK, status="present")])

    twice = await bench.refused(use.record_attendance, session=session, entries=[Entry(participant=ANNA, status="present")])
    roster = await bench.ask(queries.roster, session=session)

    assert twice.code == "attendance_already_recorded"
    assert [(line.status, line.hours) for line in roster.items] == [("late", Decimal("3.00")), ("present", Decimal("4.50"))]


async def test_a_list_written_eight_days_later_needs_a_reason(bench):
    activity = await bench.planned()
    await bench.do(use.enrol, activity=activity, participants=[ANNA])
    session = await bench.scheduled(activity, on="2023-06-10")
    await bench.on("2023-06-18")
    lines = [Entry(participant=ANNA, status="present")]

    without = await bench.refused(use.record_attendance, session=session, entries=lines)
    blank = await bench.refused(use.record_attendance, session=session, entries=lines, late_reason=SecretStr("  "))
    await bench.do(use.record_attendance, session=session, entries=lines, late_reason=REASON)

    assert (without.code, blank.code) == ("late_without_reason", "invalid_field")
    assert await bench.column("SELECT name FROM event WHERE message IS NULL") == ["LateEntryExplained"]


async def test_attendance_is_not_recorded_before_its_day(bench):
    activity = await bench.planned()
    await bench.do(use.enrol, activity=activity, participants=[ANNA])
    session = await bench.scheduled(activity, on="2023-06-13")

    no = await bench.refused(use.record_attendance, session=session, entries=[Entry(participant=ANNA, status="present")])

    assert no.code == "date_in_future"


async def test_a_correction_changes_the_list_and_tells_what_was_there_before(bench):
    activity = await bench.planned()
    await bench.do(use.enrol, activity=activity, participants=[ANNA])
    session = await bench.scheduled(activity)
    await bench.do(use.record_attendance, session=session, entries=[Entry(participant=ANNA, status="present")])
    (before,) = (await bench.ask(queries.roster, session=session)).items
    other = replace(WORKER, actor=ActorId(uuid4()))
    await bench.do(use.correct_attendance, session=session, participant=ANNA, status="unexcused", reason=REASON, who=other)

    (line,) = (await bench.ask(queries.roster, session=session)).items
    assert (before.recorded_by, line.recorded_by) == (WORKER.actor, other.actor)
    (stored,) = await bench.column("SELECT message::text FROM event WHERE name = 'AttendanceCorrected'")

    assert (line.status, line.hours, line.percent) == ("unexcused", Decimal("0.00"), Decimal("0.00"))
    assert b'"was_present":true,"present":false,"previous_hours":"4.50"' in bytes.fromhex(stored[2:])


async def test_attendance_counts_late_as_presence_and_leaves_cancelled_sessions_out(bench):
    """Four sessions, one cancelled: present, late, excused → 2 of 3 = 66.67 %."""
    await bench.on("2023-06-06")
    activity = await bench.planned()
    await bench.do(use.enrol, activity=activity, participants=[ANNA])
    days = [await bench.scheduled(activity, on=f"2023-06-0{day}") for day in (6, 7, 8, 9)]
    await bench.on("2023-06-09")
    for session, status in zip(days, ("present", "late", "excused"), strict=False):
        await bench.do(use.record_attendance, session=session, entries=[Entry(participant=ANNA, status=status)])
    await bench.do(use.cancel_session, session=days[3], reason=REASON)

    (line,) = (await bench.ask(queries.roster, session=days[0])).items

    assert (line.present, line.excused, line.planned, line.percent) == (2, 1, 3, Decimal("66.67"))


async def test_a_session_somebody_attended_cannot_be_cancelled(bench):
    activity = await bench.planned()
    await bench.do(use.enrol, activity=activity, participants=[ANNA])
    session = await bench.scheduled(activity)
    await bench.do(use.record_attendance, session=session, entries=[Entry(participant=ANNA, status="present")])

    assert (await bench.refused(use.cancel_session, session=session, reason=REASON)).code == "attendance_recorded"
