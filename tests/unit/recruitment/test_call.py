"""A call to complete: replaced by a later one, settled by assessment and withdrawal, never a rejection by itself."""

from datetime import date

import pytest

from services.recruitment.domain.application import APPLICATION
from services.recruitment.domain.application import decide as decide_on_application
from services.recruitment.domain.call import CallToComplete, decide
from services.recruitment.domain.call_events import ApplicantCalledToComplete
from shared.testing.given import given
from tests.unit.recruitment.examples import PROJECT, uid
from tests.unit.recruitment.test_application import ELIGIBLE, FORM, REJECTED, WITHDRAWN, assess, withdraw

CALLED = ApplicantCalledToComplete(
    project=PROJECT, application=uid("anna"), criteria=("age", "disability"), complete_by=date(2021, 2, 9)
)


def call(on: str = "2021-02-02", *criteria: str, organisation: str = "MOPS") -> CallToComplete:
    return CallToComplete(
        application=uid("anna"),
        criteria=criteria or CALLED.criteria,
        on=date.fromisoformat(on),
        days=7,
        organisation=organisation,
        recruiting=("mops", "ois"),
    )


def test_the_last_day_is_the_day_of_the_call_and_the_days_of_the_project():
    given(APPLICATION, FORM).when(decide, call()).then(CALLED)


def test_the_same_call_on_the_same_day_changes_nothing():
    given(APPLICATION, FORM, CALLED).when(decide, call()).then()


@pytest.mark.parametrize(
    ("again", "criteria", "complete_by"),
    [
        (call("2021-02-02", "age"), ("age",), date(2021, 2, 9)),
        (call("2021-02-03"), CALLED.criteria, date(2021, 2, 10)),
    ],
    ids=["other criteria", "another day"],
)
def test_any_other_call_takes_the_place_of_the_last(again, criteria, complete_by):
    replaced = CALLED.model_copy(update={"criteria": criteria, "complete_by": complete_by})
    given(APPLICATION, FORM, CALLED).when(decide, again).then(replaced)
    assert APPLICATION.fold(APPLICATION.initial, [FORM, CALLED, replaced]).call == replaced


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([FORM, ELIGIBLE], "already_assessed"),
        ([FORM, REJECTED], "already_assessed"),
        ([FORM, WITHDRAWN], "application_withdrawn"),
    ],
)
def test_nobody_is_called_on_after_the_decision(events, code):
    given(APPLICATION, *events).when(decide, call()).refused(code)


def test_only_a_recruiting_organisation_calls():
    given(APPLICATION, FORM).when(decide, call(organisation="ZDZ")).refused("organisation_not_recruiting")


@pytest.mark.parametrize(
    ("command", "event"),
    [(assess(), ELIGIBLE), (assess(eligible=False, reasons=("outside_area",)), REJECTED), (withdraw(), WITHDRAWN)],
    ids=["eligible", "rejected", "withdrawn"],
)
def test_assessment_and_withdrawal_settle_what_was_owed(command, event):
    given(APPLICATION, FORM, CALLED).when(decide_on_application, command).then(event)
    assert APPLICATION.fold(APPLICATION.initial, [FORM, CALLED, event]).call is None
