"""Participation: it starts on the day of the first support under a contract and moves when that support does."""

from datetime import date
from typing import assert_never
from uuid import UUID

from pydantic import Field

from services.recruitment.domain.dates import completed_years
from services.recruitment.domain.participation_events import (
    ContractSigned,
    ParticipationEnded,
    ParticipationStartCorrected,
    ParticipationStarted,
    SupportReceived,
    SupportTakenBack,
)
from services.recruitment.domain.words import EndReason, ServiceClass
from shared.events.decider import Decider
from shared.events.event import Event, Part
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, Refused
from shared.kernel.ids import Code

FINISHED = frozenset({EndReason.PATH_COMPLETED, EndReason.EMPLOYMENT})
"""Reasons that finish participation (decision D20: also leaving for a job); all others interrupt it."""
REMOVED = frozenset({EndReason.RULES_BROKEN, EndReason.FALSE_DATA})
"""Reasons for which the centre strikes somebody off: never along the path."""


class Support(Part):
    """A session at which the participant was present."""

    session: UUID
    on: date
    service_class: ServiceClass


class Participation(Part):
    """What decisions about a participation need."""

    signed_on: date | None = None
    supports: tuple[Support, ...] = ()
    started_on: date | None = None
    ended_on: date | None = None

    @property
    def first(self) -> Support | None:
        """The earliest support; of several on one day the one that was recorded first."""
        return min(self.supports, key=lambda support: support.on, default=None)

    def support(self, session: UUID) -> Support | None:
        return next((support for support in self.supports if support.session == session), None)


class ReceiveSupport(Command):
    """The participant was present at a session."""

    project: Code
    participant: UUID
    session: UUID
    on: date
    service_class: ServiceClass
    born_on: date = Field(repr=False)


class TakeSupportBack(Command):
    """The participant was not present at a session after all."""

    project: Code
    participant: UUID
    session: UUID
    on: date
    born_on: date = Field(repr=False)


ParticipationCommand = ContractSigned | ReceiveSupport | TakeSupportBack | ParticipationEnded


def evolve(participation: Participation, event: Event) -> Participation:
    match event:
        case ContractSigned():
            return participation.model_copy(update={"signed_on": event.signed_on})
        case SupportReceived():
            support = Support(session=event.session, on=event.on, service_class=event.service_class)
            return participation.model_copy(update={"supports": (*participation.supports, support)})
        case SupportTakenBack():
            left = tuple(support for support in participation.supports if support.session != event.session)
            return participation.model_copy(update={"supports": left})
        case ParticipationStarted() | ParticipationStartCorrected():
            return participation.model_copy(update={"started_on": event.on})
        case ParticipationEnded():
            return participation.model_copy(update={"ended_on": event.on})
        case _:
            return participation


PARTICIPATION = Decider("participation", Participation(), evolve)


def decide(participation: Participation, command: ParticipationCommand) -> list[Event]:
    """What a contract, a support or an end makes of a participation. A contract and an end come as the fact they become.

    Raises `Refused`: `contract_already_signed`, `contract_missing`, `participation_ended`, `participation_not_started`,
    `support_after_end`; `Invalid`: `end_before_start`, `reason_contradicts_path`.
    """
    match command:
        case ContractSigned():
            return _sign(participation, command)
        case ReceiveSupport():
            return _receive(participation, command)
        case TakeSupportBack():
            return _take_back(participation, command)
        case ParticipationEnded():
            return _end(participation, command)
        case _ as never:
            assert_never(never)


def finishes(reason: EndReason, *, along_path: bool) -> bool:
    """Does an end finish participation, so that its place stays taken for good (decision D11a)?"""
    return along_path or reason in FINISHED


def check_not_started(participation: Participation) -> None:
    """Who takes part does not withdraw but ends. Raises `Refused` (`participation_started`)."""
    if participation.started_on is not None:
        raise Refused("participation_started", field="application", rule="who has started ends the participation instead")


def _sign(participation: Participation, signed: ContractSigned) -> list[Event]:
    if participation.signed_on is not None:
        raise Refused("contract_already_signed", field="application", rule="a participant has one contract at a time")
    return [signed]


def _receive(participation: Participation, command: ReceiveSupport) -> list[Event]:
    if participation.signed_on is None or command.on < participation.signed_on:
        raise Refused("contract_missing", field="on", rule="support is given on or after the day the contract was signed")
    if participation.ended_on is not None and command.on > participation.ended_on:
        raise Refused("participation_ended", field="on", rule="support lies inside the participation")
    if participation.support(command.session):
        return []
    return _and_start(participation, SupportReceived(**command.model_dump(exclude={"born_on"})), command.born_on)


def _take_back(participation: Participation, command: TakeSupportBack) -> list[Event]:
    known = participation.support(command.session)
    if known is None:
        return []
    taken_back = SupportTakenBack(**command.model_dump(exclude={"born_on"}), service_class=known.service_class)
    events = _and_start(participation, taken_back, command.born_on)
    if participation.ended_on is not None and PARTICIPATION.fold(participation, events).started_on is None:
        raise Refused("participation_ended", field="on", rule="a participation that ended had at least one support")
    return events


def _and_start(participation: Participation, fact: SupportReceived | SupportTakenBack, born_on: date) -> list[Event]:
    """The fact, and what it makes of the start."""
    first, previous = evolve(participation, fact).first, participation.started_on
    who = {"project": fact.project, "participant": fact.participant}
    on = first.on if first else None
    if on == previous:
        return [fact]
    if previous is not None:
        age = completed_years(born_on, on) if on else None
        return [fact, ParticipationStartCorrected(**who, previous=previous, on=on, age=age)]
    assert first is not None
    age = completed_years(born_on, first.on)
    return [fact, ParticipationStarted(**who, on=first.on, age=age, session=first.session)]


def _end(participation: Participation, ended: ParticipationEnded) -> list[Event]:
    if participation.ended_on is not None:
        raise Refused("participation_ended", field="application", rule="participation ends once")
    if participation.started_on is None:
        raise Refused("participation_not_started", field="application", rule="who has not started withdraws instead")
    if ended.on < participation.started_on:
        raise Invalid("end_before_start", field="on", rule="participation ends on or after the day it started")
    if any(support.on > ended.on for support in participation.supports):
        raise Refused("support_after_end", field="on", rule="the last support lies inside the participation")
    if _contradiction(ended):
        raise Invalid(
            "reason_contradicts_path", field="along_path", rule="a completed path is along the path, a removal is not"
        )
    return [ended]


def _contradiction(ended: ParticipationEnded) -> bool:
    return (ended.reason is EndReason.PATH_COMPLETED and not ended.along_path) or (ended.reason in REMOVED and ended.along_path)
