"""Reminders of a session: each participant once, nobody after it was called off, whichever comes first."""

from datetime import date
from uuid import UUID

from services.notifications.domain.meeting import (
    MEETING,
    CallOff,
    Meeting,
    RemindOfSession,
    SessionCalledOff,
    SessionReminded,
    decide,
    reminder,
    reminders,
)
from services.notifications.domain.telling import Channel, Telling, Template, notification_id
from shared.testing.given import given

SESSION, ACTIVITY = UUID(int=60), UUID(int=50)
ANNA, MAREK, EWA = UUID(int=1), UUID(int=2), UUID(int=3)
CALL_OFF = CallOff(project="p1", session=SESSION)
CALLED_OFF = SessionCalledOff(project="p1", session=SESSION)


def remind(*participants: UUID) -> RemindOfSession:
    return RemindOfSession(project="p1", session=SESSION, activity=ACTIVITY, on=date(2023, 6, 10), participants=participants)


def reminded(*participants: UUID) -> SessionReminded:
    return SessionReminded(project="p1", session=SESSION, participants=participants)


def test_those_who_have_a_place_are_reminded() -> None:
    given(MEETING).when(decide, remind(ANNA, MAREK)).then(reminded(ANNA, MAREK))


def test_who_got_a_place_later_is_reminded_without_the_others() -> None:
    given(MEETING, reminded(ANNA, MAREK)).when(decide, remind(ANNA, EWA, MAREK)).then(reminded(EWA))


def test_who_was_reminded_is_not_reminded_again() -> None:
    given(MEETING, reminded(ANNA), reminded(MAREK)).when(decide, remind(MAREK, ANNA)).then()


def test_somebody_named_twice_is_reminded_once() -> None:
    given(MEETING).when(decide, remind(ANNA, ANNA)).then(reminded(ANNA))


def test_a_session_is_called_off_once_reminded_of_or_not() -> None:
    given(MEETING).when(decide, CALL_OFF).then(CALLED_OFF)
    given(MEETING, reminded(ANNA)).when(decide, CALL_OFF).then(CALLED_OFF)
    given(MEETING, CALLED_OFF).when(decide, CALL_OFF).then()


def test_nobody_is_reminded_of_a_session_that_was_called_off() -> None:
    given(MEETING, CALLED_OFF).when(decide, remind(ANNA)).then()


def test_a_reminder_names_the_session_as_its_cause() -> None:
    assert reminder(remind(ANNA), ANNA) == Telling(
        project="p1",
        application=ANNA,
        template=Template.SESSION_REMINDER,
        cause=SESSION,
        on=date(2023, 6, 10),
        activity=ACTIVITY,
        session=SESSION,
    )


def test_the_planned_reminders_are_found_again_by_their_ids() -> None:
    expected = [notification_id(SESSION, who, Template.SESSION_REMINDER, Channel.LETTER) for who in (ANNA, MAREK)]

    assert reminders(Meeting(reminded=(ANNA, MAREK)), SESSION) == sorted(expected, key=str)


def test_a_meeting_is_locked_before_its_notifications() -> None:
    assert MEETING.stream(SESSION) < f"notification:{UUID(int=0)}"
