"""The attendance list: who may stand on it, when it may be written, and how it is corrected."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from services.activities.domain.attendance import CorrectAttendance, Entry, Families, RecordAttendance, Roster, decide
from services.activities.domain.session import (
    SESSION,
    AttendanceCorrected,
    AttendanceStatus,
    LateEntryExplained,
    SessionCancelled,
)
from shared.events.event import Sealed
from shared.kernel.errors import Refused
from shared.testing.given import given
from tests.unit.activities.lists import (
    ANNA,
    DAY,
    EWA,
    MAREK,
    PROJECT,
    REASON,
    SESSION_ID,
    WORKSHOP,
    absent,
    accompanied,
    attended,
    planned,
    scheduled,
)

PRESENT, LATE, EXCUSED, UNEXCUSED = AttendanceStatus
NOBODY_ENDED: Mapping[UUID, date] = {}


def line(who: UUID, status: AttendanceStatus = PRESENT, hours: str | None = None) -> Entry:
    return Entry(participant=who, status=status, hours=hours and Decimal(hours))


def record(
    *entries: Entry,
    today: date = DAY,
    families: Families = Families(),  # noqa: B008 - frozen
    late_reason: Sealed | None = None,
    ended: Mapping[UUID, date] = NOBODY_ENDED,
    gone: frozenset[UUID] = frozenset(),
    families_foreseen: bool = True,
) -> RecordAttendance:
    roster = Roster(activity=planned(families_foreseen), enrolled=frozenset({ANNA, MAREK}), ended=ended, gone=gone)
    return RecordAttendance(entries=entries, families=families, roster=roster, today=today, late_reason=late_reason)


def correct(
    who: UUID, status: AttendanceStatus, hours: str | None = None, ended: Mapping[UUID, date] = NOBODY_ENDED
) -> CorrectAttendance:
    roster = Roster(activity=planned(), enrolled=frozenset({ANNA, MAREK}), ended=ended)
    return CorrectAttendance(participant=who, status=status, hours=hours and Decimal(hours), roster=roster, reason=REASON)


def corrected(who: UUID, was: str, now: str, status: AttendanceStatus) -> AttendanceCorrected:
    return AttendanceCorrected(
        project=PROJECT,
        activity=WORKSHOP,
        session=SESSION_ID,
        participant=who,
        on=DAY,
        service_class="social",
        was_present=Decimal(was) > 0,
        present=Decimal(now) > 0,
        previous_hours=Decimal(was),
        hours=Decimal(now),
        status=status,
        reason=REASON,
    )


def test_a_whole_list_is_written_in_one_go_with_families_counted_apart():
    list_of_the_day = record(line(ANNA), line(MAREK, EXCUSED), families=Families(adults=1, children=3))
    given(SESSION, scheduled()).when(decide, list_of_the_day).then(
        attended(ANNA), absent(MAREK, EXCUSED), accompanied(adults=1, children=3)
    )


def test_who_came_late_was_there_and_may_have_fewer_hours():
    given(SESSION, scheduled()).when(decide, record(line(ANNA, LATE, "3.25"))).then(attended(ANNA, "3.25", LATE))


def test_nobody_gets_more_hours_than_the_session_has():
    given(SESSION, scheduled()).when(decide, record(line(ANNA, PRESENT, "4.25"))).refused("hours_over_planned")


def test_who_was_away_has_no_hours():
    given(SESSION, scheduled()).when(decide, record(line(ANNA, EXCUSED, "1.00"))).refused("hours_without_presence")


def test_only_who_is_enrolled_stands_on_the_list_and_the_line_is_named():
    with pytest.raises(Refused) as no:
        decide(SESSION.fold(SESSION.initial, [scheduled()]), record(line(ANNA), line(EWA)))

    assert (no.value.code, no.value.field) == ("not_enrolled", "entries.1.participant")


def test_lines_that_are_missing_may_be_written_later():
    given(SESSION, scheduled(), attended(ANNA)).when(decide, record(line(MAREK))).then(attended(MAREK))


def test_a_line_is_written_once():
    given(SESSION, scheduled(), attended(ANNA)).when(decide, record(line(ANNA))).refused("attendance_already_recorded")


def test_a_person_has_one_line_on_a_list():
    given(SESSION, scheduled()).when(decide, record(line(ANNA), line(ANNA, LATE))).refused("participant_twice")


def test_a_list_is_not_written_before_the_day_of_the_session():
    given(SESSION, scheduled()).when(decide, record(line(ANNA), today=date(2023, 6, 9))).refused("date_in_future")


def test_seven_days_later_a_list_needs_no_reason():
    given(SESSION, scheduled()).when(decide, record(line(ANNA), today=date(2023, 6, 17))).then(attended(ANNA))


def test_eight_days_later_a_list_without_a_reason_is_refused():
    given(SESSION, scheduled()).when(decide, record(line(ANNA), today=date(2023, 6, 18))).refused("late_without_reason")


def test_eight_days_later_the_reason_is_kept_beside_the_list():
    late = record(line(ANNA), today=date(2023, 6, 18), late_reason=REASON)
    explained = LateEntryExplained(project=PROJECT, session=SESSION_ID, on=DAY, reason=REASON)
    given(SESSION, scheduled()).when(decide, late).then(attended(ANNA), explained)


def test_family_members_come_only_where_they_are_foreseen():
    with_child = record(line(ANNA), families=Families(children=1), families_foreseen=False)
    given(SESSION, scheduled()).when(decide, with_child).refused("families_not_foreseen")


def test_family_members_of_a_session_are_counted_once():
    again = record(line(MAREK), families=Families(adults=1))
    given(SESSION, scheduled(), attended(ANNA), accompanied(2, 0)).when(decide, again).refused("families_already_recorded")


def test_a_cancelled_session_has_no_list():
    off = SessionCancelled(project=PROJECT, session=SESSION_ID, reason=REASON)
    given(SESSION, scheduled(), off).when(decide, record(line(ANNA))).refused("session_cancelled")
    given(SESSION, scheduled(), off).when(decide, correct(ANNA, PRESENT)).refused("session_cancelled")


def test_support_on_the_last_day_of_a_participation_is_recorded():
    given(SESSION, scheduled()).when(decide, record(line(ANNA), ended={ANNA: DAY})).then(attended(ANNA))


def test_support_after_the_last_day_of_a_participation_is_refused():
    gone = record(line(ANNA), ended={ANNA: date(2023, 6, 9)})
    given(SESSION, scheduled()).when(decide, gone).refused("participation_ended")


def test_presence_corrected_to_absence_tells_both():
    given(SESSION, scheduled(), attended(ANNA)).when(decide, correct(ANNA, UNEXCUSED)).then(
        corrected(ANNA, "4.00", "0.00", UNEXCUSED)
    )


def test_absence_corrected_to_presence_gives_the_hours_of_the_session():
    given(SESSION, scheduled(), absent(ANNA, UNEXCUSED)).when(decide, correct(ANNA, PRESENT)).then(
        corrected(ANNA, "0.00", "4.00", PRESENT)
    )


def test_hours_alone_can_be_corrected_and_corrected_again():
    given(SESSION, scheduled(), attended(ANNA), corrected(ANNA, "4.00", "2.00", PRESENT)).when(
        decide, correct(ANNA, PRESENT, "3.00")
    ).then(corrected(ANNA, "2.00", "3.00", PRESENT))


def test_what_the_list_says_already_is_no_correction():
    given(SESSION, scheduled(), attended(ANNA)).when(decide, correct(ANNA, PRESENT, "4.00")).refused("nothing_to_correct")


def test_only_what_was_recorded_can_be_corrected():
    given(SESSION, scheduled()).when(decide, correct(ANNA, PRESENT)).refused("attendance_not_recorded")


def test_nobody_without_a_place_is_recorded_as_present_but_an_absence_may_be_noted():
    gone = frozenset({ANNA})
    given(SESSION, scheduled()).when(decide, record(line(ANNA), gone=gone)).refused("participant_not_recruited")
    given(SESSION, scheduled()).when(decide, record(line(ANNA, UNEXCUSED), gone=gone)).then(absent(ANNA, UNEXCUSED))


def test_a_correction_makes_nobody_present_after_the_end_of_participation():
    ended = {ANNA: DAY - timedelta(days=1)}
    given(SESSION, scheduled(), absent(ANNA, UNEXCUSED)).when(decide, correct(ANNA, PRESENT, ended=ended)).refused(
        "participation_ended"
    )
