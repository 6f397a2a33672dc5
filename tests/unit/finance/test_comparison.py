"""Two versions beside each other: only what differs is named."""

from datetime import date
from decimal import Decimal

from services.finance.domain.comparison import Change, compare
from services.finance.domain.plan import Period
from services.finance.queries.budgets import rate_of
from tests.unit.finance.examples import PLAN, TASKS, line, plan, sources, task


def test_equal_versions_differ_in_nothing() -> None:
    found = compare(PLAN, PLAN)
    assert (found.lines, found.sources, found.before == found.after) == ([], [], True)


def test_lines_are_changed_added_and_removed() -> None:
    new = plan(tasks=(task("1", line("1.1", "450.00"), line("1.3", "350.00")), TASKS[1]))
    found = compare(PLAN, new).lines
    assert [(one.code, one.change, one.before, one.after) for one in found] == [
        ("1.1", Change.CHANGED, Decimal("500.00"), Decimal("450.00")),
        ("1.3", Change.ADDED, None, Decimal("350.00")),
        ("1.2", Change.REMOVED, Decimal("300.00"), None),
    ]
    assert found[0].fields == ["unit_price", "amount"]


def test_a_line_that_moves_to_another_task_changed() -> None:
    moved = plan(tasks=(task("1", line("1.1", "500.00")), task("2", line("2.1", "200.00"), line("1.2", "300.00"))))
    (found,) = compare(PLAN, moved).lines
    assert (found.code, found.task, found.fields) == ("1.2", "2", ["task"])


def test_sources_total_and_eligibility_are_compared() -> None:
    new = plan(
        total=Decimal("999.00"),
        sources=sources("849.00", "150.00"),
        eligible=Period(first=date(2021, 1, 1), last=date(2022, 3, 31)),
        indirect_rate=Decimal("0.2"),
    )
    found = compare(PLAN, new)
    assert [(one.code, one.fields) for one in found.sources] == [("grant", ["amount"])]
    assert (found.total.before, found.total.after) == (Decimal("1000.00"), Decimal("999.00"))
    assert (found.after.eligible_until, found.after.indirect_rate) == ("2022-03-31", Decimal("0.2"))


def test_the_rate_is_that_of_the_grant_or_of_the_first_source() -> None:
    """328816.31 / 390147.50 is 84.28 %."""
    aleksandrow = plan(total=Decimal("390147.50"), sources=sources("328816.31", "61331.19"))
    reversed_sources = aleksandrow.model_copy(update={"sources": aleksandrow.sources[::-1]})
    unnamed = tuple(source.model_copy(update={"code": f"s-{source.code}"}) for source in aleksandrow.sources)
    for one in (aleksandrow, reversed_sources, aleksandrow.model_copy(update={"sources": unnamed})):
        rate = rate_of(one)
        assert (str(rate.numerator), str(rate.denominator), str(rate.percent)) == ("328816.31", "390147.50", "84.28")
