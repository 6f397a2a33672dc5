"""An erasure: proposed by one person, approved by another, then carried out in parts until nobody of it is left.

Whoever is no longer due when their turn comes is kept. What was erased stays so: a part that comes twice erases nothing.
"""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, assert_never
from uuid import UUID

from services.recruitment.domain.identity import Capacity
from services.recruitment.domain.person import Person, SubjectErased
from services.recruitment.domain.retention import Retention, is_over
from services.recruitment.domain.retention_rules import Whom
from shared.events.decider import Decider
from shared.events.event import Event, Part
from shared.kernel.command import Command
from shared.kernel.errors import Forbidden, Refused
from shared.kernel.ids import Code

AT_ONCE = 200
"""People of one transaction."""
LARGEST = 10_000
"""People of one erasure; who is left over is proposed again."""
BATCH: dict[str, Any] = {"batch": "4d1f7a52-2f64-4d0e-8f0a-1f6c0b7f2a33", "project": "gora-pomocy-3"}
SOMEBODY = "8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11"
SOMEONE_OF_STAFF = "0f5b7c1e-93b1-4c55-8a5e-3e1f0a6d2b77"


class ErasureKind(StrEnum):
    """Who is erased: those who never had a place, everybody of the project, or one person who asked for it."""

    CANDIDATES = "candidates"
    EVERYBODY = "everybody"
    REQUEST = "request"


class HaltReason(StrEnum):
    """Why an approved erasure goes no further: its retention changed meanwhile."""

    SUSPENDED = "suspended"
    EXTENDED = "extended"


class ErasureProposed(Event, title="Zaproponowano usunięcie danych", published=False):
    """Somebody proposed to erase these people; another person decides."""

    batch: UUID
    project: Code
    kind: ErasureKind
    request: UUID | None = None
    people: tuple[UUID, ...]
    proposed_by: UUID
    """The account of who proposed it."""

    example: ClassVar[Mapping[str, Any]] = BATCH | {
        "kind": "candidates",
        "request": None,
        "people": [SOMEBODY],
        "proposed_by": SOMEONE_OF_STAFF,
    }


class ErasureApproved(Event, title="Zatwierdzono usunięcie danych", published=False):
    """A second person agreed."""

    batch: UUID
    project: Code
    approved_by: UUID

    example: ClassVar[Mapping[str, Any]] = BATCH | {"approved_by": SOMEONE_OF_STAFF}


class PeopleErased(Event, title="Usunięto dane części osób", published=False):
    """A part was carried out; `kept` were no longer due, or were erased before."""

    batch: UUID
    project: Code
    erased: tuple[UUID, ...]
    kept: tuple[UUID, ...]

    example: ClassVar[Mapping[str, Any]] = BATCH | {"erased": [SOMEBODY], "kept": []}


class ErasureHalted(Event, title="Przerwano usuwanie danych", published=False):
    """The retention was suspended or extended after it had been approved: who is left is proposed again later."""

    batch: UUID
    project: Code
    reason: HaltReason

    example: ClassVar[Mapping[str, Any]] = BATCH | {"reason": "suspended"}


class ErasureCompleted(Event, title="Zakończono usuwanie danych", published=False):
    """Nobody of it is left."""

    batch: UUID
    project: Code

    example: ClassVar[Mapping[str, Any]] = BATCH


class Erasure(Part):
    """What decisions need. `left`: whose turn is still to come."""

    proposed: ErasureProposed | None = None
    approved: bool = False
    finished: bool = False
    left: tuple[UUID, ...] = ()

    @property
    def proposal(self) -> ErasureProposed:
        assert self.proposed is not None, "an erasure begins with its proposal"
        return self.proposed

    @property
    def next_part(self) -> tuple[UUID, ...]:
        return self.left[:AT_ONCE]


class Propose(Command):
    """Propose to erase these people, who are all due."""

    batch: UUID
    project: Code
    kind: ErasureKind
    request: UUID | None
    people: tuple[UUID, ...]
    by: UUID


class Approve(Command):
    """Agree, as another person."""

    by: UUID


class CarryOut(Command):
    """A part was erased, in this very transaction."""

    erased: tuple[UUID, ...]
    kept: tuple[UUID, ...]


class Halt(Command):
    """Go no further."""

    reason: HaltReason


ErasureCommand = Propose | Approve | CarryOut | Halt


def evolve(erasure: Erasure, event: Event) -> Erasure:
    match event:
        case ErasureProposed():
            return Erasure(proposed=event, left=event.people)
        case ErasureApproved():
            return erasure.model_copy(update={"approved": True})
        case PeopleErased():
            done = {*event.erased, *event.kept}
            return erasure.model_copy(update={"left": tuple(one for one in erasure.left if one not in done)})
        case ErasureHalted() | ErasureCompleted():
            return erasure.model_copy(update={"finished": True})
        case _:
            return erasure


