"""A line of a budget movement by movement: what made the amount that is left, and since which movement it is overdrawn.

In the order of the business days; what is committed, incurred and left after each movement is what `execution` says of the
line when nothing later is known.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from services.finance.domain.entries import Entry, EntryKind
from services.finance.domain.split import ZERO
from services.finance.domain.words import LineCode
from shared.events.event import Part
from shared.kernel.command import View
from shared.kernel.money import Zloty


class MovementKind(StrEnum):
    """What moved the line: money was bound or freed, or a booking of this kind was made."""

    COMMITMENT = "commitment"
    RELEASE = "release"
    EXPENSE = "expense"
    INELIGIBLE = "ineligible"
    CORRECTION = "correction"


class Movement(View):
    """By how much committed and incurred moved on a day, and what was left of the plan then. PLN."""

    on: date
    kind: MovementKind
    expense: UUID | None
    commitment: UUID | None
    committed: Zloty
    incurred: Zloty
    left: Zloty


class _Bound(Part):
    """A commitment as far as it is known (PLN); a document may come before its contract."""

    amount: Decimal = ZERO
    drawn: Decimal = ZERO
    released: bool = False

    @property
    def committed(self) -> Decimal:
        return ZERO if self.released else max(self.amount - self.drawn, ZERO)


class _Step(Part):
    """What one entry does to the line; `bound`: the commitment afterwards."""

    entry: Entry
    commitment: UUID | None
    committed: Decimal
    incurred: Decimal


def history(line: LineCode, planned: Decimal, entries: Iterable[Entry]) -> list[Movement]:
    """The movements of a line, the oldest first. `planned`: what the version in force has for it."""
    left, found = planned, list[Movement]()
    for step in _steps(line, sorted(entries, key=lambda one: (one.effective_on, one.recorded_at, one.entry))):
        left -= step.committed + step.incurred
        found.append(
            Movement(
                on=step.entry.effective_on,
                kind=MovementKind(step.entry.booking or step.entry.kind),
                expense=step.entry.expense,
                commitment=step.commitment,
                committed=step.committed,
                incurred=step.incurred,
                left=left,
            )
        )
    return found


def over_since(movements: Sequence[Movement]) -> int | None:
    """Which movement took the line over its plan, where it has stayed since; None: it is not over."""
    since = None
    for place, one in enumerate(movements):
        if one.left >= 0:
            since = None
        elif since is None:
            since = place
    return since


def _steps(line: LineCode, entries: Iterable[Entry]) -> Iterator[_Step]:
    bound: dict[UUID | None, _Bound] = {}
    mine = set[UUID | None]()
    for entry in entries:
        match entry.kind:
            case EntryKind.COMMITMENT if entry.line == line:
                mine.add(entry.commitment)
                yield _moved(bound, entry, entry.commitment, amount=entry.amount or ZERO)
            case EntryKind.RELEASE if entry.commitment in mine:
                yield _moved(bound, entry, entry.commitment, released=True)
            case EntryKind.BOOKING:
                for row in entry.rows:
                    if row.line == line:
                        yield _booked(bound, entry, row.commitment, row.eligible)


def _moved(bound: dict[UUID | None, _Bound], entry: Entry, commitment: UUID | None, **changes: object) -> _Step:
    before = bound.get(commitment, _Bound())
    bound[commitment] = before.model_copy(update=changes)
    committed = bound[commitment].committed - before.committed
    return _Step(entry=entry, commitment=commitment, committed=committed, incurred=ZERO)


def _booked(bound: dict[UUID | None, _Bound], entry: Entry, commitment: UUID | None, eligible: Decimal) -> _Step:
    if commitment is None:
        return _Step(entry=entry, commitment=None, committed=ZERO, incurred=eligible)
    drawn = bound.get(commitment, _Bound()).drawn + eligible
    return _moved(bound, entry, commitment, drawn=drawn).model_copy(update={"incurred": eligible})
