"""Roles that must not be one person's: the list names them with reasons, in both orders."""

import pytest
from pydantic import ValidationError

from services.gateway.separation import Separation, check_roles, incompatible, separations
from shared.http.roles import STAFF, Role
from shared.kernel.errors import Refused


@pytest.mark.parametrize("role", sorted(STAFF))
def test_every_role_may_be_had_alone(role: Role) -> None:
    check_roles({role})


def test_the_pairs_that_are_refused_are_these() -> None:
    watching = {Role.AUDITOR, Role.DATA_PROTECTION_OFFICER}
    expected = {frozenset({one, two}) for one in watching for two in STAFF - {one}}
    expected |= {
        frozenset({Role.ADMIN, two})
        for two in (Role.ACCOUNTANT, Role.COORDINATOR, Role.SOCIAL_WORKER, Role.TRAINER, Role.COMMISSION_MEMBER)
    }
    expected |= {
        frozenset({Role.COMMISSION_MEMBER, Role.SOCIAL_WORKER}),
        frozenset({Role.COMMISSION_MEMBER, Role.COORDINATOR}),
        frozenset({Role.ACCOUNTANT, Role.COORDINATOR}),
    }
    assert {frozenset({one, two}) for one in STAFF for two in STAFF - {one} if incompatible(one, two)} == expected


def test_the_order_of_two_roles_does_not_matter() -> None:
    assert all(incompatible(one, two) is incompatible(two, one) for one in STAFF for two in STAFF - {one})


def test_a_refusal_names_the_two_and_the_reason() -> None:
    with pytest.raises(Refused) as no:
        check_roles({Role.TRAINER, Role.ACCOUNTANT, Role.COORDINATOR})
    assert (no.value.code, no.value.field, dict(no.value.facts)) == (
        "incompatible_roles",
        "roles",
        {"first": "accountant", "second": "coordinator"},
    )
    assert no.value.rule == "who records an expense does not approve it"


def test_every_entry_gives_its_reason_in_both_languages() -> None:
    assert all(entry.reason.pl.strip() and entry.reason.en.strip() for entry in separations())


@pytest.mark.parametrize("whom", [{}, {"with": ["trainer"], "every_other": True}])
def test_an_entry_says_with_whom(whom: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Separation.model_validate({"role": "auditor", "reason": {"pl": "x", "en": "y"}, **whom})
