"""Applying: the form and the person behind it, its assessment, and giving up before participation started."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, NaiveDatetime, WithJsonSchema

from services.recruitment import people
from services.recruitment.domain.application import (
    APPLICATION,
    ApplicationSubmitted,
    Assess,
    AssignCaseWorker,
    Withdraw,
    decide,
    recruiting,
)
from services.recruitment.domain.dates import check_day
from services.recruitment.domain.definition import Exclusive
from services.recruitment.domain.participation import PARTICIPATION, check_not_started
from services.recruitment.domain.pesel import check_age
from services.recruitment.domain.places import PLACES
from services.recruitment.domain.placing import GiveUp
from services.recruitment.domain.placing import decide as decide_on_places
from services.recruitment.domain.words import DisabilityDegree, DisabilityKind, LabourStatus, WithdrawalReason
from services.recruitment.projections.application import (
    SET_RULES,
    exclusive_elsewhere,
    find_application,
    finished_before,
    open_in,
)
from services.recruitment.projections.caseload import project_of_case
from services.recruitment.projections.person import ids_of
from services.recruitment.projections.project import ProjectCard, find_project
from shared.events.event import Part
from shared.http.roles import Role
from shared.kernel.caseload import Caseload
from shared.kernel.clock import LOCAL
from shared.kernel.command import Command
from shared.kernel.errors import Forbidden, Invalid, NotFound, Refused
from shared.kernel.ids import Code, new_id
from shared.store.answer import Answer
from shared.store.transaction import Transaction, Who


def _to_the_minute(value: datetime) -> datetime:
    return value.replace(second=0, microsecond=0)


LocalMinute = Annotated[NaiveDatetime, AfterValidator(_to_the_minute), WithJsonSchema(LOCAL)]
"""A time on the clock in Poland, without a zone; seconds do not count."""


class Disability(Part):
    """The degree in the certificate and the kinds that the project takes first."""

    degree: DisabilityDegree
    kinds: frozenset[DisabilityKind] = frozenset()


class SubmitApplication(Command):
    """The recruitment form of one person for one target group."""

    project: Code
    target_group: Code
    person: people.NewPerson
    applied_at: LocalMinute = Field(
        description="when the person applied, not when it is typed in", examples=["2021-02-01T09:15"]
    )
    premises: tuple[Code, ...] = Field(description="codes of the project's own list of premises")
    disability: Disability
    labour_status: LabourStatus
    no_same_support: bool = Field(description="the person declared not to use the same support elsewhere")
    in_education: bool = Field(default=False, description="the person attends school on that day")


class ApplicationAnswer(Answer):
    """The application and the person it belongs to: random ids. Who may be the same human being is for a worker to look at."""

    application_id: UUID
    person_id: UUID
    possible_duplicates: tuple[people.Likely, ...] = ()


class AssessApplication(Command):
    """Whether the applicant may take part."""

    application: UUID
    eligible: bool
    reasons: tuple[Code, ...] = Field(default=(), description="why not, as codes; at least one for a rejection")


class WithdrawApplication(Command):
    """The applicant gives up."""

    application: UUID
    on: date | None = Field(default=None, description="when the person said so; today when left out")
    reason: WithdrawalReason


async def submit_application(command: SubmitApplication, tx: Transaction) -> ApplicationAnswer:
    """Take in an application; the person is registered, or recognised by PESEL number or document. An account of own cases
    is the person's case worker from then on, one of its organisation's people belongs to a recruiting one
    (`organisation_not_recruiting`).

    Refused when the person has an open application in the project (`application_already_open`), takes part in a project
    that excludes it (`person_in_other_project`), or has not declared not to use the same support (`declaration_missing`:
    the kinds of support themselves are not compared yet).
    """
    project = await find_project(tx.db, tx.who, command.project)
    applied_on = command.applied_at.date()
    _check_form(command, project)
    check_day(applied_on, tx.today, project.period, "applied_at")
    recruited_by = _recruited_by(tx.who, project)
    _check_age(command.person, applied_on, project)
    person = await people.register(tx, command.person, command.project)
    await _check_alone(tx, person, project, applied_on)
    likely = await people.likely_duplicates(tx, person, command.person, command.project)
    application = new_id()
    stream = tx.create(APPLICATION, application)
    tx.append(stream, [_form(command, application, person, recruited_by)])
    if tx.who.caseload is Caseload.OWN:
        tx.append(stream, decide(stream.state, AssignCaseWorker(application=application, case_worker=tx.who.actor)))
    return ApplicationAnswer(application_id=application, person_id=person, possible_duplicates=likely)


async def assess_application(command: AssessApplication, tx: Transaction) -> Answer:
    """Say whether an applicant may take part; done once, by a worker of one of the recruiting organisations."""
    application = await tx.existing(APPLICATION, command.application, field="application")
    form = application.state.form
    project = await project_of_case(tx.db, tx.who, form.project, form.person)
    assessment = Assess(**dict(command), organisation=tx.who.organisation, recruiting=project.organisations)
    tx.append(application, decide(application.state, assessment))
    return Answer()


async def assign_case_worker(command: AssignCaseWorker, tx: Transaction) -> Answer:
    """Say who of the staff works with the person. Only a coordinator gives a case to somebody else (`not_for_others`)."""
    if Role.COORDINATOR not in tx.who.roles and command.case_worker != tx.who.actor:
        rule = "a coordinator gives cases to others; everybody else takes them"
        raise Forbidden("not_for_others", field="case_worker", rule=rule)
    application = await tx.existing(APPLICATION, command.application, field="application")
    form = application.state.form
    await project_of_case(tx.db, tx.who, form.project, form.person)
    tx.append(application, decide(application.state, command))
    return Answer()


async def withdraw_application(command: WithdrawApplication, tx: Transaction) -> Answer:
    """Give up before participation started: an application, the waiting, an offer or a place; a place is offered on.

    Refused when participation has started (`participation_started`): then it is ended.
    """
    application = await tx.existing(APPLICATION, command.application, field="application")
    participation = await tx.load(PARTICIPATION, command.application)
    form = application.state.form
    project = await project_of_case(tx.db, tx.who, form.project, form.person)
    on = command.on or tx.today
    check_day(on, tx.today, project.period, "on")
    check_not_started(participation.state)
    withdrawal = Withdraw(application=command.application, on=on, reason=command.reason)
    withdrawn = decide(application.state, withdrawal)
    await _check_open(tx, command.application)
    tx.append(application, withdrawn)
    places = await tx.load(PLACES, form.project, form.target_group)
    gives_up = GiveUp(application=command.application, reason=command.reason.value, on=tx.today)
    tx.append(places, decide_on_places(places.state, gives_up))
    return Answer()


async def _check_open(tx: Transaction, application: UUID) -> None:
    card = await find_application(tx.db, application)
    if not card.is_open:
        raise Refused("application_closed", field="application", rule="the application has come to its end already")


def _check_form(command: SubmitApplication, project: ProjectCard) -> None:
    """Codes that exist, each once, and the declaration. Raises `Invalid` and `NotFound`."""
    if command.target_group not in [group.target_group for group in project.target_groups]:
        raise NotFound("unknown_target_group", field="target_group", rule="the project has no such target group")
    if set(command.premises) - {premise.code for premise in project.recruitment.premises}:
        raise Invalid("unknown_premise", field="premises", rule="premises are codes of the project's own list")
    if len(set(command.premises)) < len(command.premises):
        raise Invalid("duplicate_premise", field="premises", rule="each premise is named once")
    if project.recruitment.exclusive is Exclusive.SAME_SUPPORT and not command.no_same_support:
        rule = "the person declares not to use the same support in other projects"
        raise Refused("declaration_missing", field="no_same_support", rule=rule)


def _recruited_by(who: Who, project: ProjectCard) -> Code | None:
    """Whose people the applicant will be among. Raises `Forbidden` where the account would lose them from sight."""
    found = recruiting(who.organisation, project.organisations)
    if found is None and who.caseload is Caseload.ORGANISATION:
        rule = "an account of its organisation's people takes applications in where that organisation recruits"
        raise Forbidden("organisation_not_recruiting", field="project", rule=rule)
    return found


def _check_age(new: people.NewPerson, on: date, project: ProjectCard) -> None:
    identity = people.identified(new)
    assert identity.born_on is not None, "a candidate's birth date is known"
    field = "person.birth_date" if identity.pesel is None else "person.pesel"
    min_age = project.recruitment.min_age
    check_age(identity.born_on, on, min_age, field, unusual_confirmed=new.unusual_age_confirmed)


async def _check_alone(tx: Transaction, person: UUID, project: ProjectCard, on: date) -> None:
    """Every id of the person counts. One open application under one id is kept by the index as well."""
    ids = await ids_of(tx.db, person)
    if len(ids) > 1 and await open_in(tx.db, ids, project.project):
        raise SET_RULES["one_open_application"]
    elsewhere = await exclusive_elsewhere(tx.db, ids, project.project, on, project.recruitment.exclusive)
    if elsewhere is not None:
        rule = "one of the two projects takes nobody who is in another one"
        raise Refused("person_in_other_project", field="person", rule=rule, project=elsewhere.project)
    if await finished_before(tx.db, ids, project.project):
        rule = "who finished a project keeps the place in it and does not apply for a second one"
        raise Refused("already_took_part", field="person", rule=rule)


def _form(command: SubmitApplication, application: UUID, person: UUID, recruited_by: Code | None) -> ApplicationSubmitted:
    return ApplicationSubmitted(
        project=command.project,
        application=application,
        target_group=command.target_group,
        person=person,
        applied_on=command.applied_at.date(),
        applied_at=command.applied_at,
        premises=command.premises,
        disability_degree=command.disability.degree,
        disability_kinds=tuple(sorted(command.disability.kinds)),
        labour_status=command.labour_status,
        no_same_support=command.no_same_support,
        in_education=command.in_education,
        recruited_by=recruited_by,
    )
