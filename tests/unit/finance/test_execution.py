"""Execution folded from entries: what is bound, incurred, paid and left, line by line, by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance.domain.entries import Entry, EntryKind
from services.finance.domain.execution import Execution, Figures, execution
from services.finance.domain.plan import Plan, Source
from services.finance.domain.split import Share
from services.finance.domain.words import BookingKind, TaskKind
from tests.unit.finance.booking import booking
from tests.unit.finance.examples import COMMITMENT, EXPENSE, PLAN, PROJECT, TASKS, line, plan, sources, task

OTHER = UUID(int=88)


def entry(kind: EntryKind, **fields: Any) -> Entry:
    at = datetime(2021, 2, 1, tzinfo=UTC)
    return Entry(entry=UUID(int=1), project=PROJECT, kind=kind, effective_on=date(2021, 2, 1), recorded_at=at, **fields)


def bound(line: str = "1.1", amount: str = "300.00") -> Entry:
    return entry(EntryKind.COMMITMENT, commitment=COMMITMENT, line=line, amount=amount)


def booked(*rows: tuple[str, str, UUID | None], expense: UUID = EXPENSE) -> Entry:
    return entry(EntryKind.BOOKING, expense=expense, booking=BookingKind.EXPENSE, rows=booking(*rows).rows)


def paid(expense: UUID = EXPENSE) -> Entry:
    return entry(EntryKind.PAYMENT, expense=expense)


def shown(figures: Figures) -> tuple[str, ...]:
    return tuple(str(getattr(figures, name)) for name in ("planned", "committed", "incurred", "paid", "left"))


def lines(seen: Execution) -> dict[str, tuple[str, ...]]:
    return {one.code: shown(one) for each in seen.tasks for one in each.lines}


def seen(*entries: Entry, of: Plan = PLAN, others: tuple[Plan, ...] = ()) -> Execution:
    return execution(of, others, entries)


def test_before_anything_happens_all_is_left() -> None:
    assert shown(seen().totals) == ("1000.00", "0.00", "0.00", "0.00", "1000.00")


def test_committed_is_what_is_bound_and_not_yet_incurred() -> None:
    found = seen(bound(), booked(("1.1", "120.00", COMMITMENT), ("1.1", "30.00", None)))
    assert lines(found)["1.1"] == ("500.00", "180.00", "150.00", "0.00", "170.00")


def test_an_overdrawn_commitment_binds_nothing_more() -> None:
    assert lines(seen(bound(), booked(("1.1", "310.00", COMMITMENT))))["1.1"] == ("500.00", "0.00", "310.00", "0.00", "190.00")


def test_a_released_commitment_binds_nothing_more() -> None:
    found = seen(bound(), booked(("1.1", "120.00", COMMITMENT)), entry(EntryKind.RELEASE, commitment=COMMITMENT))
    assert lines(found)["1.1"] == ("500.00", "0.00", "120.00", "0.00", "380.00")


def test_a_document_is_paid_with_all_its_rows() -> None:
    found = seen(booked(("1.1", "10.00", None), ("2.1", "5.00", None)), booked(("1.1", "7.00", None), expense=OTHER), paid())
    assert lines(found)["1.1"] == ("500.00", "0.00", "17.00", "10.00", "483.00")
    assert lines(found)["2.1"] == ("200.00", "0.00", "5.00", "5.00", "195.00")


def test_tasks_and_totals_are_the_sums_of_their_lines() -> None:
    found = seen(bound("1.2", "50.00"), booked(("1.1", "10.00", None), ("2.1", "5.00", None)), paid())
    assert [(one.code, *shown(one)) for one in found.tasks] == [
        ("1", "800.00", "50.00", "10.00", "10.00", "740.00"),
        ("2", "200.00", "0.00", "5.00", "5.00", "195.00"),
    ]
    assert shown(found.totals) == ("1000.00", "50.00", "15.00", "15.00", "935.00")


def test_what_is_paid_is_divided_by_the_rule_of_the_balance() -> None:
    """0.10 and 0.10 have 0.09 each, in all 0.17: what both documents together have of the grant."""
    found = seen(booked(("1.1", "0.10", None)), booked(("1.1", "0.10", None), expense=OTHER), paid(), paid(OTHER))
    assert [(one.code, str(one.paid)) for one in found.sources] == [("grant", "0.17"), ("own", "0.03")]


def test_sources_are_those_of_the_rule_for_what_the_day_shows_also_before_a_revision_dated_back() -> None:
    """95 % of 60.00 and of nothing: a revision moves the balance of later days, never that of a day without bills."""
    revised = plan(sources=sources("950.00", "50.00"))
    moved = (Share(source="grant", amount=Decimal("3.00")), Share(source="own", amount=Decimal("-3.00")))
    before = seen(entry(EntryKind.REBALANCING, sources=moved), of=revised)
    after = seen(booked(("1.1", "60.00", None)), entry(EntryKind.REBALANCING, sources=moved), of=revised)
    assert [str(one.incurred) for one in before.sources] == ["0.00", "0.00"]
    assert [str(one.incurred) for one in after.sources] == ["57.00", "3.00"]
    assert shown(after.totals) == ("1000.00", "0.00", "60.00", "0.00", "940.00")


def test_indirect_costs_are_the_rate_of_the_direct_ones_and_stand_on_their_lines_by_what_is_planned() -> None:
    """25 % of 33.33 is 8.3325; of the 200.00 planned, 150.00 and 50.00: 6.2475 and the rest."""
    flat = plan(
        tasks=(
            task("1", line("1.1", "800.00")),
            task("9", line("9.1", "150.00"), line("9.2", "50.00"), kind=TaskKind.INDIRECT),
        ),
        indirect_rate=Decimal("0.25"),
    )
    found = seen(booked(("1.1", "33.33", None)), paid(), of=flat)
    assert found.indirect is not None
    assert (str(found.indirect.base), str(found.indirect.incurred), str(found.indirect.paid)) == ("33.33", "8.33", "8.33")
    assert (lines(found)["9.1"], lines(found)["9.2"]) == (
        ("150.00", "0.00", "6.25", "6.25", "143.75"),
        ("50.00", "0.00", "2.08", "2.08", "47.92"),
    )
    assert shown(found.totals) == ("1000.00", "0.00", "41.66", "41.66", "958.34")
    assert [(one.code, str(one.incurred)) for one in found.indirect.sources] == [("grant", "7.08"), ("own", "1.25")]


def test_a_line_that_only_a_later_version_has_is_shown_with_nothing_planned() -> None:
    """A document of February, recorded in April on a line the revision of March added, asked for as of February."""
    later = plan(tasks=(task("1", line("1.1", "500.00"), line("1.2", "200.00"), line("1.3", "100.00")), TASKS[1]))
    found = seen(booked(("1.3", "40.00", None)), others=(later,))
    assert lines(found)["1.3"] == ("0.00", "0.00", "40.00", "0.00", "-40.00")
    assert shown(found.totals) == ("1000.00", "0.00", "40.00", "0.00", "960.00")


def test_a_task_that_only_another_version_has_is_shown_too_and_sources_are_those_in_force() -> None:
    other = plan(
        tasks=(*TASKS, task("3", line("3.1", "1.00"))),
        sources=(*sources("850.00", "150.00"), Source(code="state", title="dotacja", amount=Decimal("1.00"))),
    )
    found = seen(booked(("3.1", "1.00", None)), others=(other,))
    assert [one.code for one in found.tasks] == ["1", "2", "3"]
    assert [(one.code, str(one.incurred)) for one in found.sources] == [("grant", "0.85"), ("own", "0.15")]
