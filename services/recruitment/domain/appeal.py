"""Appealing against a rejection: once, and decided by somebody else than who assessed."""

from datetime import date
from typing import assert_never
from uuid import UUID

from services.recruitment.domain.appeal_events import AppealDecided, AssessmentAppealed
from services.recruitment.domain.application import Application, check_not_withdrawn
from shared.events.event import Event
from shared.kernel.command import Command
from shared.kernel.errors import Forbidden, Invalid, Refused


class Appeal(Command):
    """Who was rejected appeals."""

    application: UUID
    on: date


class DecideAppeal(Command):
    """The decision of the account `by`; `assessed_by` is who assessed."""

    application: UUID
    upheld: bool
    on: date
    by: UUID
    assessed_by: UUID | None


def decide(application: Application, command: Appeal | DecideAppeal) -> list[Event]:
    """Appeal, or decide an appeal.

    Raises `Refused` (`application_withdrawn`, `application_not_assessed`, `nothing_to_appeal`, `already_appealed`,
    `no_open_appeal`), `Invalid` (`appealed_before_application`), `Forbidden` (`same_person`).
    """
    check_not_withdrawn(application)
    match command:
        case Appeal():
            return _appeal(application, command)
        case DecideAppeal():
            return _decide(application, command)
        case _ as never:
            assert_never(never)


def _appeal(application: Application, command: Appeal) -> list[Event]:
    form = application.form
    if application.eligible is None:
        raise Refused("application_not_assessed", field="application", rule="only an assessment can be appealed against")
    if application.appealed:
        raise Refused("already_appealed", field="application", rule="an assessment is appealed against once")
    if application.eligible:
        raise Refused("nothing_to_appeal", field="application", rule="a positive assessment is not appealed against")
    if command.on < form.applied_on:
        raise Invalid("appealed_before_application", field="on", rule="nobody appeals before applying")
    return [AssessmentAppealed(project=form.project, application=command.application, on=command.on)]


def _decide(application: Application, command: DecideAppeal) -> list[Event]:
    if not application.appeal_open:
        raise Refused("no_open_appeal", field="application", rule="only an open appeal is decided")
    if command.by == command.assessed_by:
        raise Forbidden("same_person", field="application", rule="who assessed an application does not decide the appeal")
    project = application.form.project
    return [AppealDecided(project=project, application=command.application, upheld=command.upheld, on=command.on)]
