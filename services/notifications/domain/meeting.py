"""What was told of one session: everybody is reminded once, and nobody after it was called off.

It stands between the timer, which plans reminders, and the news of a cancellation: whichever comes second sees the first.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.notifications.domain.telling import Telling, Template, notification_id, ways
from shared.events.decider import Decider
from shared.events.event import Event
from shared.kernel.command import Command
from shared.kernel.ids import Code


class SessionReminded(Event, title="Przygotowano przypomnienia o zajęciach", published=False):
    """These participants are to be reminded of a session."""

    project: Code
    session: UUID
    participants: tuple[UUID, ...]

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "session": "90b8b0a4-6a1c-4f8e-9d8c-7c3f4b7f2a10",
        "participants": ["b2a4ad0e-4a39-4f5c-8b3e-0d3a1c0b7e55"],
    }


class SessionCalledOff(Event, title="Zaniechano przypomnień o zajęciach", published=False):
    """The session does not take place: nobody is reminded of it any more."""

    project: Code
    session: UUID

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "session": "90b8b0a4-6a1c-4f8e-9d8c-7c3f4b7f2a10",
    }


class RemindOfSession(Command):
    """Remind participants of a session that comes soon."""

    project: Code
    session: UUID
    activity: UUID
    on: date
    participants: tuple[UUID, ...] = Field(min_length=1, max_length=500)


class CallOff(Command):
    """The session was cancelled."""

    project: Code
    session: UUID


MeetingCommand: TypeAlias = RemindOfSession | CallOff


class Meeting(BaseModel):
    """What decisions need: who was reminded, and whether the session still takes place."""

    model_config = ConfigDict(frozen=True)

    reminded: tuple[UUID, ...] = ()
    called_off: bool = False


def evolve(meeting: Meeting, event: Event) -> Meeting:
    match event:
        case SessionReminded(participants=participants):
            return meeting.model_copy(update={"reminded": (*meeting.reminded, *participants)})
        case SessionCalledOff():
            return meeting.model_copy(update={"called_off": True})
    return meeting


def decide(meeting: Meeting, command: MeetingCommand) -> list[Event]:
    """Remind who was not reminded yet of a session that takes place. Refuses nothing: what is done or off is left out."""
    if meeting.called_off:
        return []
    match command:
        case CallOff(project=project, session=session):
            return [SessionCalledOff(project=project, session=session)]
        case RemindOfSession(project=project, session=session, participants=participants):
            fresh = _without(participants, meeting.reminded)
            return [SessionReminded(project=project, session=session, participants=fresh)] if fresh else []


def reminder(command: RemindOfSession, participant: UUID) -> Telling:
    """What one participant is told of the session, which is the cause."""
    return Telling(
        project=command.project,
        application=participant,
        template=Template.SESSION_REMINDER,
        cause=command.session,
        on=command.on,
        activity=command.activity,
        session=command.session,
    )


def reminders(meeting: Meeting, session: UUID) -> list[UUID]:
    """The notifications that were planned of the session, in the order of their ids: streams are locked in that order."""
    template = Template.SESSION_REMINDER
    ids = [notification_id(session, who, template, channel) for who in meeting.reminded for channel in ways(template)]
    return sorted(ids, key=str)


MEETING = Decider("meeting", Meeting(), evolve)
"""Stream `meeting:<session>`; its name comes before `notification:`, so it is locked first."""


def _without(participants: tuple[UUID, ...], reminded: tuple[UUID, ...]) -> tuple[UUID, ...]:
    known = frozenset(reminded)
    return tuple(dict.fromkeys(who for who in participants if who not in known))
