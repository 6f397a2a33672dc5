"""A line movement by movement, by hand: what each took, what was left, and which one took it over the plan."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance.domain.entries import Entry, EntryKind
from services.finance.domain.line_history import Movement, history, over_since
from services.finance.domain.words import BookingKind
from tests.unit.finance.booking import booking
from tests.unit.finance.examples import COMMITMENT, EXPENSE, PROJECT

PLANNED = Decimal("500.00")


def entry(number: int, day: int, kind: EntryKind, **fields: Any) -> Entry:
    """Recorded in the order of its number, of a day in February 2021."""
    at = datetime(2021, 3, 1, 8, number, tzinfo=UTC)
    known = {"project": PROJECT, "effective_on": date(2021, 2, day), "recorded_at": at}
    return Entry(entry=UUID(int=number), kind=kind, **known, **fields)


def bound(number: int, day: int, amount: str) -> Entry:
    return entry(number, day, EntryKind.COMMITMENT, commitment=COMMITMENT, line="1.1", amount=amount)


def booked(number: int, day: int, *rows: tuple[str, str, UUID | None], kind: BookingKind = BookingKind.EXPENSE) -> Entry:
    return entry(number, day, EntryKind.BOOKING, expense=EXPENSE, booking=kind, rows=booking(*rows).rows)


def shown(*entries: Entry) -> list[tuple[str, str, str, str]]:
    return [(one.kind, str(one.committed), str(one.incurred), str(one.left)) for one in moved(*entries)]


def moved(*entries: Entry) -> list[Movement]:
    return history("1.1", PLANNED, entries)


def test_a_commitment_is_drawn_by_its_documents_and_what_it_has_not_used_is_free_after_its_release() -> None:
    released = entry(3, 20, EntryKind.RELEASE, commitment=COMMITMENT)
    assert shown(bound(1, 1, "300.00"), booked(2, 10, ("1.1", "120.00", COMMITMENT)), released) == [
        ("commitment", "300.00", "0.00", "200.00"),
        ("expense", "-120.00", "120.00", "200.00"),
        ("release", "-180.00", "0.00", "380.00"),
    ]


def test_movements_stand_by_their_days_whatever_was_recorded_first() -> None:
    late = booked(2, 3, ("1.1", "50.00", None))
    assert shown(booked(1, 10, ("1.1", "100.00", None)), late) == [
        ("expense", "0.00", "50.00", "450.00"),
        ("expense", "0.00", "100.00", "350.00"),
    ]


def test_a_document_that_comes_before_its_contract_is_counted_once() -> None:
    assert shown(booked(1, 2, ("1.1", "120.00", COMMITMENT)), bound(2, 5, "300.00")) == [
        ("expense", "0.00", "120.00", "380.00"),
        ("commitment", "180.00", "0.00", "200.00"),
    ]


def test_other_lines_and_payments_move_nothing() -> None:
    paid = entry(2, 4, EntryKind.PAYMENT, expense=EXPENSE)
    freed_elsewhere = entry(3, 5, EntryKind.RELEASE, commitment=UUID(int=77))
    assert moved(booked(1, 2, ("1.2", "120.00", None)), paid, freed_elsewhere) == []


def test_a_line_is_over_since_the_movement_after_which_it_stays_over() -> None:
    over_and_back = [booked(1, 1, ("1.1", "510.00", None)), booked(2, 2, ("1.1", "-20.00", None), kind=BookingKind.INELIGIBLE)]
    assert over_since(moved(*over_and_back)) is None
    again = [booked(3, 3, ("1.1", "10.01", None)), booked(4, 4, ("1.1", "5.00", None))]
    found = moved(*over_and_back, *again)
    assert over_since(found) == 2
    assert (found[2].left, found[3].left) == (Decimal("-0.01"), Decimal("-5.01"))


def test_a_line_used_up_to_the_grosz_is_not_over() -> None:
    assert over_since(moved(booked(1, 1, ("1.1", "500.00", None)))) is None
    assert over_since([]) is None
