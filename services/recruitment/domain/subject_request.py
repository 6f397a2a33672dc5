"""A request of a person about their data: recorded when it comes, answered in each project, with a clock of 30 days.

Erasure is refused while a legal duty lasts; then processing is restricted, and the request is answered when the data goes.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, assert_never
from uuid import UUID

from services.recruitment.domain.subject_request_events import (
    AnswerKind,
    ProcessingRestricted,
    RefusalReason,
    RequestChannel,
    RequestKind,
    RestrictionLifted,
    SubjectRequestAnswered,
    SubjectRequestReceived,
    SubjectRequestRefused,
)
from shared.events.decider import Decider
from shared.events.event import Event, Part, Sealed
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, Refused
from shared.kernel.ids import Code

DAYS_TO_ANSWER = 30
"""Days from receipt (GDPR art. 12(3): a month; in February a month is shorter, so answer earlier then)."""
ANSWERS: Mapping[RequestKind, AnswerKind] = {
    RequestKind.ACCESS: AnswerKind.DATA_GIVEN,
    RequestKind.RECTIFICATION: AnswerKind.RECTIFIED,
    RequestKind.RESTRICTION: AnswerKind.RESTRICTED,
}
"""What an answer of a person means; erasure is answered by the erasure itself."""


class Duty(Part):
    """What keeps a project's data: its basis and last day; None: nothing is set yet, the project still goes on."""

    project: Code
    basis: Code | None
    until: date | None


class SubjectRequest(Part):
    """What decisions need. `open`: projects without an answer; `refused`: those that said no."""

    received: SubjectRequestReceived | None = None
    open: tuple[Code, ...] = ()
    refused: tuple[Code, ...] = ()
    restricted: tuple[Code, ...] = ()


class ReceiveRequest(Command):
    """Record a request. `duties`: projects that must keep the data; only asked of a request for erasure."""

    request: UUID
    person: UUID
    projects: tuple[Code, ...]
    kind: RequestKind
    received_on: date
    channel: RequestChannel
    duties: tuple[Duty, ...] = ()
    explanation: Sealed | None = None
    today: date


class AnswerRequest(Command):
    """It was done, in one project."""

    project: Code


class RefuseRequest(Command):
    """It is not done, in one project. `duty`: given with the reason `legal_duty`."""

    project: Code
    reason: RefusalReason
    duty: Duty | None = None
    explanation: Sealed


class LiftRestriction(Command):
    """The data may be used again, in one project."""

    project: Code
    reason: Sealed


class ConfirmErasure(Command):
    """The data of the person in this project is gone; a request for erasure is answered by that, also one that was refused."""

    project: Code


RequestCommand = ReceiveRequest | AnswerRequest | RefuseRequest | LiftRestriction | ConfirmErasure


def due_on(received_on: date) -> date:
    """The last day to answer."""
    return received_on + timedelta(days=DAYS_TO_ANSWER)


def evolve(request: SubjectRequest, event: Event) -> SubjectRequest:
    match event:
        case SubjectRequestReceived():
            return SubjectRequest(received=event, open=event.projects)
        case SubjectRequestAnswered():
            gone = {name: _without(getattr(request, name), event.project) for name in ("open", "refused")}
            lifted = (
                request.restricted if event.answer is not AnswerKind.ERASED else _without(request.restricted, event.project)
            )
            return request.model_copy(update=gone | {"restricted": lifted})
        case SubjectRequestRefused():
            closed = {"open": _without(request.open, event.project), "refused": (*request.refused, event.project)}
            return request.model_copy(update=closed)
        case ProcessingRestricted():
            return request.model_copy(update={"restricted": (*request.restricted, event.project)})
        case RestrictionLifted():
            return request.model_copy(update={"restricted": _without(request.restricted, event.project)})
        case _:
            return request


SUBJECT_REQUEST = Decider("subject_request", SubjectRequest(), evolve)


