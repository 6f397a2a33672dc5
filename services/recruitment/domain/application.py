"""An application: handed in, completed where evidence is missing, assessed once, open until it is rejected or given up."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, assert_never
from uuid import UUID

from services.recruitment.domain.appeal_events import AppealDecided, AssessmentAppealed
from services.recruitment.domain.call_events import ApplicantCalledToComplete
from services.recruitment.domain.priority import Situation
from services.recruitment.domain.words import DisabilityDegree, DisabilityKind, LabourStatus, WithdrawalReason
from shared.events.decider import Decider
from shared.events.event import Event, Part, Private
from shared.kernel.command import Command
from shared.kernel.errors import Forbidden, Invalid, Refused
from shared.kernel.ids import Code


class ApplicationSubmitted(Event, title="Złożono zgłoszenie", effective="applied_on"):
    """Somebody applied to a target group; what the form tells of the situation stays with recruitment."""

    project: Code
    application: UUID
    target_group: Code
    person: UUID
    applied_on: date
    applied_at: Private[datetime]
    """When the person applied, local time to the minute: not when it was typed in (decision D2)."""
    premises: Private[tuple[Code, ...]]
    disability_degree: Private[DisabilityDegree]
    disability_kinds: Private[tuple[DisabilityKind, ...]]
    labour_status: Private[LabourStatus]
    no_same_support: Private[bool]
    in_education: Private[bool] = False
    """Attends school on the day of the form."""
    recruited_by: Private[Code | None] = None
    """The recruiting organisation whose worker took the form in; None: a worker of another one did."""

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "application": "5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40",
        "target_group": "residents",
        "person": "8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11",
        "applied_on": "2021-02-01",
        "applied_at": "2021-02-01T09:15:00",
        "premises": ["art7", "po_pz"],
        "disability_degree": "none",
        "disability_kinds": [],
        "labour_status": "inactive",
        "no_same_support": True,
        "in_education": False,
        "recruited_by": "mops",
    }


class ApplicationAssessed(Event, title="Oceniono zgłoszenie"):
    """A recruiting organisation said whether the applicant may take part; the reasons stay with recruitment."""

    project: Code
    application: UUID
    eligible: bool
    organisation: Code
    reasons: Private[tuple[Code, ...]] = ()

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "application": "5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40",
        "eligible": True,
        "organisation": "mops",
        "reasons": [],
    }


class ApplicationWithdrawn(Event, title="Wycofano zgłoszenie", effective="on"):
    """The applicant gave up before participation started, from whatever place the application had reached."""

    project: Code
    application: UUID
    on: date
    reason: Private[WithdrawalReason]

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "application": "5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40",
        "on": "2021-03-01",
        "reason": "resigned",
    }


class CaseWorkerAssigned(Event, title="Wyznaczono pracownika prowadzącego", published=False):
    """Who of the staff works with the person, from now on; `case_worker` is an account."""

    project: Code
    application: UUID
    case_worker: UUID

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "application": "5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40",
        "case_worker": "3c5a7e90-1d2f-4b6a-8c8d-5e7f90a1b2c3",
    }


class Application(Part):
    """What decisions about an application need. `eligible` is None until it is assessed; `call`: what is owed now."""

    submitted: ApplicationSubmitted | None = None
    eligible: bool | None = None
    withdrawn: bool = False
    case_worker: UUID | None = None
    appealed: bool = False
    appeal_open: bool = False
    call: ApplicantCalledToComplete | None = None

    @property
    def form(self) -> ApplicationSubmitted:
        assert self.submitted is not None, "an application begins with its form"
        return self.submitted


def form_situation(form: ApplicationSubmitted) -> Situation:
    """What the form says of exclusion and disability."""
    kinds = frozenset(form.disability_kinds)
    return Situation(premises=frozenset(form.premises), degree=form.disability_degree, kinds=kinds)


class Assess(Command):
    """The assessment by a worker of `organisation`, one of the project's `recruiting` ones."""

    application: UUID
    eligible: bool
    reasons: tuple[Code, ...]
    organisation: str
    recruiting: tuple[Code, ...]


class AssignCaseWorker(Command):
    """Who of the staff works with the person from now on: the id of an account."""

    application: UUID
    case_worker: UUID


