"""A session: one meeting on one day inside the project's period; called off only while nobody has attended."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.activities.domain.activity import ServiceClass
from services.activities.domain.hours import NO_HOURS, Hours, PlannedHours
from shared.events.decider import Decider
from shared.events.event import Event, Private, PublicText, Sealed
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, Refused
from shared.kernel.ids import Code


class AttendanceStatus(StrEnum):
    """What the list says of a person: obecny, spóźniony, nieobecny usprawiedliwiony, nieobecny nieusprawiedliwiony."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"

    @property
    def was_there(self) -> bool:
        """Late is present; excused is not presence."""
        return self in (AttendanceStatus.PRESENT, AttendanceStatus.LATE)


SAMPLE: Mapping[str, Any] = {
    "project": "gora-pomocy-3",
    "activity": "3f0c1b7e-8a53-4e53-9a80-2f0d5a7a6c11",
    "session": "90b8b0a4-6a1c-4f8e-9d8c-7c3f4b7f2a10",
    "on": "2023-06-10",
}
"""What the examples share: the bird boxes of 10 June 2023."""
PERSON = "b2a4ad0e-4a39-4f5c-8b3e-0d3a1c0b7e55"


class SessionScheduled(Event, title="Termin zajęć wyznaczony", effective="on"):
    """An activity takes place on a day, for so many clock hours. `assumption`: what its source left open, and was supposed."""

    project: Code
    activity: UUID
    session: UUID
    on: date
    hours: Hours
    assumption: PublicText | None

    example: ClassVar[Mapping[str, Any]] = {**SAMPLE, "hours": "5.00", "assumption": "Czas trwania nie jest podany."}


class SessionCancelled(Event, title="Termin zajęć odwołany"):
    """A session was called off before anybody attended it; it does not count in anybody's attendance."""

    project: Code
    session: UUID
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = {
        "project": SAMPLE["project"],
        "session": SAMPLE["session"],
        "reason": "v1.i1.token",
    }


class WorkshopAttended(Event, title="Udział w zajęciach", effective="on"):
    """A participant got support: class and clock hours. Whether late is nobody else's business."""

    project: Code
    activity: UUID
    session: UUID
    participant: UUID
    on: date
    hours: Hours
    service_class: ServiceClass
    status: Private[AttendanceStatus]

    example: ClassVar[Mapping[str, Any]] = {
        **SAMPLE,
        "participant": PERSON,
        "hours": "5.00",
        "service_class": "social",
        "status": "present",
    }


class AbsenceRecorded(Event, title="Nieobecność na zajęciach", effective="on"):
    """A participant was away. Why stays here: it may tell of health."""

    project: Code
    activity: UUID
    session: UUID
    participant: UUID
    on: date
    status: Private[AttendanceStatus]

    example: ClassVar[Mapping[str, Any]] = {**SAMPLE, "participant": PERSON, "status": "excused"}


class FamilyAccompanied(Event, title="Udział otoczenia w zajęciach", effective="on"):
    """Family members came along; they are outside every count of participants."""

    project: Code
    activity: UUID
    session: UUID
    on: date
    adults: int
    children: int

    example: ClassVar[Mapping[str, Any]] = {**SAMPLE, "adults": 4, "children": 7}


class AttendanceCorrected(Event, title="Lista obecności poprawiona", effective="on"):
    """What was recorded of one person was wrong: before and after, so that whatever followed can be taken back."""

    project: Code
    activity: UUID
    session: UUID
    participant: UUID
    on: date
    service_class: ServiceClass
    was_present: bool
    present: bool
    previous_hours: Hours
    hours: Hours
    status: Private[AttendanceStatus]
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = {
        **SAMPLE,
        "participant": PERSON,
        "service_class": "social",
        "was_present": True,
        "present": False,
        "previous_hours": "5.00",
        "hours": "0.00",
        "status": "unexcused",
        "reason": "v1.i1.token",
    }


class LateEntryExplained(Event, title="Uzasadnienie późnego wpisu", published=False, effective="on"):
    """Why a list was written later than the rules ask."""

    project: Code
    session: UUID
    on: date
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = {
        "project": SAMPLE["project"],
        "session": SAMPLE["session"],
        "on": SAMPLE["on"],
        "reason": "v1.i1.token",
    }


class Recorded(BaseModel):
    """What the list says of one person."""

    model_config = ConfigDict(frozen=True)

    status: AttendanceStatus
    hours: Decimal


class Session(BaseModel):
    """What decisions need: the schedule, whether it was called off, and what is on the list."""

    model_config = ConfigDict(frozen=True)

    schedule: SessionScheduled | None = None
    cancelled: bool = False
    recorded: Mapping[UUID, Recorded] = {}
    families: FamilyAccompanied | None = None

    @property
    def scheduled(self) -> SessionScheduled:
        """The schedule; only of a session that exists."""
        assert self.schedule is not None
        return self.schedule


class Period(BaseModel):
    """A project's period; both days belong to it."""

    model_config = ConfigDict(frozen=True)

    starts_on: date
    ends_on: date


class Schedule(Command):
    """Schedule a session of an activity under a new id."""

    session: UUID
    activity: UUID
    project: Code
    period: Period
    on: date
    hours: PlannedHours
    assumption: PublicText | None = None


class Cancel(Command):
    """Call a session off."""

    reason: Sealed


SessionCommand: TypeAlias = Schedule | Cancel


def evolve(session: Session, event: Event) -> Session:
    """The session after a fact."""
    match event:
        case SessionScheduled():
            return Session(schedule=event)
        case SessionCancelled():
            return session.model_copy(update={"cancelled": True})
        case AbsenceRecorded(participant=who, status=status):
            return _with(session, who, Recorded(status=status, hours=NO_HOURS))
        case (
            WorkshopAttended(participant=who, status=status, hours=hours)
            | AttendanceCorrected(participant=who, status=status, hours=hours)
        ):
            return _with(session, who, Recorded(status=status, hours=hours))
        case FamilyAccompanied():
            return session.model_copy(update={"families": event})
    return session


def decide(session: Session, command: SessionCommand) -> list[Event]:
    """What follows from a command. Raises `Refused` or `Invalid`; then nothing of it happens."""
    match command:
        case Schedule():
            return [_schedule(command)]
        case Cancel(reason=reason):
            return [_cancel(session, reason)]


SESSION = Decider("session", Session(), evolve)


def _with(session: Session, who: UUID, recorded: Recorded) -> Session:
    return session.model_copy(update={"recorded": {**session.recorded, who: recorded}})


def _schedule(command: Schedule) -> SessionScheduled:
    period = command.period
    if not period.starts_on <= command.on <= period.ends_on:
        raise Invalid(
            "outside_project_period",
            field="on",
            rule="a session lies inside the period of its project, first and last day included",
            starts_on=period.starts_on.isoformat(),
            ends_on=period.ends_on.isoformat(),
        )
    return SessionScheduled(
        project=command.project,
        activity=command.activity,
        session=command.session,
        on=command.on,
        hours=command.hours,
        assumption=command.assumption,
    )


def _cancel(session: Session, reason: Sealed) -> SessionCancelled:
    refuse_cancelled(session)
    if session.recorded or session.families:
        raise Refused(
            "attendance_recorded", field="session", rule="a session somebody attended took place: correct the list instead"
        )
    return SessionCancelled(project=session.scheduled.project, session=session.scheduled.session, reason=reason)


def refuse_cancelled(session: Session) -> None:
    """Nothing can be done with a session that was called off. Raises `Refused`."""
    if session.cancelled:
        raise Refused("session_cancelled", field="session", rule="the session was called off")
