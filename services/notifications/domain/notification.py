"""A notification: planned once for its cause, person and way; withdrawn at most once, when what it told is off."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.notifications.domain.telling import Channel, Decision, PlanNotification, Template
from shared.events.decider import Decider
from shared.events.event import Event
from shared.kernel.command import Command
from shared.kernel.ids import Code


class WithdrawalCause(StrEnum):
    """Why a message is not to be sent after all."""

    SESSION_CANCELLED = "session_cancelled"
    SUBJECT_ERASED = "subject_erased"


class NotificationPlanned(Event, title="Zaplanowano powiadomienie"):
    """Somebody is to be told something about an application; name and address are fetched when it is sent."""

    project: Code
    notification: UUID
    application: UUID
    template: Template
    channel: Channel
    cause: UUID
    """The event that called for it, or the session of a reminder."""
    on: date
    """The day of what is told: of the decision, the contract, the session, the first or last day of support."""
    decision: Decision | None = None
    answer_by: date | None = None
    due: date | None = None
    activity: UUID | None = None
    session: UUID | None = None

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "notification": "0b0f5f6e-9a1c-5f58-8a52-2f1f3c1b7a01",
        "application": "5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40",
        "template": "reserve_place_offered",
        "channel": "letter",
        "cause": "c7a1d0f2-52a4-5a0e-9d3c-2f8b6f0f7d11",
        "on": "2021-03-01",
        "decision": None,
        "answer_by": "2021-03-08",
        "due": None,
        "activity": None,
        "session": None,
    }


class NotificationWithdrawn(Event, title="Wycofano powiadomienie"):
    """What was to be told is no longer so: it is not to be sent."""

    project: Code
    notification: UUID
    because: WithdrawalCause

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "notification": "0b0f5f6e-9a1c-5f58-8a52-2f1f3c1b7a01",
        "because": "session_cancelled",
    }


class WithdrawNotification(Command):
    """Do not send it."""

    because: WithdrawalCause


NotificationCommand: TypeAlias = PlanNotification | WithdrawNotification


class Notification(BaseModel):
    """What a decision needs: what is planned already, and whether that still stands."""

    model_config = ConfigDict(frozen=True)

    planned: NotificationPlanned | None = None
    withdrawn: bool = False


def evolve(notification: Notification, event: Event) -> Notification:
    match event:
        case NotificationPlanned():
            return Notification(planned=event)
        case NotificationWithdrawn():
            return notification.model_copy(update={"withdrawn": True})
    return notification


def decide(notification: Notification, command: NotificationCommand) -> list[Event]:
    """Plan it unless that was done for the same cause; withdraw what is planned and stands."""
    match command:
        case PlanNotification():
            return [] if notification.planned else [_planned(command)]
        case WithdrawNotification(because=because):
            return _withdrawn(notification, because)


NOTIFICATION = Decider("notification", Notification(), evolve)
"""Stream `notification:<id>`."""


def _planned(command: PlanNotification) -> NotificationPlanned:
    return NotificationPlanned(
        notification=command.notification, channel=command.channel, **command.telling.model_dump(exclude_unset=True)
    )


def _withdrawn(notification: Notification, because: WithdrawalCause) -> list[Event]:
    planned = notification.planned
    if planned is None or notification.withdrawn:
        return []
    return [NotificationWithdrawn(project=planned.project, notification=planned.notification, because=because)]
