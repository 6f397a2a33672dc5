"""The budget of a project: once, of its value, covered to the grosz by its sources."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from services.finance.domain.budget import BUDGET, Approve, ApproveBudget, BudgetApproved, Currency, Source, decide
from shared.testing.given import given

GRANT = Source(code="grant", title="dofinansowanie", amount=Decimal("85.01"))
OWN = Source(code="own", title="wkład własny", amount=Decimal("14.99"))
APPROVED = BudgetApproved(project="p1", total=Decimal("100.00"), currency=Currency.PLN, sources=(GRANT, OWN))


def approve(*sources: Source, total: str = "100.00", value: str = "100.00") -> Approve:
    return Approve(project="p1", total=Decimal(total), sources=sources, project_value=Decimal(value))


def test_a_budget_whose_sources_add_up_to_the_value_of_the_project_is_approved() -> None:
    given(BUDGET).when(decide, approve(GRANT, OWN)).then(APPROVED)


def test_a_budget_is_approved_once() -> None:
    given(BUDGET, APPROVED).when(decide, approve(GRANT, OWN)).refused("budget_already_approved")


def test_sources_that_miss_the_total_by_a_grosz_are_refused() -> None:
    given(BUDGET).when(decide, approve(GRANT, OWN, total="100.01", value="100.01")).refused("sources_do_not_add_up")


def test_a_total_that_is_not_the_value_of_the_project_is_refused() -> None:
    given(BUDGET).when(decide, approve(GRANT, OWN, value="100.01")).refused("total_differs")


def test_a_source_that_stands_twice_is_refused() -> None:
    half = GRANT.model_copy(update={"amount": Decimal("50.00")})
    given(BUDGET).when(decide, approve(half, half)).refused("source_twice")


def test_amounts_add_up_exactly_where_floats_would_not() -> None:
    tenth = [Source(code=f"s{number}", title="źródło", amount=Decimal("0.10")) for number in range(3)]
    expected = BudgetApproved(project="p1", total=Decimal("0.30"), currency=Currency.PLN, sources=tuple(tenth))
    given(BUDGET).when(decide, approve(*tenth, total="0.30", value="0.30")).then(expected)


@pytest.mark.parametrize("amount", ["0.00", "-5.00", "0.001", 85.01])
def test_an_amount_must_be_a_positive_decimal_string_of_whole_grosze(amount: object) -> None:
    body = {"project": "p1", "total": "100.00", "sources": [{"code": "grant", "title": "dofinansowanie", "amount": amount}]}
    with pytest.raises(ValidationError):
        ApproveBudget.model_validate(body)


def test_a_budget_needs_a_source() -> None:
    with pytest.raises(ValidationError):
        ApproveBudget.model_validate({"project": "p1", "total": "100.00", "sources": []})


def test_subscribers_see_amounts_as_decimal_strings() -> None:
    assert (
        APPROVED.published_json()
        == (
            '{"project":"p1","total":"100.00","currency":"PLN","sources":['
            '{"code":"grant","title":"dofinansowanie","amount":"85.01"},'
            '{"code":"own","title":"wkład własny","amount":"14.99"}]}'
        ).encode()
    )
