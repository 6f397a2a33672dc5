"""What binds and uses up a budget: no line ever holds more than is planned on it, every booking is divided to the grosz."""

from datetime import date
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from services.finance.domain.budget import Budget, approved, booked
from services.finance.domain.budget_events import BookedRow, CommitmentReleased, ExpenseBooked, MoneyCommitted
from services.finance.domain.split import Frame, Share, Split, split
from services.finance.domain.words import Amount, BookingKind, DocumentNumber, LineCode, Positive, TaskKind
from shared.events.event import Event, Sealed
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, NotFound, Refused
from shared.kernel.ids import Code


class Commit(Command):
    """Bind money of a line from `on`, by a contract or by an activity."""

    project: Code
    commitment: UUID
    line: LineCode
    amount: Positive
    on: date
    today: date
    supplier: UUID | None = None
    contract_number: DocumentNumber | None = None
    activity: UUID | None = None


class Release(Command):
    """Free what a commitment has not used."""

    project: Code
    commitment: UUID
    reason: Sealed


class Portion(Command):
    """A row of a document, as far as the budget is concerned; `eligible` in PLN, signed."""

    row: int
    line: LineCode
    activity: UUID | None = None
    commitment: UUID | None = None
    eligible: Amount


class Book(Command):
    """Take an entry into the balance; `residual` is the place in `parts` that was asked to take the difference."""

    project: Code
    booking: UUID
    expense: UUID
    kind: BookingKind
    on: date
    supplier: UUID
    parts: tuple[Portion, ...]
    residual: int | None = None


LedgerCommand: TypeAlias = Commit | Release | Book


def decide(budget: Budget, command: LedgerCommand) -> list[Event]:
    """Bind, release, book.

    Raises `NotFound` (`unknown_budget`, `unknown_line`, `unknown_commitment`), `Invalid` (`date_in_future`) and `Refused`
    (`over_the_line`, `line_is_indirect`, `commitment_of_another_line`, `commitment_of_another_supplier`,
    `commitment_released`).
    """
    approved(budget)
    match command:
        case Commit():
            return [_commit(budget, command)]
        case Release():
            return [_release(budget, command)]
        case Book():
            return [_book(budget, command)]


def _commit(budget: Budget, command: Commit) -> MoneyCommitted:
    if command.on > command.today:
        rule = "a contract is signed by today"
        raise Invalid("date_in_future", field="contract.signed_on", rule=rule, today=str(command.today))
    _check_line(budget, command.line, "line")
    _check_room(budget.lines[command.line].amount, budget.bound(command.line) + command.amount, command.line, "amount")
    return MoneyCommitted(**command.model_dump(exclude={"today"}))


def _release(budget: Budget, command: Release) -> CommitmentReleased:
    commitment = budget.commitments.get(command.commitment)
    if commitment is None:
        raise NotFound("unknown_commitment", field="commitment", rule="there is no such commitment")
    if commitment.released:
        raise Refused("commitment_released", field="commitment", rule="a commitment is released once")
    return CommitmentReleased(project=command.project, commitment=command.commitment, reason=command.reason)


def _book(budget: Budget, command: Book) -> ExpenseBooked:
    if command.kind is BookingKind.EXPENSE:
        for part in command.parts:
            _check_line(budget, part.line, f"rows.{part.row}.line")
            _check_commitment(budget, part, command.supplier)
    after = budget
    for part in command.parts:
        after = booked(after, part.line, part.commitment, part.eligible)
    for part in command.parts:
        _check_growth(budget, after, part)
    amounts = [part.eligible for part in command.parts]
    divided = split(amounts, budget.eligible_so_far, budget.frame, command.residual)
    return ExpenseBooked(
        project=command.project,
        booking=command.booking,
        expense=command.expense,
        kind=command.kind,
        on=command.on,
        rows=tuple(_row(budget.frame, part, divided, place) for place, part in enumerate(command.parts)),
        eligible_so_far=after.eligible_so_far,
    )


def _row(frame: Frame, part: Portion, divided: Split, place: int) -> BookedRow:
    sources = zip(frame, divided.rows[place], strict=True)
    return BookedRow(
        **part.model_dump(),
        sources=tuple(Share(source=share.source, amount=amount) for share, amount in sources),
        residual=divided.residual == place,
    )


def _check_line(budget: Budget, line: LineCode, field: str) -> None:
    """Money is bound and booked on lines of direct tasks: indirect costs have no documents, they are a flat rate."""
    planned = budget.lines.get(line)
    if planned is None:
        raise NotFound("unknown_line", field=field, rule="the budget in force has no such line", line=line)
    if planned.kind is TaskKind.INDIRECT:
        raise Refused("line_is_indirect", field=field, rule="indirect costs are a flat rate, not documents", line=line)


def _check_commitment(budget: Budget, part: Portion, supplier: UUID) -> None:
    if part.commitment is None:
        return
    field, commitment = f"rows.{part.row}.commitment", budget.commitments.get(part.commitment)
    if commitment is None:
        raise NotFound("unknown_commitment", field=field, rule="the project has no such commitment")
    if commitment.line != part.line:
        rule = "a commitment is used on the line it binds"
        raise Refused("commitment_of_another_line", field=field, rule=rule, line=commitment.line)
    if commitment.supplier not in (None, supplier):
        rule = "a contract is used by documents of its own supplier"
        raise Refused("commitment_of_another_supplier", field=field, rule=rule, supplier=str(commitment.supplier))
    if commitment.released:
        raise Refused("commitment_released", field=field, rule="nothing is booked on a commitment that was released")


def _check_growth(before: Budget, after: Budget, part: Portion) -> None:
    bound = after.bound(part.line)
    if bound > before.bound(part.line):
        _check_room(after.lines[part.line].amount, bound, part.line, f"rows.{part.row}.eligible")


def _check_room(planned: Decimal, bound: Decimal, line: LineCode, field: str) -> None:
    if bound > planned:
        raise Refused(
            "over_the_line",
            field=field,
            rule="what is bound on a line is at most what is planned on it",
            line=line,
            planned=str(planned),
            bound=str(bound),
        )
