"""A call to complete: an applicant owes evidence until a day. Nobody is rejected by its passing; a worker decides."""

from datetime import date, timedelta
from uuid import UUID

from services.recruitment.domain.application import Application, check_assessable, check_not_withdrawn
from services.recruitment.domain.call_events import ApplicantCalledToComplete
from shared.events.event import Event
from shared.kernel.command import Command
from shared.kernel.ids import Code


class CallToComplete(Command):
    """Evidence of `criteria` is missing; `days`: of the project's own rules, calendar days after `on`."""

    application: UUID
    criteria: tuple[Code, ...]
    on: date
    days: int
    organisation: str
    recruiting: tuple[Code, ...]

    @property
    def complete_by(self) -> date:
        """The last day."""
        return self.on + timedelta(days=self.days)


def decide(application: Application, command: CallToComplete) -> list[Event]:
    """Call on an applicant who is not assessed; the same call on the same day changes nothing, any other replaces the last.

    Raises `Refused` (`application_withdrawn`, `already_assessed`), `Forbidden` (`organisation_not_recruiting`).
    """
    check_not_withdrawn(application)
    check_assessable(application, command.organisation, command.recruiting)
    call = ApplicantCalledToComplete(
        project=application.form.project,
        application=command.application,
        criteria=command.criteria,
        complete_by=command.complete_by,
    )
    return [] if call == application.call else [call]
