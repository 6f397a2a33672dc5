"""Participation: it starts with the first support under a contract and follows that support when it moves."""

from datetime import date

import pytest

from services.recruitment.domain.participation import (
    PARTICIPATION,
    ReceiveSupport,
    TakeSupportBack,
    check_not_started,
    decide,
    finishes,
)
from services.recruitment.domain.participation_events import (
    ContractSigned,
    ParticipationEnded,
    ParticipationStartCorrected,
    ParticipationStarted,
    SupportReceived,
    SupportTakenBack,
)
from services.recruitment.domain.words import EndReason, ServiceClass
from shared.kernel.errors import Refused
from shared.testing.given import given
from tests.unit.recruitment.examples import PROJECT, uid

ANNA = {"project": PROJECT, "participant": uid("anna")}
BORN = date(1980, 3, 17)  # 40 until 16 March 2021, 41 from the 17th
SIGNED = ContractSigned(**ANNA, person=uid("anna's person"), signed_on=date(2021, 3, 1))


def day(number: int) -> date:
    return date(2021, 3, number)


def attend(number: int, service_class: ServiceClass = ServiceClass.SOCIAL) -> ReceiveSupport:
    """Present at the session of that day of March."""
    return ReceiveSupport(**ANNA, session=uid(f"session {number}"), on=day(number), service_class=service_class, born_on=BORN)


def absent(number: int) -> TakeSupportBack:
    return TakeSupportBack(**ANNA, session=uid(f"session {number}"), on=day(number), born_on=BORN)


def received(number: int, service_class: ServiceClass = ServiceClass.SOCIAL) -> SupportReceived:
    return SupportReceived(**ANNA, session=uid(f"session {number}"), on=day(number), service_class=service_class)


def taken_back(number: int, service_class: ServiceClass = ServiceClass.SOCIAL) -> SupportTakenBack:
    return SupportTakenBack(**ANNA, session=uid(f"session {number}"), on=day(number), service_class=service_class)


def started(number: int, age: int) -> ParticipationStarted:
    return ParticipationStarted(**ANNA, on=day(number), age=age, session=uid(f"session {number}"))


def moved(previous: int, on: int | None, age: int | None) -> ParticipationStartCorrected:
    return ParticipationStartCorrected(**ANNA, previous=day(previous), on=on and day(on), age=age)


def end(number: int, reason: EndReason = EndReason.PATH_COMPLETED, along_path: bool = True) -> ParticipationEnded:
    return ParticipationEnded(**ANNA, person=uid("anna's person"), on=day(number), along_path=along_path, reason=reason)


def test_a_contract_is_signed_once():
    given(PARTICIPATION).when(decide, SIGNED).then(SIGNED)
    given(PARTICIPATION, SIGNED).when(decide, SIGNED).refused("contract_already_signed")


def test_the_first_support_starts_participation_with_the_age_of_that_day():
    given(PARTICIPATION, SIGNED).when(decide, attend(16)).then(received(16), started(16, age=40))
    given(PARTICIPATION, SIGNED).when(decide, attend(17)).then(received(17), started(17, age=41))


def test_support_on_the_day_of_the_contract_starts_participation():
    given(PARTICIPATION, SIGNED).when(decide, attend(1)).then(received(1), started(1, age=40))


def test_support_before_a_contract_is_refused():
    given(PARTICIPATION).when(decide, attend(10)).refused("contract_missing")
    signed_later = SIGNED.model_copy(update={"signed_on": day(11)})
    given(PARTICIPATION, signed_later).when(decide, attend(10)).refused("contract_missing")


def test_later_support_changes_nothing():
    given(PARTICIPATION, SIGNED, received(10), started(10, 40)).when(decide, attend(20)).then(received(20))


def test_the_same_session_counts_once():
    given(PARTICIPATION, SIGNED, received(10), started(10, 40)).when(decide, attend(10)).then()


def test_support_that_is_entered_late_moves_the_start_earlier():
    since_the_20th = given(PARTICIPATION, SIGNED, received(20), started(20, 41))
    since_the_20th.when(decide, attend(10)).then(received(10), moved(20, 10, age=40))


