"""The budget of a project: its parts add up to the grosz; a revision never leaves a line less than what is bound on it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from services.finance.commands.budgets import ApproveBudget
from services.finance.domain.budget import BUDGET, Approve, Revise, decide
from services.finance.domain.budget_events import BudgetRevised, CommitmentReleased
from services.finance.domain.plan import Period, Plan, Source
from services.finance.domain.split import Share
from services.finance.domain.words import TaskKind
from shared.events.event import Sealed
from shared.testing.given import Given, given
from tests.unit.finance.booking import booking
from tests.unit.finance.examples import COMMITMENT, PLAN, PROJECT, STEPS, TODAY, approved, committed, line, plan, sources, task

REASON = Sealed(token="v1.i1.x")


def approve(of: Plan = PLAN, value: str = "1000.00") -> Approve:
    return Approve(project=PROJECT, plan=of, project_value=Decimal(value), steps=STEPS, today=date(2021, 1, 4))


def revise(of: Plan, on: date = date(2021, 3, 1), value: str = "1000.00") -> Revise:
    return Revise(project=PROJECT, plan=of, project_value=Decimal(value), steps=STEPS, on=on, today=TODAY, reason=REASON)


def moved(first: str, second: str) -> Plan:
    """Money moved between the lines 1.1 and 1.2."""
    return plan(tasks=(task("1", line("1.1", first), line("1.2", second)), PLAN.tasks[1]))


def with_indirect(direct: str, indirect: str, rate: str | None) -> Plan:
    total = str(Decimal(direct) + Decimal(indirect))
    return plan(
        total=Decimal(total),
        sources=(Source(code="grant", title="dofinansowanie", amount=Decimal(total)),),
        tasks=(task("1", line("1.1", direct)), task("2", line("2.1", indirect), kind=TaskKind.INDIRECT)),
        indirect_rate=rate and Decimal(rate),
    )


@pytest.fixture
def under_way() -> Given[Any]:
    """300.00 is bound on 1.1 by a contract, 60.00 is booked on 1.2."""
    return given(BUDGET, approved(), committed(), booking(("1.2", "60.00", None)))


def test_a_budget_whose_sources_and_lines_add_up_to_the_value_of_the_project_is_approved() -> None:
    given(BUDGET).when(decide, approve()).then(approved())


def test_a_budget_is_approved_once() -> None:
    given(BUDGET, approved()).when(decide, approve()).refused("budget_already_approved")


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        (plan(sources=sources("850.01", "150.00")), "sources_do_not_add_up", "sources"),
        (plan(sources=(*sources("425.00", "150.00"), *sources("425.00", "150.00"))), "duplicate_code", "sources"),
        (moved("500.00", "300.01"), "lines_do_not_add_up", "tasks"),
        (plan(tasks=(PLAN.tasks[0], PLAN.tasks[0])), "duplicate_code", "tasks"),
        (plan(tasks=(task("1", line("1.1", "500.00"), line("1.1", "500.00")),)), "duplicate_code", "tasks"),
        (plan(eligible=Period(first=date(2021, 2, 1), last=date(2021, 1, 31))), "period_reversed", "eligible_until"),
    ],
)
def test_parts_that_do_not_add_up_are_refused(wrong: Plan, code: str, field: str) -> None:
    assert given(BUDGET).when(decide, approve(wrong)).refused(code).field == field
    assert given(BUDGET, approved()).when(decide, revise(wrong)).refused(code).field == field


def test_a_line_is_quantity_times_price_rounded_half_up() -> None:
    """2.5 x 0.05 = 0.125 is 0.13."""
    wrong = line("1.1", "0.12", quantity=Decimal("2.5"), unit_price=Decimal("0.05"))
    no = given(BUDGET).when(decide, approve(plan(tasks=(task("1", wrong),)))).refused("line_amount_differs")
    assert (no.facts["line"], no.facts["expected"]) == ("1.1", "0.13")


def test_a_total_that_is_not_the_value_of_the_project_is_refused() -> None:
    given(BUDGET).when(decide, approve(value="1000.01")).refused("total_differs")


def test_a_rate_of_20_percent_is_allowed_259_zloty_under_the_step() -> None:
    """FEDS.07.05: 20 % of 1 739 740.56 is 347 948.112, in all 2 087 688.67."""
    outcome = given(BUDGET).when(decide, approve(with_indirect("1739740.56", "347948.11", "0.20"), "2087688.67"))
    assert outcome.refusal is None


@pytest.mark.parametrize(
    ("direct", "indirect", "rate", "highest"),
    [
        ("1740000.01", "348000.00", "0.20", "0.15"),
        ("830000.01", "207500.00", "0.25", "0.20"),
        ("4550000.01", "682500.00", "0.15", "0.10"),
    ],
)
def test_a_rate_is_refused_a_grosz_over_its_step(direct: str, indirect: str, rate: str, highest: str) -> None:
    no = given(BUDGET).when(decide, approve(with_indirect(direct, indirect, rate))).refused("indirect_over_step")
    assert (no.facts["highest"], no.facts["by"]) == (highest, "flat-rates-2021")


def test_indirect_costs_are_the_rate_of_the_direct_ones_to_the_grosz() -> None:
    no = given(BUDGET).when(decide, approve(with_indirect("1739740.56", "347948.12", "0.20"))).refused("indirect_differs")
    assert no.facts["expected"] == "347948.11"


def test_indirect_lines_need_a_rate() -> None:
    given(BUDGET).when(decide, approve(with_indirect("800.00", "200.00", None))).refused("indirect_rate_missing")


def test_a_revision_is_the_next_version_with_its_reason(under_way: Given[Any]) -> None:
    new = moved("450.00", "350.00")
    under_way.when(decide, revise(new)).then(
        BudgetRevised(
            project=PROJECT, version=2, on=date(2021, 3, 1), plan=new, steps="flat-rates-2021", reason=REASON, rebalanced=()
        )
    )


def test_a_line_may_go_down_to_what_is_bound_on_it_but_not_a_grosz_less(under_way: Given[Any]) -> None:
    assert under_way.when(decide, revise(moved("300.00", "500.00"))).refusal is None
    no = under_way.when(decide, revise(moved("299.99", "500.01"))).refused("line_below_bound")
    assert no.facts == {"line": "1.1", "planned": "299.99", "bound": "300.00"}


def test_a_released_commitment_binds_its_line_no_more() -> None:
    freed = CommitmentReleased(project=PROJECT, commitment=COMMITMENT, reason=REASON)
    assert given(BUDGET, approved(), committed(), freed).when(decide, revise(moved("1.00", "799.00"))).refusal is None


def test_a_line_with_bookings_or_an_open_commitment_stays(under_way: Given[Any]) -> None:
    for kept, gone in (("1.1", "1.2"), ("1.2", "1.1")):
        without = plan(tasks=(task("1", line(kept, "800.00")), PLAN.tasks[1]))
        assert under_way.when(decide, revise(without)).refused("line_in_use").facts["line"] == gone


def test_a_line_in_use_does_not_become_indirect() -> None:
    changed = plan(
        tasks=(task("1", line("1.1", "800.00")), task("2", line("2.1", "200.00"), kind=TaskKind.INDIRECT)),
        indirect_rate=Decimal("0.25"),
    )
    used = given(BUDGET, approved(), booking(("2.1", "10.00", None)))
    assert used.when(decide, revise(changed)).refused("line_in_use").facts["line"] == "2.1"
    assert given(BUDGET, approved()).when(decide, revise(changed)).refusal is None


def test_a_line_that_nothing_stands_on_may_go(under_way: Given[Any]) -> None:
    assert (
        under_way.when(decide, revise(plan(tasks=(task("1", line("1.1", "500.00"), line("1.2", "500.00")),)))).refusal is None
    )


def test_a_revision_lies_neither_in_the_future_nor_before_the_version_in_force() -> None:
    started = given(BUDGET, approved())
    started.when(decide, revise(PLAN, on=date(2021, 4, 1))).refused("date_in_future")
    started.when(decide, revise(PLAN, on=date(2021, 1, 3))).refused("revision_out_of_order")


def test_a_revision_stays_within_the_value_of_the_project() -> None:
    given(BUDGET, approved()).when(decide, revise(PLAN, value="999.99")).refused("total_over_project_value")


def test_nothing_is_revised_before_it_was_approved() -> None:
    given(BUDGET).when(decide, revise(PLAN)).refused("unknown_budget")


def test_with_other_sources_the_balance_so_far_moves_at_once(under_way: Given[Any]) -> None:
    """60.00 eligible: 51.00 of it the grant at 85 %, 54.00 at 90 %."""
    outcome = under_way.when(decide, revise(plan(sources=sources("900.00", "100.00"))))
    (revised,) = outcome.events
    assert isinstance(revised, BudgetRevised)
    assert revised.rebalanced == (Share(source="grant", amount=Decimal("3.00")), Share(source="own", amount=Decimal("-3.00")))


def test_a_source_that_goes_gives_back_all_it_has(under_way: Given[Any]) -> None:
    alone = (Source(code="grant", title="dofinansowanie", amount=Decimal("1000.00")),)
    (revised,) = under_way.when(decide, revise(plan(sources=alone))).events
    assert isinstance(revised, BudgetRevised)
    assert {share.source: str(share.amount) for share in revised.rebalanced} == {"grant": "9.00", "own": "-9.00"}


BODY = {
    "project": "p1",
    "total": "0.30",
    "sources": [{"code": f"s{number}", "title": "źródło", "amount": "0.10"} for number in range(3)],
    "tasks": [task("1", line("1.1", "0.30")).model_dump(mode="json")],
}


def test_a_body_as_it_comes_over_the_wire_is_read() -> None:
    assert ApproveBudget.model_validate(BODY).total == Decimal("0.30")


@pytest.mark.parametrize("amount", ["0.00", "-5.00", "0.001", 85.01, "1e40", "1000000000000.00", "NaN", ""])
def test_an_amount_must_be_a_positive_decimal_string_of_whole_grosze(amount: object) -> None:
    with pytest.raises(ValidationError):
        ApproveBudget.model_validate(BODY | {"total": amount})


@pytest.mark.parametrize("part", ["sources", "tasks"])
def test_a_budget_needs_sources_and_tasks(part: str) -> None:
    with pytest.raises(ValidationError):
        ApproveBudget.model_validate(BODY | {part: []})
