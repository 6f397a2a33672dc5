"""Places: asking for one, answering an offer, letting offers expire, changing the limit."""

from enum import StrEnum
from uuid import UUID

from services.recruitment.domain.application import (
    APPLICATION,
    ApplicationSubmitted,
    check_eligible,
    check_not_withdrawn,
    form_situation,
)
from services.recruitment.domain.definition import Limit
from services.recruitment.domain.person import PERSON
from services.recruitment.domain.place_events import ParticipantRecruited
from services.recruitment.domain.places import PLACES
from services.recruitment.domain.placing import AcceptOffer, ChangeLimit, ClaimPlace, ExpireOffers, RefuseOffer, decide
from services.recruitment.domain.priority import priority_groups
from services.recruitment.domain.words import Sex
from services.recruitment.projections.caseload import project_of_case
from services.recruitment.projections.project import find_project
from shared.kernel.command import Command
from shared.kernel.errors import NotFound
from shared.kernel.ids import Code
from shared.privacy.personal import Personal, to_seal
from shared.store.answer import Answer
from shared.store.transaction import Transaction


class Outcome(StrEnum):
    """What became of somebody who asked for a place."""

    RECRUITED = "recruited"
    RESERVE_LIST = "reserve_list"


class RecruitCandidate(Command):
    """An eligible applicant asks for a place."""

    application: UUID


class AcceptReservePlace(Command):
    """The candidate takes the offered place."""

    application: UUID


class RefuseReservePlace(Command):
    """The candidate does not want the offered place."""

    application: UUID


class ChangeGroupLimit(Command):
    """A new number of places of a target group, by an approved change of the project."""

    project: Code
    target_group: Code
    limit: Limit
    reason: Personal


class ExpireGroupOffers(Command):
    """The business date moved on: offers of the group that nobody answered are over."""

    project: Code
    target_group: Code


class RecruitAnswer(Answer):
    """`recruited`: a place was free, nobody waited and no offer was open; `reserve_list`: the candidate stands on the list."""

    outcome: Outcome


async def recruit_candidate(command: RecruitCandidate, tx: Transaction) -> RecruitAnswer:
    """Give an eligible applicant a place, or put them on the reserve list of their target group."""
    application = await tx.existing(APPLICATION, command.application, field="application")
    form = application.state.form
    project = await project_of_case(tx.db, tx.who, form.project, form.person)
    check_eligible(application.state)
    claim = ClaimPlace(
        application=form.application,
        person=form.person,
        sex=await _sex(tx, form.person),
        applied_at=form.applied_at,
        priority_groups=priority_groups(project.recruitment, form_situation(form)),
        premises_count=len(form.premises),
        on=tx.today,
    )
    places = await tx.load(PLACES, form.project, form.target_group)
    events = decide(places.state, claim)
    tx.append(places, events)
    recruited = isinstance(events[0], ParticipantRecruited)
    return RecruitAnswer(outcome=Outcome.RECRUITED if recruited else Outcome.RESERVE_LIST)


async def accept_offer(command: AcceptReservePlace, tx: Transaction) -> Answer:
    """Take the offered place; refused after the last day of the offer (`offer_expired`)."""
    form = await _form(tx, command.application)
    sex = await _sex(tx, form.person)
    accepted = AcceptOffer(application=form.application, person=form.person, sex=sex, on=tx.today)
    places = await tx.load(PLACES, form.project, form.target_group)
    tx.append(places, decide(places.state, accepted))
    return Answer()


async def refuse_offer(command: RefuseReservePlace, tx: Transaction) -> Answer:
    """Say no to the offered place; it is offered to the next of the list at once."""
    form = await _form(tx, command.application)
    places = await tx.load(PLACES, form.project, form.target_group)
    tx.append(places, decide(places.state, RefuseOffer(application=form.application, on=tx.today)))
    return Answer()


async def change_group_limit(command: ChangeGroupLimit, tx: Transaction) -> Answer:
    """Give a target group more or fewer places; new places are offered to the list, in its order, at once.

    Refused below the taken and offered places (`limit_below_taken`). With `If-Match`, the ETag of `target_group`, refused
    when the places changed meanwhile (`stale_version`).
    """
    await find_project(tx.db, tx.who, command.project)
    places = await tx.load(PLACES, command.project, command.target_group, expected=tx.expected)
    if not places.exists:
        raise NotFound("unknown_target_group", field="target_group", rule="the project has no such target group")
    reason = to_seal(command.reason)
    tx.append(places, decide(places.state, ChangeLimit(limit=command.limit, reason=reason, on=tx.today)))
    return Answer()


async def expire_offers(command: ExpireGroupOffers, tx: Transaction) -> Answer:
    """End the offers whose last day has passed; each place is offered on. Only the timer calls this."""
    places = await tx.load(PLACES, command.project, command.target_group)
    tx.append(places, decide(places.state, ExpireOffers(on=tx.today)))
    return Answer()


async def _form(tx: Transaction, application: UUID) -> ApplicationSubmitted:
    """The form of an application that was not withdrawn, of somebody the caller's account reaches."""
    stream = await tx.existing(APPLICATION, application, field="application")
    form = stream.state.form
    await project_of_case(tx.db, tx.who, form.project, form.person)
    check_not_withdrawn(stream.state)
    return form


async def _sex(tx: Transaction, person: UUID) -> Sex:
    """The person's sex as it stands; the lock keeps it so until the place is given."""
    stream = await tx.existing(PERSON, person, field="person")
    assert stream.state.sex is not None, "a person begins with a PESEL number"
    return stream.state.sex
