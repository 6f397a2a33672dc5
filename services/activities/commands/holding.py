"""Use cases of activities: load, decide, append; streams are locked in the order activity, session."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from pydantic import Field

from services.activities.domain import activity as activities
from services.activities.domain import attendance as lists
from services.activities.domain import session as sessions
from services.activities.domain.activity import ACTIVITY, Activity, ActivityDetails, ParticipantEnrolled
from services.activities.domain.hours import PlannedHours
from services.activities.domain.session import SESSION, AttendanceStatus, Session
from services.activities.projections import known_participant, known_project, session_card
from shared.events.event import PublicText, Sealed
from shared.http.patience import until
from shared.http.scope import check_scope
from shared.kernel.command import Command
from shared.kernel.errors import Invalid
from shared.kernel.ids import new_id
from shared.privacy.personal import Personal, to_seal
from shared.store.answer import Answer
from shared.store.database import Database
from shared.store.load import Loaded
from shared.store.transaction import Transaction


class PlanActivity(ActivityDetails):
    """What is offered, in which project."""


class ActivityPlannedAnswer(Answer):
    """The new activity."""

    activity_id: UUID


class ScheduleSession(Command):
    """When an activity takes place."""

    activity: UUID
    on: date
    hours: PlannedHours = Field(description='clock hours in quarter steps, a decimal string: "4.50"')
    assumption: PublicText | None = Field(default=None, description="what the source of the date or duration left open")


class SessionScheduledAnswer(Answer):
    """The new session."""

    session_id: UUID


class CancelSession(Command):
    """Which session is called off, and why."""

    session: UUID
    reason: Personal


class Enrol(Command):
    """Who shall have a place, in this order."""

    activity: UUID
    participants: list[UUID] = Field(min_length=1, max_length=500)


class EnrolledAnswer(Answer):
    """Who got a place and who waits."""

    enrolled: list[UUID]
    waiting: list[UUID]


class CancelEnrolment(Command):
    """Whose place, or place in the waiting list, is given up, and why."""

    activity: UUID
    participant: UUID
    reason: Personal


class RecordAttendance(Command):
    """The attendance list of a session, all of it or the lines that are still missing."""

    session: UUID
    entries: list[lists.Entry] = Field(min_length=1, max_length=500)
    families: lists.Families = lists.Families()
    late_reason: Personal | None = Field(default=None, description="needed more than 7 days after the session")


class CorrectAttendance(Command):
    """What the list should have said of one person, and why it did not."""

    session: UUID
    participant: UUID
    status: AttendanceStatus
    hours: PlannedHours | None = Field(default=None, description="clock hours; null: the whole session")
    reason: Personal


async def plan_activity(command: PlanActivity, tx: Transaction) -> ActivityPlannedAnswer:
    """Plan an activity in a project. Refused: `unknown_project`."""
    check_scope(tx.who, command.project)
    await known_project.period(tx.db, command.project)
    activity = new_id()
    stream = tx.create(ACTIVITY, activity)
    tx.append(stream, activities.decide(stream.state, activities.Plan(activity=activity, details=command)))
    return ActivityPlannedAnswer(activity_id=activity)


async def schedule_session(command: ScheduleSession, tx: Transaction) -> SessionScheduledAnswer:
    """Schedule a session, also in the future. Refused: `unknown_activity`, `outside_project_period`."""
    activity = await _activity(command.activity, tx)
    project = activity.state.planned.project
    schedule = sessions.Schedule(
        session=new_id(),
        activity=command.activity,
        project=project,
        period=await known_project.period(tx.db, project),
        on=command.on,
        hours=command.hours,
        assumption=command.assumption,
    )
    stream = tx.create(SESSION, schedule.session)
    tx.append(stream, sessions.decide(stream.state, schedule))
    return SessionScheduledAnswer(session_id=schedule.session)


async def cancel_session(command: CancelSession, tx: Transaction) -> Answer:
    """Call a session off. Refused: `unknown_session`, `session_cancelled`, `attendance_recorded`."""
    session = await tx.existing(SESSION, command.session, field="session")
    check_scope(tx.who, session.state.scheduled.project)
    tx.append(session, sessions.decide(session.state, sessions.Cancel(reason=_sealed(command.reason))))
    return Answer()


async def enrol(command: Enrol, tx: Transaction) -> EnrolledAnswer:
    """Enrol participants; when no place is free they wait in this order. All or nobody.

    Refused: `unknown_activity`, `participant_not_recruited`, `participation_ended`, `already_enrolled`.
    """
    activity = await _activity(command.activity, tx)
    standings = await known_participant.standings(tx.db, activity.state.planned.project, command.participants)
    wish = activities.Enrol(participants=tuple(command.participants), standings=standings)
    events = activities.decide(activity.state, wish)
    tx.append(activity, events)
    enrolled = {event.participant for event in events if isinstance(event, ParticipantEnrolled)}
    return EnrolledAnswer(
        enrolled=[who for who in command.participants if who in enrolled],
        waiting=[who for who in command.participants if who not in enrolled],
    )


async def cancel_enrolment(command: CancelEnrolment, tx: Transaction) -> Answer:
    """Give a place up; the first on the waiting list who is still a participant gets it.

    Refused: `unknown_activity`, `not_enrolled`.
    """
    activity = await _activity(command.activity, tx)
    standings = await known_participant.standings(tx.db, activity.state.planned.project, activity.state.waiting)
    leave = activities.CancelEnrolment(participant=command.participant, reason=_sealed(command.reason), standings=standings)
    tx.append(activity, activities.decide(activity.state, leave))
    return Answer()


async def record_attendance(command: RecordAttendance, tx: Transaction) -> Answer:
    """Write the attendance list of a session in one go, family members counted apart. All lines are checked first.

    Refused: `unknown_session`, `session_cancelled`, `date_in_future`, `late_without_reason`, `families_not_foreseen`,
    `families_already_recorded`, `not_enrolled`, `participation_ended`, `attendance_already_recorded`,
    `participant_not_recruited`, `hours_over_planned`, `hours_without_presence`, `participant_twice`.
    """
    activity, session = await _meeting(command.session, tx)
    wish = lists.RecordAttendance(
        entries=tuple(command.entries),
        families=command.families,
        roster=await _roster(activity, activity.state.enrolled, tx),
        today=tx.today,
        late_reason=None if command.late_reason is None else _sealed(command.late_reason, "late_reason"),
    )
    tx.append(session, lists.decide(session.state, wish))
    return Answer()


async def correct_attendance(command: CorrectAttendance, tx: Transaction) -> Answer:
    """Correct one line of a list; what was recorded before stays readable.

    Refused: `unknown_session`, `session_cancelled`, `attendance_not_recorded`, `nothing_to_correct`,
    `participation_ended`, `participant_not_recruited`, `hours_over_planned`, `hours_without_presence`.
    """
    activity, session = await _meeting(command.session, tx)
    wish = lists.CorrectAttendance(
        participant=command.participant,
        status=command.status,
        hours=command.hours,
        roster=await _roster(activity, [command.participant], tx),
        reason=_sealed(command.reason),
    )
    tx.append(session, lists.decide(session.state, wish))
    return Answer()


async def hear_of_project(database: Database, command: PlanActivity) -> None:
    """Wait a moment for the project, which recruitment may just have opened."""
    await until(database, lambda db: known_project.is_known(db, command.project))


async def hear_of_participants(database: Database, command: Enrol) -> None:
    """Wait a moment for people whom recruitment may just have given a place."""
    await until(database, lambda db: known_participant.all_known(db, command.participants))


async def _activity(activity: UUID, tx: Transaction) -> Loaded[Activity]:
    """An activity of a project the caller reaches, locked. Raises `NotFound` (`unknown_activity`), `Forbidden`."""
    found = await tx.existing(ACTIVITY, activity, field="activity")
    check_scope(tx.who, found.state.planned.project)
    return found


async def _meeting(session: UUID, tx: Transaction) -> tuple[Loaded[Activity], Loaded[Session]]:
    """A session with its activity, locked in order; whose session it is never changes, so its card may be asked."""
    card = await session_card.card(tx.db, session)
    activity = await _activity(card.activity, tx)
    return activity, await tx.existing(SESSION, session, field="session")


async def _roster(activity: Loaded[Activity], people: Iterable[UUID], tx: Transaction) -> lists.Roster:
    """What is known of these people, as far as their attendance goes."""
    return lists.Roster(
        activity=activity.state.planned,
        enrolled=frozenset(activity.state.enrolled),
        ended=await known_participant.ends(tx.db, people),
        gone=await known_participant.gone(tx.db, people),
    )


def _sealed(reason: Personal, field: str = "reason") -> Sealed:
    sealed = to_seal(reason)
    if sealed is None or not sealed.clear:
        raise Invalid("invalid_field", field=field, rule="a reason is more than blanks")
    return sealed
