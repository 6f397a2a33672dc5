"""Certificates: for who was there, once of each kind, a qualification with its issuer, a competence with its four stages."""

import json
from datetime import date

import pytest

from services.activities.domain.activity import ActivityForm
from services.activities.domain.certificate import (
    CERTIFICATE,
    CertificateIssued,
    CertificateKind,
    Issue,
    Stages,
    decide,
)
from shared.testing.given import given
from tests.unit.activities.lists import ANNA, DAY, PROJECT, WORKSHOP, planned

QUALIFICATION, COMPETENCE = CertificateKind
SECOND_DAY = date(2023, 6, 17)
EXAM = date(2023, 6, 20)
STAGES = Stages(scope=date(2023, 5, 2), standard=date(2023, 5, 2), assessment=date(2023, 6, 17), comparison=date(2023, 6, 18))


def issue(**changes: object) -> Issue:
    wish = Issue(
        activity=planned(),
        participant=ANNA,
        kind=QUALIFICATION,
        issued_on=EXAM,
        number="17/2023",
        issuer="Zakład Doskonalenia Zawodowego",
        attended=(DAY, SECOND_DAY),
        today=date(2023, 6, 21),
    )
    return wish.model_copy(update=changes)


def competence(**changes: object) -> Issue:
    return issue(kind=COMPETENCE, issuer=None, number=None, stages=STAGES).model_copy(update=changes)


ISSUED = CertificateIssued(
    project=PROJECT,
    activity=WORKSHOP,
    participant=ANNA,
    kind=QUALIFICATION,
    issued_on=EXAM,
    number="17/2023",
    issuer="Zakład Doskonalenia Zawodowego",
    stages=None,
)


def test_a_qualification_is_issued_with_number_and_issuer() -> None:
    given(CERTIFICATE).when(decide, issue()).then(ISSUED)


def test_a_competence_is_issued_with_its_four_stages() -> None:
    given(CERTIFICATE).when(decide, competence()).then(
        ISSUED.model_copy(update={"kind": COMPETENCE, "number": None, "issuer": None, "stages": STAGES})
    )


def test_it_is_issued_once() -> None:
    given(CERTIFICATE, ISSUED).when(decide, issue(number="18/2023")).refused("certificate_already_issued")


def test_who_was_never_there_has_none() -> None:
    no = given(CERTIFICATE).when(decide, issue(attended=())).refused("no_attendance")

    assert no.field == "participant"


@pytest.mark.parametrize("day", [DAY, SECOND_DAY])
def test_it_may_bear_the_day_of_the_first_session_attended_or_a_later_one(day: date) -> None:
    given(CERTIFICATE).when(decide, issue(issued_on=day)).then(ISSUED.model_copy(update={"issued_on": day}))


def test_it_does_not_bear_a_day_before_the_first_session_attended() -> None:
    no = given(CERTIFICATE).when(decide, issue(issued_on=date(2023, 6, 9))).refused("issued_before_attendance")

    assert no.facts["first_attended_on"] == "2023-06-10"


def test_it_does_not_bear_a_day_to_come() -> None:
    given(CERTIFICATE).when(decide, issue(today=date(2023, 6, 19))).refused("date_in_future")
    given(CERTIFICATE).when(decide, issue(today=EXAM)).then(ISSUED)


def test_a_qualification_names_its_issuer_and_has_no_stages() -> None:
    given(CERTIFICATE).when(decide, issue(issuer=None)).refused("issuer_missing")
    given(CERTIFICATE).when(decide, issue(stages=STAGES)).refused("stages_not_foreseen")


def test_a_competence_is_proven_in_stages() -> None:
    given(CERTIFICATE).when(decide, competence(stages=None)).refused("stages_missing")


@pytest.mark.parametrize(
    ("stage", "day", "field"),
    [
        ("standard", date(2023, 5, 1), "stages.standard"),
        ("assessment", date(2023, 5, 1), "stages.assessment"),
        ("comparison", date(2023, 6, 16), "stages.comparison"),
        ("comparison", date(2023, 6, 21), "issued_on"),
    ],
)
def test_the_stages_follow_each_other_and_the_certificate_follows_them(stage: str, day: date, field: str) -> None:
    stages = STAGES.model_copy(update={stage: day})

    assert given(CERTIFICATE).when(decide, competence(stages=stages)).refused("stages_out_of_order").field == field


@pytest.mark.parametrize("form", ActivityForm)
def test_only_a_course_or_a_workshop_ends_with_a_certificate(form: ActivityForm) -> None:
    outcome = given(CERTIFICATE).when(decide, issue(activity=planned().model_copy(update={"form": form})))

    if form in (ActivityForm.COURSE, ActivityForm.WORKSHOP):
        outcome.then(ISSUED)
    else:
        outcome.refused("form_without_certificate")


def test_subscribers_learn_who_gained_what_when_and_no_number() -> None:
    assert json.loads(ISSUED.published_json() or b"") == {
        "project": PROJECT,
        "activity": str(WORKSHOP),
        "participant": str(ANNA),
        "kind": "qualification",
        "issued_on": "2023-06-20",
    }
