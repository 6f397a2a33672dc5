"""The split into sources: to the grosz by row and by source, whatever the rows, the order of entry and the corrections."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.finance.domain.split import Share, Split, divide, half_up, product, split

PLN = Decimal("0.01")


def frame(*amounts: str) -> tuple[Share, ...]:
    return tuple(Share(source=f"s{number}", amount=Decimal(amount)) for number, amount in enumerate(amounts))


GORA = frame("2975000.00", "525000.00")
ALEKSANDROW = frame("328816.31", "61331.19")


def decimals(*texts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(text) for text in texts)


def grosze(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low, high).map(lambda number: Decimal(number) / 100)


FRAMES = st.lists(grosze(1, 10**9), min_size=1, max_size=4).map(lambda amounts: frame(*map(str, amounts)))
TWO_SOURCES = st.tuples(grosze(1, 10**9), grosze(1, 10**9)).map(lambda amounts: frame(*map(str, amounts)))
ROWS = st.lists(grosze(1, 10**7), min_size=1, max_size=8)


def columns(found: Split) -> list[Decimal]:
    return [sum(column, Decimal(0)) for column in zip(*found.rows, strict=True)]


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.085", "0.09"), ("-0.085", "-0.09"), ("0.0849", "0.08"), ("-0.0849", "-0.08"), ("0.005", "0.01"), ("0", "0.00")],
)
def test_half_a_grosz_is_rounded_away_from_zero(value, rounded):
    assert str(half_up(Fraction(value))) == rounded


def test_the_rate_is_the_exact_fraction_not_its_percent():
    """12.50 x 328816.31 / 390147.50 = 10.534998...; with the rate rounded to 84.28 % it would be 10.535, so 10.54."""
    assert divide(Decimal("12.50"), [share.amount for share in ALEKSANDROW]) == decimals("10.53", "1.97")


def test_the_grant_of_gora_pomocy_is_85_hundredths():
    assert divide(Decimal("1000.01"), [share.amount for share in GORA]) == decimals("850.01", "150.00")


def test_a_price_times_a_quantity_is_rounded_half_up():
    assert product(Decimal("0.35"), Decimal("0.5")) == Decimal("0.18")


def test_the_last_row_takes_the_difference():
    """Three rows of 0.10 have 0.09 each (0.085), 0.27 in all; the entry of 0.30 has 0.26 (0.255): the last has 0.08."""
    found = split(decimals("0.10", "0.10", "0.10"), Decimal(0), GORA)
    assert found == Split(rows=(decimals("0.09", "0.01"), decimals("0.09", "0.01"), decimals("0.08", "0.02")), residual=2)


def test_the_row_that_was_asked_for_takes_the_difference():
    found = split(decimals("0.10", "0.10", "0.10"), Decimal(0), GORA, named=0)
    assert found == Split(rows=(decimals("0.08", "0.02"), decimals("0.09", "0.01"), decimals("0.09", "0.01")), residual=0)


def test_a_row_that_would_leave_its_eligible_amount_passes_the_difference_upwards():
    """At 5 %: ten rows of 0.10 have 0.01 each (0.005), 0.10 in all, and with 0.01 (nothing) 1.01 has 0.05 (0.0505).

    The last row cannot have -0.05, and no row can take -0.05 alone: the balance runs through the rows one by one.
    """
    rows = (*decimals(*["0.10"] * 10), Decimal("0.01"))
    found = split(rows, Decimal(0), frame("5.00", "95.00"))
    assert found.residual is None
    assert columns(found) == list(decimals("0.05", "0.96"))
    assert [row[0] for row in found.rows] == [*decimals(*["0.01", "0.00"] * 5), Decimal("0.00")]


def test_the_next_row_upwards_takes_what_the_last_cannot():
    """At 85 %: 0.10, 0.10, 0.10 and 0.00 more: of the last row's 0.01 (0.0085 gives 0.01) the entry of 0.31 has 0.26.

    Own values 0.09 + 0.09 + 0.09 + 0.01 = 0.28, so -0.02: the last has only 0.01 to give, the third goes to 0.07.
    """
    found = split(decimals("0.10", "0.10", "0.10", "0.01"), Decimal(0), GORA)
    assert found.residual == 2
    assert found.rows[2:] == (decimals("0.07", "0.03"), decimals("0.01", "0.00"))


def test_after_the_first_row_the_search_goes_on_from_the_last():
    found = split(decimals("0.01", "0.10", "0.10", "0.10"), Decimal(0), GORA, named=0)
    assert (found.residual, found.rows[0], found.rows[3]) == (3, decimals("0.01", "0.00"), decimals("0.07", "0.03"))


def test_a_correction_takes_back_what_the_entry_gave():
    given_first = split(decimals("33.33"), Decimal("100.01"), ALEKSANDROW)
    taken = split(decimals("-33.33"), Decimal("133.34"), ALEKSANDROW)
    assert taken.rows[0] == tuple(-amount for amount in given_first.rows[0])


@given(frame=FRAMES, rows=ROWS, before=grosze(0, 10**8))
def test_rows_add_up_by_source_and_sources_add_up_in_each_row(frame, rows, before):
    found = split(rows, before, frame)
    amounts = [share.amount for share in frame]
    assert [sum(row) for row in found.rows] == rows
    moved = [after - ago for after, ago in zip(divide(before + sum(rows), amounts), divide(before, amounts), strict=True)]
    assert columns(found) == moved


@given(frame=TWO_SOURCES, rows=ROWS, before=grosze(0, 10**8), named=st.integers(0, 7))
def test_every_row_but_the_named_one_has_its_own_half_up_value(frame, rows, before, named):
    assume(named < len(rows))
    found = split(rows, before, frame, named)
    assume(found.residual is not None)
    rate = Fraction(frame[0].amount) / Fraction(frame[0].amount + frame[1].amount)
    for place, (row, parts) in enumerate(zip(rows, found.rows, strict=True)):
        thousandths = Decimal(int(Fraction(row) * rate * 1000))
        own = (thousandths / 1000).quantize(PLN, ROUND_HALF_UP)
        assert place == found.residual or parts[0] == own


@given(frame=TWO_SOURCES, rows=ROWS, before=grosze(0, 10**8), sign=st.sampled_from([1, -1]))
def test_with_two_sources_no_part_leaves_its_row(frame, rows, before, sign):
    signed = [sign * row for row in rows]
    found = split(signed, before + (sum(rows) if sign < 0 else 0), frame)
    for row, parts in zip(signed, found.rows, strict=True):
        assert all(min(row, 0) <= part <= max(row, 0) for part in parts)


def booked(frame: tuple[Share, ...], entries: list[Decimal]) -> list[Decimal]:
    """What each source has after these entries, one after the other."""
    before, sums = Decimal(0), [Decimal(0)] * len(frame)
    for entry in entries:
        parts = split([entry], before, frame).rows[0]
        sums = [one + part for one, part in zip(sums, parts, strict=True)]
        before += entry
    return sums


@given(frame=FRAMES, entries=st.lists(grosze(1, 10**6), min_size=1, max_size=12), data=st.data())
def test_the_order_of_entry_changes_nothing_in_the_totals(frame, entries, data):
    assert booked(frame, entries) == booked(frame, data.draw(st.permutations(entries)))


@settings(max_examples=300)
@given(frame=TWO_SOURCES, entries=st.lists(st.tuples(grosze(1, 10**6), grosze(0, 10**6)), min_size=1, max_size=12))
def test_the_grant_so_far_is_the_rate_of_what_is_eligible_so_far_corrections_included(frame, entries):
    """Each entry is recorded, then a part of it taken back. Rounded here by hand: twice the value in grosze, odd up."""
    steps = [step for amount, off in entries for step in (amount, -min(amount, off)) if step]
    rate = Fraction(frame[0].amount) / Fraction(frame[0].amount + frame[1].amount)
    exact = Fraction(sum(steps, Decimal(0))) * rate * 100
    expected = Decimal(int(exact + Fraction(1, 2))) / 100
    assert booked(frame, steps)[0] == expected
