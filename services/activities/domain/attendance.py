"""The attendance list: only of who is enrolled, checked whole before anything is recorded, corrected only with a reason."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.activities.domain.activity import ActivityPlanned, ServiceClass
from services.activities.domain.hours import NO_HOURS, PlannedHours
from services.activities.domain.session import (
    AbsenceRecorded,
    AttendanceCorrected,
    AttendanceStatus,
    FamilyAccompanied,
    LateEntryExplained,
    Recorded,
    Session,
    WorkshopAttended,
    refuse_cancelled,
)
from shared.events.event import Event, Sealed
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, Refused

ENTRY_DAYS = timedelta(days=7)
"""How long after the day an entry needs no reason: later ones say why, so that a list cannot be filled in unnoticed."""


class Entry(Command):
    """One line of the attendance list. `hours` None: all of the session."""

    participant: UUID
    status: AttendanceStatus
    hours: PlannedHours | None = None


class Families(Command):
    """Family members who came along; never counted as participants."""

    adults: int = Field(default=0, ge=0, le=1000)
    children: int = Field(default=0, ge=0, le=1000)


class Roster(BaseModel):
    """What the session's activity and recruitment say of the people: who has a place, and whose participation ended when."""

    model_config = ConfigDict(frozen=True)

    activity: ActivityPlanned
    enrolled: frozenset[UUID]
    ended: Mapping[UUID, date] = {}
    gone: frozenset[UUID] = frozenset()
    """Who left the place before participation ended, such as by withdrawing."""


class RecordAttendance(Command):
    """Write the list, all of it or the lines that are still missing; checked whole before anything is recorded."""

    entries: tuple[Entry, ...]
    families: Families = Families()
    roster: Roster
    today: date
    late_reason: Sealed | None = None


class CorrectAttendance(Command):
    """Change what was recorded of one person, with a reason."""

    participant: UUID
    status: AttendanceStatus
    hours: PlannedHours | None = None
    roster: Roster
    reason: Sealed


AttendanceCommand: TypeAlias = RecordAttendance | CorrectAttendance


def decide(session: Session, command: AttendanceCommand) -> list[Event]:
    """What the list says afterwards. Raises `Refused` or `Invalid`; then nothing of it is recorded."""
    match command:
        case RecordAttendance():
            return _record(session, command)
        case CorrectAttendance():
            return [_correct(session, command)]


def _record(session: Session, command: RecordAttendance) -> list[Event]:
    refuse_cancelled(session)
    _check_day(session.scheduled.on, command)
    _check_families(session, command)
    _check_entries(session, command)
    return [
        *(_entered(session, entry, command.roster.activity.service_class) for entry in command.entries),
        *_accompanied(session, command.families),
        *_explained(session, command.late_reason),
    ]


def is_late(on: date, today: date) -> bool:
    """Must an entry of a session of that day say why it is made only now?"""
    return today - on > ENTRY_DAYS


def _check_day(on: date, command: RecordAttendance) -> None:
    if on > command.today:
        raise Invalid("date_in_future", field="session", rule="attendance is recorded on the day of the session or later")
    if is_late(on, command.today) and command.late_reason is None:
        raise Invalid(
            "late_without_reason",
            field="late_reason",
            rule=f"an entry later than {ENTRY_DAYS.days} days after the session says why",
            on=on.isoformat(),
        )


def _check_families(session: Session, command: RecordAttendance) -> None:
    if command.families == Families():
        return
    if not command.roster.activity.families:
        raise Refused("families_not_foreseen", field="families", rule="the activity was planned without family members")
    if session.families is not None:
        raise Refused("families_already_recorded", field="families", rule="family members of a session are counted once")


def _check_entries(session: Session, command: RecordAttendance) -> None:
    if len({entry.participant for entry in command.entries}) < len(command.entries):
        raise Invalid("participant_twice", field="entries", rule="each participant has one line on the list")
    for number, entry in enumerate(command.entries):
        _check_entry(session, entry, command.roster, f"entries.{number}")


