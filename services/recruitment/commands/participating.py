"""Taking part: the contract, the support that starts participation, and its end."""

import json
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.recruitment import people
from services.recruitment.domain.dates import check_day, check_lateness
from services.recruitment.domain.participation import PARTICIPATION, ReceiveSupport, TakeSupportBack, decide, finishes
from services.recruitment.domain.participation_events import ContractSigned, ParticipationEnded
from services.recruitment.domain.places import PLACES
from services.recruitment.domain.placing import ReleasePlace
from services.recruitment.domain.placing import decide as decide_on_places
from services.recruitment.domain.words import ApplicationStatus, EndReason
from services.recruitment.projections.application import ApplicationCard, find_application
from services.recruitment.projections.caseload import check_cases
from services.recruitment.projections.project import find_project
from services.recruitment.reads import AttendanceCorrected, WorkshopAttended
from shared.events.event import Sealed
from shared.http.scope import check_scope
from shared.kernel.command import Command
from shared.kernel.errors import NotFound, Refused
from shared.privacy.personal import Personal, to_seal
from shared.store.answer import Answer
from shared.store.transaction import Transaction

PARTICIPANTS = frozenset({ApplicationStatus.RECRUITED, ApplicationStatus.PARTICIPATING, ApplicationStatus.ENDED})
"""Who holds a place, or held it until the end of participation."""


class SignContract(Command):
    """A social contract that was signed."""

    application: UUID
    signed_on: date
    goals: Annotated[tuple[Personal, ...], Field(min_length=1, max_length=20)] | None = None
    late_reason: Personal | None = Field(default=None, description="needed more than 7 days after the signature")


class EndParticipation(Command):
    """The last day of participation and why it was the last."""

    application: UUID
    on: date
    reason: EndReason
    along_path: bool = Field(description="did it end along the agreed path (zgodnie ze ścieżką)")
    late_reason: Personal | None = Field(default=None, description="needed more than 7 days after the last day")


async def sign_contract(command: SignContract, tx: Transaction) -> Answer:
    """Record a signed social contract; participation starts with the first support on or after that day.

    Refused for somebody without a place (`not_recruited`) and for a second contract (`contract_already_signed`).
    """
    participation = await tx.load(PARTICIPATION, command.application)
    card = await participant_card(tx, command.application, "application")
    await _check_dates(tx, card, command.signed_on, "signed_on")
    check_lateness(command.signed_on, tx.today, command.late_reason)
    signed = ContractSigned(
        project=card.project,
        participant=card.application,
        person=card.person,
        signed_on=command.signed_on,
        goals=_goals(command),
        late_reason=to_seal(command.late_reason),
    )
    tx.append(participation, decide(participation.state, signed))
    return Answer()


async def end_participation(command: EndParticipation, tx: Transaction) -> Answer:
    """End participation; the last day still counts.

    A finished participation (along the path, completed, or for a job) keeps its place for good; an interrupted one
    releases it, and the place is offered to the first of the list.
    """
    participation = await tx.load(PARTICIPATION, command.application)
    card = await participant_card(tx, command.application, "application")
    await _check_dates(tx, card, command.on, "on")
    check_lateness(command.on, tx.today, command.late_reason)
    ended = ParticipationEnded(
        project=card.project,
        participant=card.application,
        person=card.person,
        on=command.on,
        along_path=command.along_path,
        reason=command.reason,
        late_reason=to_seal(command.late_reason),
    )
    tx.append(participation, decide(participation.state, ended))
    if not finishes(command.reason, along_path=command.along_path):
        places = await tx.load(PLACES, card.project, card.target_group)
        release = ReleasePlace(participant=card.application, reason=command.reason.value, on=tx.today)
        tx.append(places, decide_on_places(places.state, release))
    return Answer()


async def receive_support(presence: WorkshopAttended | AttendanceCorrected, tx: Transaction) -> None:
    """The participant was present at a session; the first one under the contract starts participation.

    Raises `Refused` (`unknown_participant`, `not_recruited`, `contract_missing`, `participation_ended`) and `Invalid`.
    """
    participation = await tx.load(PARTICIPATION, presence.participant)
    support = ReceiveSupport(**await _said(presence, tx), service_class=presence.service_class)
    tx.append(participation, decide(participation.state, support))


async def take_support_back(presence: AttendanceCorrected, tx: Transaction) -> None:
    """The participant was not present after all: the start moves to the next support, or is undone.

    A support that was refused when it was reported is not known here, so nothing is taken back.
    """
    participation = await tx.load(PARTICIPATION, presence.participant)
    if not participation.state.support(presence.session):
        return
    support = TakeSupportBack(**await _said(presence, tx))
    tx.append(participation, decide(participation.state, support))


async def _said(presence: WorkshopAttended | AttendanceCorrected, tx: Transaction) -> dict[str, Any]:
    """What a support and its taking back have in common.

    Raises what `participant_card` does, and `Invalid` for a day outside the project.
    """
    card = await participant_card(tx, presence.participant, "participant")
    await _check_dates(tx, card, presence.on, "on")
    born_on = await people.birth_date(tx, card.person, card.project)
    who = {"project": card.project, "participant": card.application}
    return who | {"session": presence.session, "on": presence.on, "born_on": born_on}


async def participant_card(tx: Transaction, application: UUID, field: str) -> ApplicationCard:
    """Whose place it is, read under the participation's lock.

    Raises `NotFound`, `Forbidden` (`project_out_of_scope`, `person_out_of_scope`) and `Refused` (`not_recruited`).
    """
    try:
        card = await find_application(tx.db, application)
    except NotFound:
        raise NotFound(f"unknown_{field}", field=field, rule=f"there is no such {field}") from None
    check_scope(tx.who, card.project)
    await check_cases(tx.db, tx.who, card.project, [card.person], field)
    if card.status not in PARTICIPANTS:
        raise Refused("not_recruited", field=field, rule="only somebody with a place takes part")
    return card


async def _check_dates(tx: Transaction, card: ApplicationCard, on: date, field: str) -> None:
    project = await find_project(tx.db, tx.who, card.project)
    check_day(on, tx.today, project.period, field)


def _goals(command: SignContract) -> Sealed | None:
    if command.goals is None:
        return None
    return Sealed.of(json.dumps([goal.get_secret_value().strip() for goal in command.goals], ensure_ascii=False))
