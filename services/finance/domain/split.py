"""Splitting eligible money into the sources of financing: after every entry the balance of the project is what the rule says.

The rule (decisions D29–D32 of the field, part 10.5), for the project so far:

* the share of a source is the exact fraction of the frame, its amount / total;
* each source in the order of the frame has half-up(eligible so far × share), no more than remains; the last has the rest;
* half-up is to the grosz, away from zero, so a correction takes back exactly what its entry gave.

An entry (a document, a correction) has per source what the balance moves by. Within it every row has its own half-up
value, and what the rows miss of the entry goes to one row: the one asked for, by default the last, if every source of it
then stays between 0 and what is eligible in the row; otherwise the next, upwards from there and round. When no single row
can take it (many rows of a grosz) the rule of the balance runs through the rows one by one, and none is the residual one.

With three sources or more, two may round up in the same entry; then the last gives a grosz back, and a part may lie a grosz
outside its row. The balance of the project comes first.

Invariant: rows add up to the entry, for each source; sources add up to what is eligible, in each row.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from services.finance.domain.words import Amount
from shared.events.event import Part
from shared.kernel.ids import Code

ZERO = Decimal("0.00")
Amounts: TypeAlias = tuple[Decimal, ...]
"""PLN for each source, in the order of the frame."""


class Share(Part):
    """A source's amount in the frame; of all amounts it is the share of the source. Also a source's part of an entry."""

    source: Code
    amount: Amount


Frame: TypeAlias = tuple[Share, ...]


class Split(Part):
    """The parts of an entry, row by row; `residual` is the row that took the difference."""

    rows: tuple[Amounts, ...]
    residual: int | None


def half_up(value: Fraction) -> Decimal:
    """To the grosz, half a grosz away from zero: 0.085 is 0.09 and -0.085 is -0.09."""
    grosze = abs(value) * 100
    whole = (2 * grosze.numerator + grosze.denominator) // (2 * grosze.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-2)


def product(amount: Decimal, factor: Decimal) -> Decimal:
    """Half-up of an amount times a rate, a price or a quantity."""
    return half_up(Fraction(amount) * Fraction(factor))


def divide(eligible: Decimal, amounts: Sequence[Decimal]) -> Amounts:
    """What each source has of this much eligible money; the last has what remains."""
    total, left, parts = Fraction(sum(amounts)), eligible, list[Decimal]()
    for amount in amounts[:-1]:
        parts.append(_within(half_up(Fraction(eligible) * Fraction(amount) / total), left))
        left -= parts[-1]
    return (*parts, left)


def split(rows: Sequence[Decimal], before: Decimal, frame: Frame, named: int | None = None) -> Split:
    """The rows of an entry divided; `before` is what was eligible in the project before it, `named` the row asked for."""
    amounts = [share.amount for share in frame]
    own = [divide(row, amounts) for row in rows]
    entry = _minus(divide(before + sum(rows), amounts), divide(before, amounts))
    missing = _minus(entry, _sum(own))
    for index in _upwards(len(rows), len(rows) - 1 if named is None else named):
        taking = _plus(own[index], missing)
        if all(part == _within(part, rows[index]) for part in taking):
            return Split(rows=(*own[:index], taking, *own[index + 1 :]), residual=index)
    return Split(rows=tuple(_one_by_one(rows, before, amounts)), residual=None)


def _one_by_one(rows: Sequence[Decimal], before: Decimal, amounts: Sequence[Decimal]) -> Iterator[Amounts]:
    for row in rows:
        yield _minus(divide(before + row, amounts), divide(before, amounts))
        before += row


def _upwards(count: int, start: int) -> Iterator[int]:
    return ((start - step) % count for step in range(count))


def _within(value: Decimal, limit: Decimal) -> Decimal:
    """The value, held between zero and the limit, on whichever side of zero it lies."""
    return max(min(value, max(limit, ZERO)), min(limit, ZERO))


def _plus(one: Amounts, other: Amounts) -> Amounts:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _minus(one: Amounts, other: Amounts) -> Amounts:
    return tuple(a - b for a, b in zip(one, other, strict=True))


def _sum(many: Sequence[Amounts]) -> Amounts:
    return tuple(sum(column, ZERO) for column in zip(*many, strict=True))
