"""An expense document: its amounts agree, its days are eligible, what is taken off is never more than there is."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.finance.domain.expense import EXPENSE_STREAM, Correct, DeclareIneligible, Pay, Record, decide
from services.finance.domain.expense_events import (
    CorrectionImposed,
    ExpensePaid,
    ExpensePartDeclaredIneligible,
    ExpenseRecorded,
    ExpenseRow,
    RowChange,
)
from services.finance.domain.plan import Period
from services.finance.domain.words import ReasonCode
from shared.events.event import Sealed
from shared.testing.given import Given, given
from tests.unit.finance.examples import EXPENSE, PROJECT, SUPPLIER, TODAY

YEAR = Period(first=date(2021, 1, 1), last=date(2021, 12, 31))
REASON = Sealed(token="v1.i1.x")
PAID = ExpensePaid(project=PROJECT, expense=EXPENSE, paid_on=date(2021, 2, 20))
ROWS = (ExpenseRow(line="1.1", eligible=Decimal("100.00")), ExpenseRow(line="2.1", eligible=Decimal("20.00")))
FIELDS: dict[str, Any] = {
    "project": PROJECT,
    "expense": EXPENSE,
    "supplier": SUPPLIER,
    "number": "FV 1/2021",
    "title": "warsztaty",
    "issued_on": date(2021, 2, 10),
    "net": Decimal("100.00"),
    "vat": Decimal("23.00"),
    "gross": Decimal("123.00"),
    "rows": ROWS,
}
RECORDED = ExpenseRecorded(**FIELDS)
BREACH = ReasonCode.PROCUREMENT_BREACH


def record(today: date = TODAY, **changes: Any) -> Record:
    return Record(**FIELDS | {"eligible": YEAR, "today": today} | changes)


def pay(on: date = date(2021, 2, 20), eligible: Period = YEAR) -> Pay:
    return Pay(paid_on=on, eligible=eligible, today=TODAY)


def changes(*amounts: tuple[int, str]) -> tuple[RowChange, ...]:
    return tuple(RowChange(row=row, amount=Decimal(amount)) for row, amount in amounts)


def take_off(*amounts: tuple[int, str]) -> DeclareIneligible:
    return DeclareIneligible(rows=changes(*amounts), reason_code=BREACH, reason=REASON)


def correct(*amounts: tuple[int, str], on: date = date(2021, 3, 1)) -> Correct:
    return Correct(rows=changes(*amounts), reason_code=BREACH, reason=REASON, on=on, today=TODAY)


def recorded() -> Given[Any]:
    return given(EXPENSE_STREAM, RECORDED)


def paid() -> Given[Any]:
    return given(EXPENSE_STREAM, RECORDED, PAID)


def test_a_document_whose_amounts_agree_is_recorded() -> None:
    given(EXPENSE_STREAM).when(decide, record()).then(RECORDED)


@pytest.mark.parametrize("on", [date(2021, 1, 1), date(2021, 12, 31)])
def test_the_first_and_the_last_day_of_eligibility_belong_to_it(on: date) -> None:
    outcome = given(EXPENSE_STREAM).when(decide, record(issued_on=on, today=date(2022, 1, 31)))
    assert outcome.refusal is None


@pytest.mark.parametrize("on", [date(2020, 12, 31), date(2022, 1, 1)])
def test_a_day_beside_eligibility_is_refused(on: date) -> None:
    later = date(2022, 1, 31)
    no = given(EXPENSE_STREAM).when(decide, record(issued_on=on, today=later)).refused("outside_eligibility")
    assert (no.field, no.facts["eligible_until"]) == ("issued_on", "2021-12-31")
    early = RECORDED.model_copy(update={"issued_on": date(2020, 12, 1)})
    wish = Pay(paid_on=on, eligible=YEAR, today=later)
    assert given(EXPENSE_STREAM, early).when(decide, wish).refused("outside_eligibility").field == "paid_on"


def test_nothing_is_issued_paid_or_corrected_in_the_future() -> None:
    tomorrow = date(2021, 4, 1)
    assert given(EXPENSE_STREAM).when(decide, record(issued_on=tomorrow)).refused("date_in_future").field == "issued_on"
    assert recorded().when(decide, pay(tomorrow)).refused("date_in_future").field == "paid_on"
    assert paid().when(decide, correct((0, "-1.00"), on=tomorrow)).refused("date_in_future").field == "on"


def test_net_and_vat_are_gross() -> None:
    no = given(EXPENSE_STREAM).when(decide, record(gross=Decimal("123.01"))).refused("gross_differs")
    assert no.facts["expected"] == "123.00"


def test_no_more_is_eligible_than_the_gross_amount() -> None:
    whole = (ExpenseRow(line="1.1", eligible=Decimal("123.00")),)
    assert given(EXPENSE_STREAM).when(decide, record(rows=whole)).refusal is None
    over = (*ROWS, ExpenseRow(line="1.2", eligible=Decimal("3.01")))
    assert given(EXPENSE_STREAM).when(decide, record(rows=over)).refused("eligible_over_gross").facts["eligible"] == "123.01"


def test_a_document_is_paid_once_on_or_after_its_day() -> None:
    recorded().when(decide, pay()).then(PAID)
    assert recorded().when(decide, pay(date(2021, 2, 10))).refusal is None
    recorded().when(decide, pay(date(2021, 2, 9))).refused("paid_before_issued")
    paid().when(decide, pay()).refused("already_paid")


def test_a_part_is_taken_off_down_to_nothing_but_not_a_grosz_more() -> None:
    off = ExpensePartDeclaredIneligible(
        project=PROJECT, expense=EXPENSE, rows=changes((1, "-20.00")), reason_code=BREACH, reason=REASON
    )
    recorded().when(decide, take_off((1, "-20.00"))).then(off)
    no = recorded().when(decide, take_off((0, "-1.00"), (1, "-20.01"))).refused("ineligible_over_eligible")
    assert (no.field, no.facts["eligible"]) == ("rows.1.amount", "20.00")
    given(EXPENSE_STREAM, RECORDED, off).when(decide, take_off((1, "-0.01"))).refused("ineligible_over_eligible")


def test_changes_name_rows_of_the_document_once() -> None:
    recorded().when(decide, take_off((2, "-1.00"))).refused("unknown_row")
    recorded().when(decide, take_off((0, "-1.00"), (0, "-1.00"))).refused("row_twice")
    paid().when(decide, correct((0, "0.00"))).refused("amount_zero")


def test_a_paid_document_is_corrected_by_a_record_of_its_own() -> None:
    expected = CorrectionImposed(
        project=PROJECT,
        expense=EXPENSE,
        on=date(2021, 3, 1),
        rows=changes((0, "-25.00"), (1, "3.00")),
        reason_code=BREACH,
        reason=REASON,
    )
    paid().when(decide, correct((0, "-25.00"), (1, "3.00"))).then(expected)
    recorded().when(decide, correct((0, "-25.00"))).refused("not_paid")


def test_a_correction_neither_goes_before_the_payment_nor_over_the_gross_amount() -> None:
    paid().when(decide, correct((0, "-1.00"), on=date(2021, 2, 19))).refused("correction_before_payment")
    assert paid().when(decide, correct((0, "3.00"))).refusal is None
    paid().when(decide, correct((0, "3.01"))).refused("eligible_over_gross")
    paid().when(decide, correct((1, "-20.01"))).refused("ineligible_over_eligible")


def test_what_is_personal_or_private_is_not_published() -> None:
    published = RECORDED.published_json()
    assert published is not None
    assert b"FV 1/2021" not in published
    corrected = paid().when(decide, correct((0, "-1.00"))).events[0].published_json()
    assert corrected is not None
    assert b'reason"' not in corrected