class Withdraw(Command):
    """The applicant gives up."""

    application: UUID
    on: date
    reason: WithdrawalReason


def evolve(application: Application, event: Event) -> Application:
    if isinstance(event, ApplicationSubmitted):
        return Application(submitted=event)
    if isinstance(event, ApplicantCalledToComplete):
        return application.model_copy(update={"call": event})
    return application.model_copy(update=_changes(event))


def _changes(event: Event) -> dict[str, Any]:
    match event:
        case ApplicationAssessed():
            return {"eligible": event.eligible, "call": None}
        case ApplicationWithdrawn():
            return {"withdrawn": True, "call": None}
        case CaseWorkerAssigned():
            return {"case_worker": event.case_worker}
        case AssessmentAppealed():
            return {"appealed": True, "appeal_open": True}
        case AppealDecided():
            return {"eligible": event.upheld, "appeal_open": False}
        case _:
            return {}


APPLICATION = Decider("application", Application(), evolve)


def decide(application: Application, command: Assess | Withdraw | AssignCaseWorker) -> list[Event]:
    """Assess an application once, withdraw it, or say who works with the person; the same one again changes nothing.

    Raises `Refused` (`already_assessed`, `application_withdrawn`, `application_rejected`), `Invalid`
    (`reasons_missing`, `withdrawn_before_application`), `Forbidden` (`organisation_not_recruiting`).
    """
    check_not_withdrawn(application)
    match command:
        case Assess():
            return _assess(application, command)
        case Withdraw():
            return _withdraw(application, command)
        case AssignCaseWorker():
            return _assign(application, command)
        case _ as never:
            assert_never(never)


def check_not_withdrawn(application: Application) -> None:
    if application.withdrawn:
        raise Refused("application_withdrawn", field="application", rule="it was withdrawn; the person may apply again")


def check_eligible(application: Application) -> None:
    """Only who was assessed as eligible may ask for a place.

    Raises `Refused` (`application_withdrawn`, `application_not_assessed`, `application_rejected`).
    """
    check_not_withdrawn(application)
    if application.eligible is None:
        raise Refused(
            "application_not_assessed", field="application", rule="an application is assessed before a place is given"
        )
    if not application.eligible:
        raise Refused("application_rejected", field="application", rule="the application was assessed as not eligible")


def recruiting(organisation: str, recruiters: Collection[Code]) -> Code | None:
    """The code of a worker's organisation, in small letters, if it is among the recruiting ones of a project."""
    code = organisation.casefold()
    return code if code in {one.casefold() for one in recruiters} else None


def check_assessable(application: Application, organisation: str, recruiters: Collection[Code]) -> Code:
    """The code of the organisation, if its workers may assess and nobody has.

    Raises `Refused` (`already_assessed`), `Forbidden` (`organisation_not_recruiting`).
    """
    code = recruiting(organisation, recruiters)
    if code is None:
        rule = "applications are assessed by workers of the project's recruiting organisations"
        raise Forbidden("organisation_not_recruiting", field="organisation", rule=rule)
    if application.eligible is not None:
        raise Refused("already_assessed", field="application", rule="an application is assessed once")
    return code


def _assess(application: Application, command: Assess) -> list[Event]:
    organisation = check_assessable(application, command.organisation, command.recruiting)
    if not command.eligible and not command.reasons:
        raise Invalid("reasons_missing", field="reasons", rule="a rejection names its reasons")
    return [
        ApplicationAssessed(
            project=application.form.project,
            application=command.application,
            eligible=command.eligible,
            organisation=organisation,
            reasons=command.reasons,
        )
    ]


def _withdraw(application: Application, command: Withdraw) -> list[Event]:
    form = application.form
    if application.eligible is False and not application.appeal_open:
        raise Refused("application_rejected", field="application", rule="there is nothing to withdraw: it was rejected")
    if command.on < form.applied_on:
        raise Invalid("withdrawn_before_application", field="on", rule="nobody gives up before applying")
    return [ApplicationWithdrawn(project=form.project, application=command.application, on=command.on, reason=command.reason)]


def _assign(application: Application, command: AssignCaseWorker) -> list[Event]:
    if application.case_worker == command.case_worker:
        return []
    return [CaseWorkerAssigned(project=application.form.project, **dict(command))]