def _check_entry(session: Session, entry: Entry, roster: Roster, field: str) -> None:
    who = entry.participant
    if who not in roster.enrolled:
        raise Refused(
            "not_enrolled", field=f"{field}.participant", rule="only who is enrolled is on the list", participant=str(who)
        )
    if who in session.recorded:
        raise Refused(
            "attendance_already_recorded",
            field=f"{field}.participant",
            rule="attendance is recorded once; afterwards it is corrected with a reason",
            participant=str(who),
        )
    _check_place(session, entry.status, roster, who, f"{field}.participant")
    _hours(session, entry.status, entry.hours, f"{field}.hours")


def _check_place(session: Session, status: AttendanceStatus, roster: Roster, who: UUID, field: str) -> None:
    """Support goes to participants: present is nobody without a place, or after the last day of participation."""
    if session.scheduled.on > roster.ended.get(who, date.max):
        rule = "the session lies after the last day of this participation"
        raise Refused("participation_ended", field=field, rule=rule, participant=str(who))
    if status.was_there and who in roster.gone:
        rule = "only somebody with a place receives support"
        raise Refused("participant_not_recruited", field=field, rule=rule, participant=str(who))


def _hours(session: Session, status: AttendanceStatus, hours: Decimal | None, field: str) -> Decimal:
    """Hours of support one person got: those given, else the whole session; none for who was away."""
    planned = session.scheduled.hours
    if not status.was_there:
        if hours is not None:
            raise Invalid("hours_without_presence", field=field, rule="who was away has no hours")
        return NO_HOURS
    if hours is not None and hours > planned:
        raise Invalid("hours_over_planned", field=field, rule="no more hours than the session has", planned=str(planned))
    return planned if hours is None else hours


def _entered(session: Session, entry: Entry, service_class: ServiceClass) -> Event:
    at = session.scheduled
    if not entry.status.was_there:
        return AbsenceRecorded(
            project=at.project,
            activity=at.activity,
            session=at.session,
            participant=entry.participant,
            on=at.on,
            status=entry.status,
        )
    return WorkshopAttended(
        project=at.project,
        activity=at.activity,
        session=at.session,
        participant=entry.participant,
        on=at.on,
        hours=_hours(session, entry.status, entry.hours, "hours"),
        service_class=service_class,
        status=entry.status,
    )


def _accompanied(session: Session, families: Families) -> list[Event]:
    if families == Families():
        return []
    at = session.scheduled
    return [
        FamilyAccompanied(
            project=at.project,
            activity=at.activity,
            session=at.session,
            on=at.on,
            adults=families.adults,
            children=families.children,
        )
    ]


def _explained(session: Session, reason: Sealed | None) -> list[Event]:
    if reason is None:
        return []
    at = session.scheduled
    return [LateEntryExplained(project=at.project, session=at.session, on=at.on, reason=reason)]


def _correct(session: Session, command: CorrectAttendance) -> AttendanceCorrected:
    refuse_cancelled(session)
    before = session.recorded.get(command.participant)
    if before is None:
        raise Refused("attendance_not_recorded", field="participant", rule="only what was recorded can be corrected")
    if command.status.was_there:
        _check_place(session, command.status, command.roster, command.participant, "participant")
    now = Recorded(status=command.status, hours=_hours(session, command.status, command.hours, "hours"))
    if now == before:
        raise Refused("nothing_to_correct", field="status", rule="the list says so already")
    at = session.scheduled
    return AttendanceCorrected(
        project=at.project,
        activity=at.activity,
        session=at.session,
        participant=command.participant,
        on=at.on,
        service_class=command.roster.activity.service_class,
        was_present=before.status.was_there,
        present=now.status.was_there,
        previous_hours=before.hours,
        hours=now.hours,
        status=now.status,
        reason=command.reason,
    )
