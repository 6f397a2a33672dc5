"""What is told: the templates, the ways they go and the facts of one cause; never a reason, a name or an address.

A person is named by the application alone: it belongs to exactly one person, and a participant's id is the application's.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from shared.kernel.command import Command
from shared.kernel.ids import Code, derived_id


class Template(StrEnum):
    """What is said; the words stand in `templates/`, never in an event."""

    DECISION = "decision"
    RESERVE_LIST = "reserve_list"
    RESERVE_PLACE_OFFERED = "reserve_place_offered"
    CONTRACT_SIGNED = "contract_signed"
    PARTICIPATION_STARTED = "participation_started"
    SESSION_REMINDER = "session_reminder"
    LEAVING_QUESTIONNAIRE = "leaving_questionnaire"


class Channel(StrEnum):
    """How it goes: a letter of the centre to the person, or a note to staff inside Kładka."""

    LETTER = "letter"
    IN_APP = "in_app"


class Decision(StrEnum):
    """What was decided; recruitment publishes as much."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    RECRUITED = "recruited"


LETTER_ALONE = (Channel.LETTER,)
WAYS: Mapping[Template, tuple[Channel, ...]] = MappingProxyType(
    {
        Template.RESERVE_PLACE_OFFERED: (Channel.LETTER, Channel.IN_APP),
        Template.LEAVING_QUESTIONNAIRE: (Channel.LETTER, Channel.IN_APP),
    }
)
"""A candidate has no account here, so every message goes as a letter; where a term runs, staff are told of it too."""


def ways(template: Template) -> tuple[Channel, ...]:
    return WAYS.get(template, LETTER_ALONE)


class Telling(Command):
    """One cause and what it has to say to one person.

    `cause`: the event, or the session of a reminder. `on`: the day of what is told. `due`: the last day to give data
    after leaving. `session` and `activity` are those of a reminder.
    """

    project: Code
    application: UUID
    template: Template
    cause: UUID
    on: date
    decision: Decision | None = None
    answer_by: date | None = None
    due: date | None = None
    activity: UUID | None = None
    session: UUID | None = None


class PlanNotification(Command):
    """Tell it by one way. `notification` follows from cause, person, template and way."""

    notification: UUID
    channel: Channel
    telling: Telling


def notification_id(cause: UUID, application: UUID, template: Template, channel: Channel) -> UUID:
    """The same cause, person, template and way give the same notification, however often the cause arrives."""
    return derived_id("notification", cause, application, template, channel)


def plans(telling: Telling) -> list[PlanNotification]:
    """One for each way the template goes, in the order of their ids: streams are locked in that order."""
    found = [
        PlanNotification(
            notification=notification_id(telling.cause, telling.application, telling.template, channel),
            channel=channel,
            telling=telling,
        )
        for channel in ways(telling.template)
    ]
    return sorted(found, key=lambda plan: str(plan.notification))