def test_a_corrected_first_attendance_moves_the_start_to_the_next_support():
    twice = given(PARTICIPATION, SIGNED, received(10), started(10, 40), received(20))
    twice.when(decide, absent(10)).then(taken_back(10), moved(10, 20, age=41))


def test_a_corrected_only_attendance_undoes_the_start():
    once = given(PARTICIPATION, SIGNED, received(10), started(10, 40))
    once.when(decide, absent(10)).then(taken_back(10), moved(10, None, age=None))


def test_after_an_undone_start_the_next_support_starts_anew():
    undone = given(PARTICIPATION, SIGNED, received(10), started(10, 40), taken_back(10), moved(10, None, None))
    undone.when(decide, attend(20)).then(received(20), started(20, 41))


def test_a_support_that_is_taken_back_is_of_the_class_it_was_received_with():
    vocational = given(PARTICIPATION, SIGNED, received(10), started(10, 40)).when(decide, attend(20, ServiceClass.VOCATIONAL))
    vocational.then(received(20, ServiceClass.VOCATIONAL))
    twice = given(PARTICIPATION, SIGNED, received(10), started(10, 40), received(20, ServiceClass.VOCATIONAL))
    twice.when(decide, absent(20)).then(taken_back(20, ServiceClass.VOCATIONAL))


def test_a_corrected_later_attendance_leaves_the_start():
    twice = given(PARTICIPATION, SIGNED, received(10), started(10, 40), received(20))
    twice.when(decide, absent(20)).then(taken_back(20))


def test_an_unknown_support_cannot_be_taken_back():
    given(PARTICIPATION, SIGNED).when(decide, absent(10)).then()


def test_participation_ends_once_on_or_after_its_start():
    begun = (SIGNED, received(10), started(10, 40))
    given(PARTICIPATION, *begun).when(decide, end(10)).then(end(10))
    given(PARTICIPATION, *begun).when(decide, end(9)).refused("end_before_start")
    given(PARTICIPATION, *begun, end(10)).when(decide, end(12)).refused("participation_ended")


def test_who_has_not_started_withdraws_instead():
    given(PARTICIPATION, SIGNED).when(decide, end(10)).refused("participation_not_started")


def test_who_has_started_does_not_withdraw():
    with pytest.raises(Refused) as no:
        check_not_started(given(PARTICIPATION, SIGNED, received(10), started(10, 40)).state)
    assert no.value.code == "participation_started"


def test_the_last_support_lies_inside_the_participation():
    twice = (SIGNED, received(10), started(10, 40), received(20))
    given(PARTICIPATION, *twice).when(decide, end(19)).refused("support_after_end")
    given(PARTICIPATION, *twice, end(20)).when(decide, attend(21)).refused("participation_ended")


def test_support_inside_an_ended_participation_may_still_be_entered():
    ended = given(PARTICIPATION, SIGNED, received(10), started(10, 40), end(20))
    ended.when(decide, attend(15)).then(received(15))


def test_an_ended_participation_keeps_at_least_one_support():
    ended = given(PARTICIPATION, SIGNED, received(10), started(10, 40), end(20))
    ended.when(decide, absent(10)).refused("participation_ended")


@pytest.mark.parametrize(
    ("reason", "along_path"),
    [(EndReason.PATH_COMPLETED, False), (EndReason.RULES_BROKEN, True), (EndReason.FALSE_DATA, True)],
)
def test_reason_and_path_do_not_contradict_each_other(reason, along_path):
    begun = given(PARTICIPATION, SIGNED, received(10), started(10, 40))
    begun.when(decide, end(20, reason, along_path)).refused("reason_contradicts_path")


@pytest.mark.parametrize(
    ("reason", "along_path", "keeps_the_place"),
    [
        (EndReason.PATH_COMPLETED, True, True),
        (EndReason.EMPLOYMENT, False, True),
        (EndReason.OTHER, True, True),
        (EndReason.OTHER, False, False),
        (EndReason.ILLNESS, False, False),
        (EndReason.DEATH, False, False),
        (EndReason.RULES_BROKEN, False, False),
    ],
)
def test_finishing_keeps_the_place_and_interruption_or_removal_releases_it(reason, along_path, keeps_the_place):
    assert finishes(reason, along_path=along_path) is keeps_the_place
