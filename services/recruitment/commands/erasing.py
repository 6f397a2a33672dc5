"""Erasing: proposed, approved by another person, carried out in parts, each whole in its own transaction.

A part destroys the keys, tells of it and forgets the cards at once, so that a crash leaves whole parts and the rest to come.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from pydantic import Field

from services.recruitment.domain.erasure import (
    AT_ONCE,
    ERASURE,
    Approve,
    CarryOut,
    Entered,
    Erasure,
    ErasureKind,
    Halt,
    HaltReason,
    Propose,
    decide,
    due,
    erase,
    kept_as,
    without_place,
)
from services.recruitment.domain.person import PERSON, Person, SubjectErased
from services.recruitment.domain.retention import RETENTION, Retention, check_over, is_over
from services.recruitment.domain.retention_events import RetentionEnded
from services.recruitment.domain.retention_rules import Whom
from services.recruitment.domain.subject_request import SUBJECT_REQUEST, ConfirmErasure
from services.recruitment.domain.subject_request import decide as decide_on_request
from services.recruitment.domain.subject_request_events import RequestKind
from services.recruitment.projections.caseload import check_cases
from services.recruitment.projections.erasure import applications_of
from services.recruitment.projections.person import forget_person, ids_of, names_in
from services.recruitment.projections.project import find_project
from services.recruitment.projections.retention import entries_of, nobody_left
from services.recruitment.projections.subject_request import find_request, for_erasure
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, Refused
from shared.kernel.ids import Code, derived_id, new_id
from shared.operations.erasure import destroy_for_ever, owners_of
from shared.operations.erasure import erase as destroy_and_confirm
from shared.privacy.ring import Owner
from shared.store.answer import Answer
from shared.store.keyring import destroy_project
from shared.store.load import Loaded
from shared.store.transaction import Transaction


class ProposeErasure(Command):
    """Erase who is due: candidates who never had a place, everybody, or the person of one request."""

    project: Code
    kind: ErasureKind
    request: UUID | None = Field(default=None, description="the request for erasure, with kind `request`")


class ApproveErasure(Command):
    """Agree to an erasure that somebody else proposed."""

    batch: UUID


class CarryOutErasure(Command):
    """The next part of an approved erasure."""

    batch: UUID


class Gone(NamedTuple):
    """Somebody who was erased after the backup that was restored."""

    person: UUID
    project: Code


class EraseAgain(Command):
    """Erase once more who was erased before a restore."""

    people: tuple[Gone, ...] = Field(max_length=AT_ONCE)


class ProposalAnswer(Answer):
    """The erasure and how many people it is about."""

    batch_id: UUID
    people: int


class ErasureAnswer(Answer):
    """How many people this part erased, and how many are still to come: they follow by themselves."""

    erased: int
    left: int


async def propose_erasure(command: ProposeErasure, tx: Transaction) -> ProposalAnswer:
    """Propose to erase everybody whose retention is over today; 10 000 people at most, the others are proposed again.

    Refused: `retention_not_set`, `retention_suspended`, `retention_not_over` (with the basis and the last day),
    `retention_ended`, `nobody_due`, `request_missing`, `not_for_erasure`.
    """
    await find_project(tx.db, tx.who, command.project)
    retention = await tx.load(RETENTION, command.project)
    entries = await entries_of(tx.db, command.project)
    people = await _proposed(tx, command, entries, retention.state)
    await check_cases(tx.db, tx.who, command.project, people, "kind")
    batch = new_id()
    stream = tx.create(ERASURE, batch)
    proposal = Propose(
        batch=batch,
        project=command.project,
        kind=command.kind,
        request=command.request,
        people=tuple(sorted(people)),
        by=tx.who.actor,
    )
    tx.append(stream, decide(stream.state, proposal))
    return ProposalAnswer(batch_id=batch, people=len(stream.state.left))


async def approve_erasure(command: ApproveErasure, tx: Transaction) -> ErasureAnswer:
    """Agree to an erasure and carry out its first part; the others follow by themselves. It cannot be undone.

    Refused: `same_person`, `already_approved`, and, where it changed meanwhile, as `propose_erasure` is.
    """
    batch = await tx.existing(ERASURE, command.batch, field="batch")
    project = batch.state.proposal.project
    await find_project(tx.db, tx.who, project)
    await check_cases(tx.db, tx.who, project, batch.state.left, "batch")
    tx.append(batch, decide(batch.state, Approve(by=tx.who.actor)))
    part = await _part(tx, batch)
    check_over(part.retention.state, _whom(batch.state, part.entries), tx.today)
    return await _carried_out(tx, batch, part)


async def carry_out_erasure(command: CarryOutErasure, tx: Transaction) -> ErasureAnswer:
    """The next part; nobody more once the retention was suspended or extended. Only the timer calls this."""
    batch = await tx.existing(ERASURE, command.batch, field="batch")
    if batch.state.finished or not batch.state.approved:
        return ErasureAnswer(erased=0, left=0)
    part = await _part(tx, batch)
    halted = _halted(batch.state, part, tx.today)
    if halted is not None:
        tx.append(batch, decide(batch.state, Halt(reason=halted)))
        return ErasureAnswer(erased=0, left=0)
    return await _carried_out(tx, batch, part)


async def erase_again(command: EraseAgain, tx: Transaction) -> ErasureAnswer:
    """Before opening after a restore: what was erased after the backup is erased again, whatever retention says now."""
    streams = {person: await tx.load(PERSON, person) for person in sorted({one.person for one in command.people}, key=str)}
    projects = sorted({one.project for one in command.people})
    retentions = [await tx.load(RETENTION, project) for project in projects]
    erased = [person for one in command.people for person in await _erase(tx, [streams[one.person]], one.project)]
    await _destroy(tx)
    await destroy_for_ever(tx.db, [Owner(str(one.person), one.project) for one in command.people])
    for project, retention in zip(projects, retentions, strict=True):
        await _end_if_nobody_left(tx, retention, project)
    await tx.db.driver.execute(REDONE, [one.person for one in command.people], [one.project for one in command.people])
    return ErasureAnswer(erased=len(erased), left=0)


REDONE = """
DELETE FROM keyring.to_erase USING unnest($1::uuid[], $2::text[]) AS gone (person, project)
WHERE (to_erase.person, to_erase.project) = (gone.person, gone.project)
"""


class _Part(NamedTuple):
    """The next people of an erasure, locked, and what is known of their retention at this moment."""

    people: list[Loaded[Person]]
    retention: Loaded[Retention]
    entries: list[Entered]


async def _part(tx: Transaction, batch: Loaded[Erasure]) -> _Part:
    """The locks of these people keep anybody from giving them a place meanwhile."""
    people = [await tx.load(PERSON, person) for person in sorted(batch.state.next_part, key=str)]
    project = batch.state.proposal.project
    retention = await tx.load(RETENTION, project)
    return _Part(people, retention, await entries_of(tx.db, project))


async def _carried_out(tx: Transaction, batch: Loaded[Erasure], part: _Part) -> ErasureAnswer:
    project = batch.state.proposal.project
    is_due = due(part.entries, part.retention.state, tx.today)
    erased = await _erase(tx, [one for one in part.people if _person(one) in is_due], project)
    kept = tuple(person for person in batch.state.next_part if person not in set(erased))
    await _confirm_requests(tx, erased, part.entries, project)
    tx.append(batch, decide(batch.state, CarryOut(erased=erased, kept=kept)))
    await _destroy(tx)
    if batch.state.finished:
        await _end_if_nobody_left(tx, part.retention, project)
    return ErasureAnswer(erased=len(erased), left=len(batch.state.left))


async def _erase(tx: Transaction, people: Sequence[Loaded[Person]], project: Code) -> tuple[UUID, ...]:
    """Say of each of them that they are erased, and forget their cards; who was erased before is passed over.

    What stands under another id of theirs goes along, unless that id has a card of its own here: its turn comes.
    """
    gone = []
    for stream in people:
        person = _person(stream)
        ids = await ids_of(tx.db, person)
        own_turn = {card.person for card in await names_in(tx.db, project, ids)} - {person}
        going = [one for one in ids if one not in own_turn]
        told = SubjectErased(person=person, project=project, applications=await applications_of(tx.db, going, project))
        if events := erase(stream.state, told):
            tx.append(stream, events)
            await forget_person(tx.db, person, project)
            await destroy_for_ever(tx.db, [Owner(str(one), project) for one in going if one != person])
            gone.append(person)
    return tuple(gone)


async def _confirm_requests(tx: Transaction, people: Sequence[UUID], entries: Collection[Entered], project: Code) -> None:
    """Who asked for it has been answered by it."""
    ids = {one for entry in entries if entry.person in set(people) for one in (entry.person, entry.human)}
    for request in await for_erasure(tx.db, ids, project):
        stream = await tx.load(SUBJECT_REQUEST, request)
        tx.append(stream, decide_on_request(stream.state, ConfirmErasure(project=project)))


async def _end_if_nobody_left(tx: Transaction, retention: Loaded[Retention], project: Code) -> None:
    """The last of a project whose retention is over: every key of the project goes."""
    state = retention.state
    if not is_over(state, Whom.PARTICIPANTS, tx.today) or not await nobody_left(tx.db, project):
        return
    if not state.ended:
        tx.append(retention, [RetentionEnded(project=project)])
    await destroy_project(tx.db, project)


async def _destroy(tx: Transaction) -> None:
    """The keys of everybody who is said to be erased; an event's id follows from its place in the transaction."""
    appended = [event for stream in tx.loaded for event in stream.new]
    for place, event in enumerate(appended):
        if isinstance(event, SubjectErased):
            await destroy_and_confirm(tx.db, event, derived_id(str(tx.command), place))
            tx.keys.forget(owners_of(event))


