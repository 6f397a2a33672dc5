"""A notification: planned once for each event that calls for it, however often that event arrives."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.decider import Decider
from shared.events.event import Event
from shared.kernel.command import Command
from shared.kernel.ids import Code


class Template(StrEnum):
    """What is said; the words stand in the template, never in an event."""

    RESERVE_PLACE_OFFERED = "reserve_place_offered"


class Channel(StrEnum):
    """How it reaches the person: a letter of the centre, or a note to staff inside Kładka."""

    LETTER = "letter"
    IN_APP = "in_app"


class NotificationPlanned(Event, title="Zaplanowano powiadomienie"):
    """Somebody is to be told something about an application."""

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "notification": "0b0f5f6e-9a1c-5f58-8a52-2f1f3c1b7a01",
        "application": "5a3f7c2e-1d4b-4a6f-9e0d-7b8c9d0e1f2a",
        "template": "reserve_place_offered",
        "channel": "letter",
    }

    project: Code
    notification: UUID
    application: UUID
    template: Template
    channel: Channel


class PlanNotification(Command):
    """Tell somebody. `notification` follows from the event that is its cause."""

    project: Code
    notification: UUID
    application: UUID
    template: Template


class Notification(BaseModel):
    """What a decision needs: what is planned already."""

    model_config = ConfigDict(frozen=True)

    planned: Template | None = None


def evolve(notification: Notification, event: Event) -> Notification:
    match event:
        case NotificationPlanned():
            return Notification(planned=event.template)
    return notification


def decide(notification: Notification, command: PlanNotification) -> list[Event]:
    """Plan it, unless that was done for the same cause."""
    if notification.planned is not None:
        return []
    return [
        NotificationPlanned(
            project=command.project,
            notification=command.notification,
            application=command.application,
            template=command.template,
            channel=channel_of(command.template),
        )
    ]


def channel_of(template: Template) -> Channel:
    """The way a message goes. A candidate has no account here, so an offer of a place goes as a letter."""
    match template:
        case Template.RESERVE_PLACE_OFFERED:
            return Channel.LETTER


NOTIFICATION = Decider("notification", Notification(), evolve)
"""Stream `notification:<id>`."""
