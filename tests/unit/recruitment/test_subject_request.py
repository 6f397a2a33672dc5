"""Requests of people about their data: answered in each project, refused under a duty, answered by the erasure at last."""

from datetime import date
from typing import Any

from services.recruitment.domain.subject_request import (
    SUBJECT_REQUEST,
    AnswerRequest,
    ConfirmErasure,
    Duty,
    LiftRestriction,
    ReceiveRequest,
    RefuseRequest,
    decide,
    due_on,
)
from services.recruitment.domain.subject_request_events import (
    AnswerKind,
    ProcessingRestricted,
    RefusalReason,
    RestrictionLifted,
    SubjectRequestAnswered,
    SubjectRequestReceived,
    SubjectRequestRefused,
)
from shared.events.event import Sealed
from shared.testing.given import given
from tests.unit.recruitment.examples import uid

WHO = {"request": uid("request"), "person": uid("anna")}
DUTY = Duty(project="bridge", basis="reg_2021_1060", until=date(2031, 12, 31))
WORDS = Sealed.of("dane przechowujemy do końca okresu trwałości")


def receive(kind: str, *projects: str, duties: tuple[Duty, ...] = (), on: str = "2024-03-01") -> ReceiveRequest:
    said = WHO | {"projects": projects or ("bridge",), "kind": kind, "received_on": on, "channel": "letter"}
    return ReceiveRequest.model_validate(said | {"duties": duties, "explanation": WORDS, "today": "2024-03-04"})


def received(kind: str, *projects: str) -> SubjectRequestReceived:
    said = {"projects": projects or ("bridge",), "kind": kind, "received_on": "2024-03-01", "channel": "letter"}
    return SubjectRequestReceived.model_validate(WHO | said)


def refused(project: str = "bridge", **more: Any) -> SubjectRequestRefused:
    duty = {"reason": "legal_duty", "basis": "reg_2021_1060", "until": "2031-12-31", "explanation": WORDS}
    return SubjectRequestRefused.model_validate(WHO | {"project": project} | duty | more)


def answered(answer: str, project: str = "bridge", **more: Any) -> SubjectRequestAnswered:
    return SubjectRequestAnswered.model_validate(WHO | {"project": project, "answer": answer} | more)


def restricted(project: str = "bridge") -> ProcessingRestricted:
    return ProcessingRestricted.model_validate(WHO | {"project": project})


def test_there_are_thirty_days_to_answer() -> None:
    assert due_on(date(2024, 3, 1)) == date(2024, 3, 31)
    assert due_on(date(2023, 12, 15)) == date(2024, 1, 14)


def test_a_request_for_access_is_recorded_and_answered_by_giving_the_data() -> None:
    given(SUBJECT_REQUEST).when(decide, receive("access")).then(received("access"))
    answer = AnswerRequest(project="bridge")
    given(SUBJECT_REQUEST, received("access")).when(decide, answer).then(answered("data_given"))
    again = given(SUBJECT_REQUEST, received("access"), answered("data_given"))
    again.when(decide, answer).refused("not_open_in_project")


def test_a_request_cannot_come_tomorrow() -> None:
    given(SUBJECT_REQUEST).when(decide, receive("access", on="2024-03-05")).refused("date_in_future")


def test_erasure_under_a_duty_is_recorded_refused_and_restricts_processing_at_once() -> None:
    command = receive("erasure", "bridge", "over", duties=(DUTY,))
    outcome = given(SUBJECT_REQUEST).when(decide, command)
    outcome.then(received("erasure", "bridge", "over"), refused(), restricted())
    assert outcome.state.open == ("over",)


def test_erasure_is_not_answered_by_hand() -> None:
    answer = AnswerRequest(project="bridge")
    given(SUBJECT_REQUEST, received("erasure")).when(decide, answer).refused("answered_by_erasure")


def test_what_was_refused_under_a_duty_is_answered_when_the_data_goes() -> None:
    before = (received("erasure"), refused(), restricted())
    outcome = given(SUBJECT_REQUEST, *before).when(decide, ConfirmErasure(project="bridge"))
    outcome.then(answered("erased"))
    assert outcome.state.restricted == ()
    given(SUBJECT_REQUEST, *before, answered("erased")).when(decide, ConfirmErasure(project="bridge")).then()
    given(SUBJECT_REQUEST, received("access")).when(decide, ConfirmErasure(project="bridge")).then()


def test_a_duty_stands_against_erasure_alone_and_only_while_it_lasts() -> None:
    refusal = RefuseRequest(project="bridge", reason=RefusalReason.LEGAL_DUTY, duty=DUTY, explanation=WORDS)
    given(SUBJECT_REQUEST, received("access")).when(decide, refusal).refused("no_legal_duty")
    over = refusal.model_copy(update={"duty": None})
    given(SUBJECT_REQUEST, received("erasure")).when(decide, over).refused("no_legal_duty")
    given(SUBJECT_REQUEST, received("erasure")).when(decide, refusal).then(refused(), restricted())


def test_a_request_of_somebody_unknown_is_refused_with_words() -> None:
    reason = RefusalReason.IDENTITY_NOT_CONFIRMED
    refusal = RefuseRequest(project="bridge", reason=reason, explanation=WORDS)
    expected = refused(reason=reason, basis=None, until=None)
    given(SUBJECT_REQUEST, received("access")).when(decide, refusal).then(expected)


def test_a_restriction_is_made_by_the_answer_and_lifted_with_a_reason() -> None:
    asked = given(SUBJECT_REQUEST, received("restriction"))
    asked.when(decide, AnswerRequest(project="bridge")).then(answered("restricted"), restricted())
    lift = LiftRestriction(project="bridge", reason=WORDS)
    lifted = RestrictionLifted(**WHO, project="bridge", reason=WORDS)
    made = given(SUBJECT_REQUEST, received("restriction"), answered("restricted"), restricted())
    made.when(decide, lift).then(lifted)
    asked.when(decide, lift).refused("not_restricted")


def test_each_project_is_answered_for_itself() -> None:
    two = given(SUBJECT_REQUEST, received("rectification", "bridge", "over"), answered("rectified"))
    two.when(decide, AnswerRequest(project="over")).then(answered("rectified", "over"))
    assert two.state.open == ("over",)
    two.when(decide, AnswerRequest(project="elsewhere")).refused("not_open_in_project")
    assert {kind.value for kind in AnswerKind} == {"data_given", "erased", "rectified", "restricted"}
