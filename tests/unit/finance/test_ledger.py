"""What binds and uses up a budget: a line never holds more than is planned, a commitment is used where it belongs."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance.domain.budget import BUDGET
from services.finance.domain.budget_events import BookedRow, CommitmentReleased, ExpenseBooked
from services.finance.domain.ledger import Book, Commit, Portion, Release, decide
from services.finance.domain.plan import Plan
from services.finance.domain.split import Share
from services.finance.domain.words import BookingKind, TaskKind
from shared.events.event import Sealed
from shared.testing.given import Given, given
from tests.unit.finance.booking import Row, booking
from tests.unit.finance.examples import (
    BOOKING,
    COMMITMENT,
    EXPENSE,
    OTHER_SUPPLIER,
    PROJECT,
    SUPPLIER,
    TODAY,
    approved,
    committed,
    line,
    plan,
    task,
)

NEW = UUID(int=77)
REASON = Sealed(token="v1.i1.x")
RELEASED = CommitmentReleased(project=PROJECT, commitment=COMMITMENT, reason=REASON)


def commit(line: str = "1.1", amount: str = "200.00", on: date = TODAY) -> Commit:
    return Commit(project=PROJECT, commitment=NEW, line=line, amount=Decimal(amount), on=on, today=TODAY, activity=UUID(int=9))


def book(*rows: Row, kind: BookingKind = BookingKind.EXPENSE, supplier: UUID = SUPPLIER, residual: int | None = None) -> Book:
    parts = (
        Portion(row=place, line=line, eligible=Decimal(eligible), commitment=commitment)
        for place, (line, eligible, commitment) in enumerate(rows)
    )
    return Book(
        project=PROJECT,
        booking=BOOKING,
        expense=EXPENSE,
        kind=kind,
        on=date(2021, 2, 10),
        supplier=supplier,
        parts=tuple(parts),
        residual=residual,
    )


def bound() -> Given[Any]:
    """300.00 of the 500.00 on line 1.1 are bound by a contract."""
    return given(BUDGET, approved(), committed())


def test_the_rest_of_a_line_can_be_bound_but_not_a_grosz_more() -> None:
    (event,) = bound().when(decide, commit(amount="200.00")).events
    assert (event.amount, event.on, event.activity) == (Decimal("200.00"), TODAY, UUID(int=9))
    no = bound().when(decide, commit(amount="200.01")).refused("over_the_line")
    assert no.facts == {"line": "1.1", "planned": "500.00", "bound": "500.01"}


def test_what_is_booked_without_a_commitment_leaves_less_to_bind() -> None:
    spent = given(BUDGET, approved(), committed(), booking(("1.1", "150.00", None)))
    spent.when(decide, commit(amount="50.01")).refused("over_the_line")
    assert spent.when(decide, commit(amount="50.00")).refusal is None


def test_what_is_booked_on_a_commitment_is_not_counted_twice() -> None:
    drawn = given(BUDGET, approved(), committed(), booking(("1.1", "300.00", COMMITMENT)))
    assert drawn.when(decide, commit(amount="200.00")).refusal is None


def test_money_is_bound_on_a_line_of_the_budget_by_today() -> None:
    bound().when(decide, commit(line="9.9")).refused("unknown_line")
    bound().when(decide, commit(on=date(2021, 4, 1))).refused("date_in_future")
    given(BUDGET).when(decide, commit()).refused("unknown_budget")


def indirect() -> Plan:
    return plan(
        tasks=(task("1", line("1.1", "800.00")), task("2", line("2.1", "200.00"), kind=TaskKind.INDIRECT)),
        indirect_rate=Decimal("0.25"),
    )


def test_indirect_lines_have_no_commitments_and_no_documents() -> None:
    flat = given(BUDGET, approved(indirect()))
    flat.when(decide, commit(line="2.1")).refused("line_is_indirect")
    assert flat.when(decide, book(("2.1", "1.00", None))).refused("line_is_indirect").field == "rows.0.line"


def test_a_commitment_is_released_once() -> None:
    release = Release(project=PROJECT, commitment=COMMITMENT, reason=REASON)
    bound().when(decide, release).then(RELEASED)
    given(BUDGET, approved(), committed(), RELEASED).when(decide, release).refused("commitment_released")
    given(BUDGET, approved()).when(decide, release).refused("unknown_commitment")


def test_a_release_frees_what_was_not_drawn() -> None:
    freed = given(BUDGET, approved(), committed(), booking(("1.1", "120.00", COMMITMENT)), RELEASED)
    assert freed.when(decide, commit(amount="380.00")).refusal is None
    freed.when(decide, commit(amount="380.01")).refused("over_the_line")


def test_a_booking_is_divided_and_carries_the_balance() -> None:
    """100.01 x 0.85 = 85.0085 and 33.33 x 0.85 = 28.3305; in all 133.34 x 0.85 = 113.339, so nothing is left over."""

    def shares(grant: str, own: str) -> tuple[Share, ...]:
        return Share(source="grant", amount=Decimal(grant)), Share(source="own", amount=Decimal(own))

    first = BookedRow(
        row=0,
        line="1.1",
        activity=None,
        commitment=COMMITMENT,
        eligible=Decimal("100.01"),
        sources=shares("85.01", "15.00"),
        residual=False,
    )
    changes = {
        "row": 1,
        "line": "2.1",
        "commitment": None,
        "eligible": Decimal("33.33"),
        "sources": shares("28.33", "5.00"),
        "residual": True,
    }
    expected = ExpenseBooked(
        project=PROJECT,
        booking=BOOKING,
        expense=EXPENSE,
        kind=BookingKind.EXPENSE,
        on=date(2021, 2, 10),
        rows=(first, first.model_copy(update=changes)),
        eligible_so_far=Decimal("133.34"),
    )
    bound().when(decide, book(("1.1", "100.01", COMMITMENT), ("2.1", "33.33", None))).then(expected)


def test_the_residual_row_is_the_one_that_was_asked_for() -> None:
    rows: list[Row] = [("1.1", "0.10", None), ("1.2", "0.10", None), ("2.1", "0.10", None)]
    (event,) = bound().when(decide, book(*rows, residual=1)).events
    assert [row.residual for row in event.rows] == [False, True, False]
    assert [str(row.sources[0].amount) for row in event.rows] == ["0.09", "0.08", "0.09"]


def test_rows_of_one_document_count_together_on_their_line() -> None:
    assert bound().when(decide, book(("1.1", "100.00", None), ("1.1", "100.00", None))).refusal is None
    no = bound().when(decide, book(("1.1", "100.00", None), ("1.1", "100.01", None))).refused("over_the_line")
    assert no.facts["bound"] == "500.01"


def test_a_commitment_may_be_overdrawn_as_long_as_its_line_is_not() -> None:
    assert bound().when(decide, book(("1.1", "500.00", COMMITMENT))).refusal is None
    bound().when(decide, book(("1.1", "500.01", COMMITMENT))).refused("over_the_line")


def test_a_booking_names_lines_and_commitments_that_fit() -> None:
    bound().when(decide, book(("9.9", "1.00", None))).refused("unknown_line")
    bound().when(decide, book(("1.1", "1.00", NEW))).refused("unknown_commitment")
    bound().when(decide, book(("1.2", "1.00", COMMITMENT))).refused("commitment_of_another_line")
    bound().when(decide, book(("1.1", "1.00", COMMITMENT), supplier=OTHER_SUPPLIER)).refused("commitment_of_another_supplier")
    released = given(BUDGET, approved(), committed(), RELEASED)
    released.when(decide, book(("1.1", "1.00", COMMITMENT))).refused("commitment_released")
    given(BUDGET).when(decide, book(("1.1", "1.00", None))).refused("unknown_budget")


def test_a_commitment_of_an_activity_takes_documents_of_any_supplier() -> None:
    activity = given(BUDGET, approved(), committed(supplier=None))
    assert activity.when(decide, book(("1.1", "1.00", COMMITMENT), supplier=OTHER_SUPPLIER)).refusal is None


def test_what_is_taken_off_frees_its_line() -> None:
    full = given(BUDGET, approved(), booking(("1.1", "500.00", None)))
    full.when(decide, commit(amount="0.01")).refused("over_the_line")
    off = full.when(decide, book(("1.1", "-10.00", None), kind=BookingKind.INELIGIBLE))
    freed = Given(BUDGET, off.state)
    assert freed.when(decide, commit(amount="10.00")).refusal is None


def test_a_correction_upwards_needs_room_on_its_line() -> None:
    full = given(BUDGET, approved(), booking(("1.1", "500.00", None)))
    full.when(decide, book(("1.1", "0.01", None), kind=BookingKind.CORRECTION)).refused("over_the_line")


def test_a_correction_reaches_rows_of_a_released_commitment() -> None:
    drawn = given(BUDGET, approved(), committed(), booking(("1.1", "300.00", COMMITMENT)), RELEASED)
    (event,) = drawn.when(decide, book(("1.1", "-100.00", COMMITMENT), kind=BookingKind.CORRECTION)).events
    assert event.eligible_so_far == Decimal("200.00")