async def _proposed(tx: Transaction, command: ProposeErasure, entries: Collection[Entered], retention: Retention) -> set[UUID]:
    """Whom it is about; all of them are due."""
    if retention.ended and not entries:
        raise Refused("retention_ended", field="project", rule="the data of the project is erased already")
    match command.kind:
        case ErasureKind.CANDIDATES:
            check_over(retention, Whom.CANDIDATES, tx.today)
            return due(entries, retention, tx.today) & without_place(entries)
        case ErasureKind.EVERYBODY:
            check_over(retention, Whom.PARTICIPANTS, tx.today)
            return due(entries, retention, tx.today)
        case ErasureKind.REQUEST:
            ids = await _who_asked(tx, command)
            check_over(retention, kept_as(ids, entries), tx.today)
            return {entry.person for entry in entries if entry.person in ids}


async def _who_asked(tx: Transaction, command: ProposeErasure) -> set[UUID]:
    """Every id of who asked to be erased in this project."""
    if command.request is None:
        raise Invalid("request_missing", field="request", rule="this kind of erasure names the request that it follows")
    request = await find_request(tx.db, command.request)
    if request.kind is not RequestKind.ERASURE or command.project not in request.projects:
        raise Refused("not_for_erasure", field="request", rule="the request is not about erasure in this project")
    return set(await ids_of(tx.db, request.person))


def _whom(erasure: Erasure, entries: Collection[Entered]) -> Whom:
    """Whose last day must have passed."""
    match erasure.proposal.kind:
        case ErasureKind.CANDIDATES:
            return Whom.CANDIDATES
        case ErasureKind.EVERYBODY:
            return Whom.PARTICIPANTS
        case ErasureKind.REQUEST:
            return kept_as(erasure.left, entries)


def _halted(erasure: Erasure, part: _Part, today: date) -> HaltReason | None:
    if part.retention.state.suspended:
        return HaltReason.SUSPENDED
    return None if is_over(part.retention.state, _whom(erasure, part.entries), today) else HaltReason.EXTENDED


def _person(stream: Loaded[Person]) -> UUID:
    return UUID(stream.stream.partition(":")[2])
