"""Requests of people about their data: recording, answering, refusing, and lifting a restriction."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.recruitment.domain.erasure import kept_as
from services.recruitment.domain.retention import RETENTION, Retention, is_over
from services.recruitment.domain.subject_request import (
    SUBJECT_REQUEST,
    AnswerRequest,
    Duty,
    LiftRestriction,
    ReceiveRequest,
    RefuseRequest,
    SubjectRequest,
    decide,
    due_on,
)
from services.recruitment.domain.subject_request_events import RefusalReason, RequestChannel, RequestKind
from services.recruitment.projections.caseload import check_cases, reach_of
from services.recruitment.projections.person import ids_of, projects_of, resolve
from services.recruitment.projections.project import find_project
from services.recruitment.projections.retention import entries_of
from shared.http.scope import check_scope, person_out_of_scope
from shared.kernel.command import Command
from shared.kernel.errors import NotFound, Refused
from shared.kernel.ids import Code, new_id
from shared.privacy.personal import Personal, to_seal
from shared.store.answer import Answer
from shared.store.load import Loaded
from shared.store.transaction import Transaction


class RecordSubjectRequest(Command):
    """Somebody asks about their own data. Without a project it is about all that know the person."""

    person: UUID
    project: Code | None = None
    kind: RequestKind
    received_on: date
    channel: RequestChannel
    explanation: Personal | None = Field(
        default=None, description="what the person is told where a legal duty stands against it"
    )


class AnswerSubjectRequest(Command):
    """What was asked for is done in this project."""

    request: UUID
    project: Code


class RefuseSubjectRequest(Command):
    """What was asked for is not done in this project, and what the person is told."""

    request: UUID
    project: Code
    reason: RefusalReason
    explanation: Personal


class LiftRestrictionOfProcessing(Command):
    """The data of the person may be used again in this project."""

    request: UUID
    project: Code
    reason: Personal


class SubjectRequestAnswer(Answer):
    """The request, the last day to answer it, and the projects in which a legal duty refused it at once."""

    request_id: UUID
    due_on: date
    refused_in: list[Code]


async def record_subject_request(command: RecordSubjectRequest, tx: Transaction) -> SubjectRequestAnswer:
    """Record a request. One for erasure is refused at once in each project whose legal duty lasts, with its basis and last
    day, and processing is restricted there; elsewhere it stays open until the data is erased.

    Refused: `unknown_person`, `person_not_in_project`, `date_in_future`.
    """
    projects = await _projects(tx, command)
    lasting = await _duties(tx, command.person, projects) if command.kind is RequestKind.ERASURE else []
    request = new_id()
    receipt = ReceiveRequest(
        **command.model_dump(include={"kind", "received_on", "channel"}),
        request=request,
        person=await resolve(tx.db, command.person),
        projects=tuple(projects),
        duties=tuple(lasting),
        explanation=to_seal(command.explanation),
        today=tx.today,
    )
    stream = tx.create(SUBJECT_REQUEST, request)
    tx.append(stream, decide(stream.state, receipt))
    refused = [duty.project for duty in lasting]
    return SubjectRequestAnswer(request_id=request, due_on=due_on(command.received_on), refused_in=refused)


async def answer_subject_request(command: AnswerSubjectRequest, tx: Transaction) -> Answer:
    """Say that it was done: the data given, corrected, or from now on left alone.

    Refused: `answered_by_erasure` for a request for erasure, `not_open_in_project`.
    """
    return await _decided(tx, command.request, AnswerRequest(project=command.project))


async def refuse_subject_request(command: RefuseSubjectRequest, tx: Transaction) -> Answer:
    """Say that it is not done, and why. Refused: `not_open_in_project`, `no_legal_duty` when none lasts."""
    explanation = to_seal(command.explanation)
    assert explanation is not None
    await find_project(tx.db, tx.who, command.project)
    retention = await tx.load(RETENTION, command.project)
    stream = await tx.existing(SUBJECT_REQUEST, command.request, field="request")
    await check_cases(tx.db, tx.who, command.project, [_person(stream)], "request")
    duty = await _duty(tx, _person(stream), command.project, retention.state)
    refusal = RefuseRequest(project=command.project, reason=command.reason, duty=duty, explanation=explanation)
    tx.append(stream, decide(stream.state, refusal))
    return Answer()


async def lift_restriction(command: LiftRestrictionOfProcessing, tx: Transaction) -> Answer:
    """Let the data be used again. Refused: `not_restricted`."""
    reason = to_seal(command.reason)
    assert reason is not None
    return await _decided(tx, command.request, LiftRestriction(project=command.project, reason=reason))


async def _decided(tx: Transaction, request: UUID, command: AnswerRequest | LiftRestriction) -> Answer:
    await find_project(tx.db, tx.who, command.project)
    stream = await tx.existing(SUBJECT_REQUEST, request, field="request")
    await check_cases(tx.db, tx.who, command.project, [_person(stream)], "request")
    tx.append(stream, decide(stream.state, command))
    return Answer()


async def _projects(tx: Transaction, command: RecordSubjectRequest) -> list[Code]:
    """The projects that the request is about; the caller's account reaches the person in each of them."""
    known = await projects_of(tx.db, command.person)
    if not known:
        raise NotFound("unknown_person", field="person", rule="there is no such person in the registry")
    asked = known if command.project is None else [command.project]
    reach = await reach_of(tx.db, tx.who, command.person)
    for project in asked:
        check_scope(tx.who, project)
        if reach is not None and project not in reach:
            raise person_out_of_scope("person")
    if command.project not in (None, *known):
        raise Refused("person_not_in_project", field="project", rule="the registry does not know the person in this project")
    return asked


async def _duties(tx: Transaction, person: UUID, projects: list[Code]) -> list[Duty]:
    """What keeps the data in each project; projects whose retention is over are not among them."""
    found = [await _duty(tx, person, one, (await tx.load(RETENTION, one)).state) for one in sorted(projects)]
    return [duty for duty in found if duty is not None]


async def _duty(tx: Transaction, person: UUID, project: Code, retention: Retention) -> Duty | None:
    """None: the person's data in this project may be erased."""
    whom = kept_as(await ids_of(tx.db, person), await entries_of(tx.db, project))
    if is_over(retention, whom, tx.today):
        return None
    return Duty(project=project, basis=retention.basis, until=retention.last_day(whom))


def _person(stream: Loaded[SubjectRequest]) -> UUID:
    assert stream.state.received is not None
    return stream.state.received.person
