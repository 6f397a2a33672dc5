"""Applications: assessed once by who recruits, withdrawn by who applied."""

from datetime import date

import pytest

from services.recruitment.domain.application import (
    APPLICATION,
    ApplicationAssessed,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    Assess,
    Withdraw,
    check_eligible,
    decide,
)
from services.recruitment.domain.words import WithdrawalReason
from shared.kernel.errors import Refused
from shared.testing.given import given
from tests.unit.recruitment.examples import PROJECT, uid

FORM = ApplicationSubmitted.model_validate(
    dict(ApplicationSubmitted.example) | {"project": PROJECT, "application": uid("anna"), "applied_on": "2021-02-01"}
)
ELIGIBLE = ApplicationAssessed(project=PROJECT, application=uid("anna"), eligible=True, organisation="mops")
REJECTED = ELIGIBLE.model_copy(update={"eligible": False, "reasons": ("outside_area",)})
WITHDRAWN = ApplicationWithdrawn(
    project=PROJECT, application=uid("anna"), on=date(2021, 2, 5), reason=WithdrawalReason.RESIGNED
)


def assess(eligible: bool = True, organisation: str = "MOPS", reasons: tuple[str, ...] = ()) -> Assess:
    return Assess(
        application=uid("anna"), eligible=eligible, reasons=reasons, organisation=organisation, recruiting=("mops", "ois")
    )


def withdraw(on: str = "2021-02-05") -> Withdraw:
    return Withdraw(application=uid("anna"), on=date.fromisoformat(on), reason=WithdrawalReason.RESIGNED)


@pytest.mark.parametrize("organisation", ["MOPS", "mops", "Ois"])
def test_workers_of_the_recruiting_organisations_assess(organisation):
    assessed = ELIGIBLE.model_copy(update={"organisation": organisation.lower()})
    given(APPLICATION, FORM).when(decide, assess(organisation=organisation)).then(assessed)


@pytest.mark.parametrize("organisation", ["ZDZ", ""])
def test_nobody_else_assesses(organisation):
    no = given(APPLICATION, FORM).when(decide, assess(organisation=organisation)).refused("organisation_not_recruiting")
    assert no.status == 403


def test_an_application_is_assessed_once():
    given(APPLICATION, FORM, ELIGIBLE).when(decide, assess()).refused("already_assessed")


def test_a_rejection_names_its_reasons():
    given(APPLICATION, FORM).when(decide, assess(eligible=False)).refused("reasons_missing")
    given(APPLICATION, FORM).when(decide, assess(eligible=False, reasons=("outside_area",))).then(REJECTED)


@pytest.mark.parametrize("before", [(FORM,), (FORM, ELIGIBLE)])
def test_an_application_is_withdrawn_before_and_after_its_assessment(before):
    given(APPLICATION, *before).when(decide, withdraw()).then(WITHDRAWN)


def test_nobody_gives_up_before_applying():
    given(APPLICATION, FORM).when(decide, withdraw("2021-01-31")).refused("withdrawn_before_application")


def test_a_rejected_application_is_not_withdrawn():
    given(APPLICATION, FORM, REJECTED).when(decide, withdraw()).refused("application_rejected")


@pytest.mark.parametrize("command", [assess(), withdraw()])
def test_after_a_withdrawal_nothing_follows(command):
    given(APPLICATION, FORM, WITHDRAWN).when(decide, command).refused("application_withdrawn")


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ((FORM,), "application_not_assessed"),
        ((FORM, REJECTED), "application_rejected"),
        ((FORM, ELIGIBLE, WITHDRAWN), "application_withdrawn"),
    ],
)
def test_only_an_eligible_applicant_asks_for_a_place(events, code):
    with pytest.raises(Refused) as no:
        check_eligible(given(APPLICATION, *events).state)
    assert no.value.code == code