def decide(request: SubjectRequest, command: RequestCommand) -> list[Event]:
    """Record, answer or refuse a request, lift a restriction, or take note of an erasure.

    Raises `Invalid` (`date_in_future`, `explanation_missing`), `Refused` (`answered_by_erasure`, `not_open_in_project`,
    `no_legal_duty`, `not_restricted`).
    """
    match command:
        case ReceiveRequest():
            return _receive(command)
        case AnswerRequest():
            return _answer(request, command)
        case RefuseRequest():
            return _refuse(request, command)
        case LiftRestriction(project=project, reason=reason):
            if project not in request.restricted:
                raise Refused("not_restricted", field="project", rule="processing is not restricted there by this request")
            return [RestrictionLifted(**_whose(request), project=project, reason=reason)]
        case ConfirmErasure(project=project):
            return _confirm(request, project)
        case _ as never:
            assert_never(never)


def _receive(command: ReceiveRequest) -> list[Event]:
    if command.received_on > command.today:
        raise Invalid("date_in_future", field="received_on", rule="a request cannot come in the future")
    named = {name: getattr(command, name) for name in SubjectRequestReceived.model_fields}
    received = SubjectRequestReceived(**named)
    if command.kind is not RequestKind.ERASURE:
        return [received]
    request, events = evolve(SubjectRequest(), received), list[Event]([received])
    for duty in command.duties:
        events += _kept_by_duty(request, duty, command.explanation)
    return events


def _kept_by_duty(request: SubjectRequest, duty: Duty, explanation: Sealed | None) -> list[Event]:
    """Refused, and from now on left alone."""
    whose = _whose(request) | {"project": duty.project}
    refused = SubjectRequestRefused(
        **whose, reason=RefusalReason.LEGAL_DUTY, basis=duty.basis, until=duty.until, explanation=explanation
    )
    return [refused, ProcessingRestricted(**whose)]


def _answer(request: SubjectRequest, command: AnswerRequest) -> list[Event]:
    received = _check_open(request, command.project)
    answer = ANSWERS.get(received.kind)
    if answer is None:
        raise Refused("answered_by_erasure", field="request", rule="a request for erasure is answered by erasing")
    whose = _whose(request) | {"project": command.project}
    answered = SubjectRequestAnswered(**whose, answer=answer)
    return [answered, ProcessingRestricted(**whose)] if answer is AnswerKind.RESTRICTED else [answered]


def _refuse(request: SubjectRequest, command: RefuseRequest) -> list[Event]:
    received = _check_open(request, command.project)
    if command.reason is RefusalReason.LEGAL_DUTY:
        if received.kind is not RequestKind.ERASURE or command.duty is None:
            rule = "a legal duty stands against erasure alone, and only while the retention of the project lasts"
            raise Refused("no_legal_duty", field="reason", rule=rule)
        return _kept_by_duty(request, command.duty, command.explanation)
    whose = _whose(request) | {"project": command.project}
    return [SubjectRequestRefused(**whose, reason=command.reason, explanation=command.explanation)]


def _confirm(request: SubjectRequest, project: Code) -> list[Event]:
    received = request.received
    if received is None or received.kind is not RequestKind.ERASURE or project not in (*request.open, *request.refused):
        return []
    return [SubjectRequestAnswered(**_whose(request), project=project, answer=AnswerKind.ERASED)]


def _check_open(request: SubjectRequest, project: Code) -> SubjectRequestReceived:
    if request.received is None or project not in request.open:
        rule = "the request is not about this project, or was answered or refused there"
        raise Refused("not_open_in_project", field="project", rule=rule)
    return request.received


def _whose(request: SubjectRequest) -> dict[str, Any]:
    assert request.received is not None, "a request begins with its receipt"
    return {"request": request.received.request, "person": request.received.person}


def _without(projects: tuple[Code, ...], project: Code) -> tuple[Code, ...]:
    return tuple(one for one in projects if one != project)
