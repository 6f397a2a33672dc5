"""Appeals: once, against a rejection, decided by somebody else than who assessed."""

from datetime import date

import pytest

from services.recruitment.domain.appeal import Appeal, DecideAppeal, decide
from services.recruitment.domain.appeal_events import AppealDecided, AssessmentAppealed
from services.recruitment.domain.application import APPLICATION, Withdraw, check_eligible
from services.recruitment.domain.application import decide as decide_on_application
from services.recruitment.domain.words import WithdrawalReason
from shared.kernel.errors import Forbidden, Refused
from shared.testing.given import given
from tests.unit.recruitment.examples import PROJECT, uid
from tests.unit.recruitment.test_application import ELIGIBLE, FORM, REJECTED, WITHDRAWN

APPEALED = AssessmentAppealed(project=PROJECT, application=uid("anna"), on=date(2021, 2, 20))


def decided(upheld: bool) -> AppealDecided:
    return AppealDecided(project=PROJECT, application=uid("anna"), upheld=upheld, on=date(2021, 3, 1))


def appeal(on: str = "2021-02-20") -> Appeal:
    return Appeal(application=uid("anna"), on=date.fromisoformat(on))


def decision(upheld: bool = True, by: str = "member") -> DecideAppeal:
    who = {"by": uid(by), "assessed_by": uid("worker")}
    return DecideAppeal(application=uid("anna"), upheld=upheld, on=date(2021, 3, 1), **who)


def test_who_was_rejected_appeals():
    given(APPLICATION, FORM, REJECTED).when(decide, appeal()).then(APPEALED)


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([FORM], "application_not_assessed"),
        ([FORM, ELIGIBLE], "nothing_to_appeal"),
        ([FORM, REJECTED, APPEALED], "already_appealed"),
        ([FORM, REJECTED, APPEALED, decided(upheld=False)], "already_appealed"),
        ([FORM, WITHDRAWN], "application_withdrawn"),
    ],
)
def test_nothing_else_is_appealed_against(events, code):
    given(APPLICATION, *events).when(decide, appeal()).refused(code)


def test_nobody_appeals_before_applying():
    given(APPLICATION, FORM, REJECTED).when(decide, appeal("2021-01-31")).refused("appealed_before_application")


@pytest.mark.parametrize("upheld", [True, False])
def test_somebody_else_than_who_assessed_decides(upheld):
    given(APPLICATION, FORM, REJECTED, APPEALED).when(decide, decision(upheld)).then(decided(upheld))


def test_who_assessed_does_not_decide():
    state = APPLICATION.fold(APPLICATION.initial, [FORM, REJECTED, APPEALED])
    with pytest.raises(Forbidden) as no:
        decide(state, decision(by="worker"))
    assert no.value.code == "same_person"


def test_an_appeal_is_decided_once():
    given(APPLICATION, FORM, REJECTED, APPEALED, decided(upheld=False)).when(decide, decision()).refused("no_open_appeal")
    given(APPLICATION, FORM, REJECTED).when(decide, decision()).refused("no_open_appeal")


def test_only_an_appeal_that_was_upheld_gives_the_right_to_a_place():
    check_eligible(APPLICATION.fold(APPLICATION.initial, [FORM, REJECTED, APPEALED, decided(upheld=True)]))
    for events in ([FORM, REJECTED, APPEALED], [FORM, REJECTED, APPEALED, decided(upheld=False)]):
        with pytest.raises(Refused, match="application_rejected"):
            check_eligible(APPLICATION.fold(APPLICATION.initial, events))


def test_who_appealed_may_still_give_up():
    withdraw = Withdraw(application=uid("anna"), on=date(2021, 2, 5), reason=WithdrawalReason.RESIGNED)
    given(APPLICATION, FORM, REJECTED, APPEALED).when(decide_on_application, withdraw).then(WITHDRAWN)