ERASURE = Decider("erasure", Erasure(), evolve)


def decide(erasure: Erasure, command: ErasureCommand) -> list[Event]:
    """Propose, approve, note a part that was carried out, or halt.

    Raises `Forbidden` (`same_person`), `Refused` (`nobody_due`, `already_approved`).
    """
    match command:
        case Propose():
            return [_proposed(command)]
        case Approve(by=by):
            return [_approved(erasure, by)]
        case CarryOut(erased=erased, kept=kept):
            return _carried_out(erasure, erased, kept)
        case Halt(reason=reason):
            return [ErasureHalted(**_which(erasure), reason=reason)]
        case _ as never:
            assert_never(never)


def _proposed(command: Propose) -> ErasureProposed:
    if not command.people and command.kind is not ErasureKind.EVERYBODY:
        raise Refused("nobody_due", field="kind", rule="nobody of these is in the registry of the project any more")
    named = {name: getattr(command, name) for name in ("batch", "project", "kind", "request")}
    return ErasureProposed(**named, people=command.people[:LARGEST], proposed_by=command.by)


def _approved(erasure: Erasure, by: UUID) -> ErasureApproved:
    if erasure.approved:
        raise Refused("already_approved", field="batch", rule="it was approved before")
    if by == erasure.proposal.proposed_by:
        raise Forbidden("same_person", field="batch", rule="who proposed an erasure does not approve it")
    return ErasureApproved(**_which(erasure), approved_by=by)


def _carried_out(erasure: Erasure, erased: tuple[UUID, ...], kept: tuple[UUID, ...]) -> list[Event]:
    which = _which(erasure)
    part: list[Event] = [PeopleErased(**which, erased=erased, kept=kept)] if erased or kept else []
    left = set(erasure.left) - {*erased, *kept}
    return part if left else [*part, ErasureCompleted(**which)]


def _which(erasure: Erasure) -> dict[str, Any]:
    return {"batch": erasure.proposal.batch, "project": erasure.proposal.project}


def erase(person: Person, erased: SubjectErased) -> list[Event]:
    """Erase somebody in a project; who is not known there, or was erased before, is not erased again."""
    return [erased] if erased.project in person.projects else []


class Entered(Part):
    """An entry of a project's registry. `human`: whom the entry stands for; `of`: whom each capacity belongs to, if anybody."""

    person: UUID
    human: UUID
    applied: bool
    had_place: bool
    capacities: tuple[tuple[Capacity, UUID | None], ...]


def without_place(entries: Collection[Entered]) -> set[UUID]:
    """Entries of candidates who never had a place, with those who are known only as theirs; all entries of a human alike.

    Who is also known as a volunteer, a supplier or a contact, or belongs to somebody with a place, is kept with everybody.
    """
    placed = {entry.human for entry in entries if entry.had_place}
    applied = {entry.human for entry in entries if entry.applied}
    others = _other_capacities(entries)
    alone = {human for human in applied - placed if not others[human]}
    theirs = {human for human in others.keys() - placed if others[human] and others[human] <= alone}
    return {entry.person for entry in entries if entry.human in alone | theirs}


def kept_as(human: Collection[UUID], entries: Collection[Entered]) -> Whom:
    """Whose period holds for a human being, given all their ids and all entries of the project."""
    mine = {entry.person for entry in entries if entry.person in human}
    return Whom.CANDIDATES if mine and mine <= without_place(entries) else Whom.PARTICIPANTS


def due(entries: Collection[Entered], retention: Retention, today: date) -> set[UUID]:
    """Entries whose own last day of keeping has passed."""
    candidates = without_place(entries)
    everybody = {entry.person for entry in entries}
    found = everybody - candidates if is_over(retention, Whom.PARTICIPANTS, today) else set()
    return found | candidates if is_over(retention, Whom.CANDIDATES, today) else found


def _other_capacities(entries: Collection[Entered]) -> dict[UUID, set[UUID | None]]:
    """Whom each human being belongs to besides being a candidate; None: to nobody, as a volunteer does."""
    humans = {entry.person: entry.human for entry in entries}
    found: dict[UUID, set[UUID | None]] = {human: set() for human in humans.values()}
    for entry in entries:
        of = {of and humans.get(of, of) for capacity, of in entry.capacities if capacity is not Capacity.CANDIDATE}
        found[entry.human] |= of
    return found
