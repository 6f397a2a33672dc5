"""Criteria of an assessment: what form and registry say of each, and what the results of all of them come to."""

from datetime import date
from typing import Any

import pytest

from services.recruitment.domain.criteria import Applicant, Criterion, Result, conclude, findings, proposal, recorded
from services.recruitment.domain.definition import Exclusive
from services.recruitment.domain.words import DisabilityDegree, DisabilityKind, LabourStatus
from services.recruitment.rules import CRITERIA
from shared.kernel.errors import Invalid
from tests.unit.recruitment.examples import recruitment_rules

ALL_MET = dict.fromkeys(Criterion, Result.MET)


def applicant(**changes: Any) -> Applicant:
    """Born on 1 February 2006: fifteen on the day of the application."""
    known: dict[str, Any] = {
        "target_group": "Mieszkańcy",
        "premises": ("bezdomność",),
        "applied_on": date(2021, 2, 1),
        "born_on": date(2006, 2, 1),
        "labour_status": LabourStatus.INACTIVE,
        "disability_degree": DisabilityDegree.NONE,
        "disability_kinds": (),
        "no_same_support": True,
    }
    return Applicant.model_validate(known | changes)


def found(criterion: Criterion, rules: dict[str, Any] | None = None, **changes: Any) -> tuple[str, Result | None, str]:
    told = findings(applicant(**changes), recruitment_rules(**(rules or {})), CRITERIA)
    return next((one.fact, one.result, one.rule) for one in told if one.criterion is criterion)


def test_an_assessment_is_positive_when_every_criterion_is_met() -> None:
    conclusion = conclude(ALL_MET)
    assert (conclusion.eligible, conclusion.reasons) == (True, ())


def test_what_is_not_met_is_the_reason_in_the_order_of_the_criteria() -> None:
    conclusion = conclude(ALL_MET | {Criterion.AGE: Result.NOT_MET, Criterion.PREMISES: Result.NOT_MET})
    assert (conclusion.eligible, conclusion.reasons) == (False, ("premises", "age"))


def test_missing_evidence_assesses_nothing() -> None:
    missing = {Criterion.DISABILITY: Result.EVIDENCE_MISSING, Criterion.AGE: Result.EVIDENCE_MISSING}
    conclusion = conclude(ALL_MET | missing)
    assert (conclusion.eligible, conclusion.reasons, conclusion.missing) == (False, (), ("age", "disability"))


def test_evidence_that_is_missing_elsewhere_does_not_stop_a_rejection() -> None:
    conclusion = conclude(ALL_MET | {Criterion.AGE: Result.EVIDENCE_MISSING, Criterion.PREMISES: Result.NOT_MET})
    assert (conclusion.eligible, conclusion.reasons, conclusion.missing) == (False, ("premises",), ())


def test_the_criteria_of_a_call_give_its_results_back() -> None:
    results = recorded(("age",))
    assert results == ALL_MET | {Criterion.AGE: Result.EVIDENCE_MISSING}
    assert conclude(results).missing == ("age",)


@pytest.mark.parametrize("left", list(Criterion))
def test_a_criterion_that_nobody_judged_is_named(left: Criterion) -> None:
    with pytest.raises(Invalid) as no:
        conclude({one: Result.MET for one in Criterion if one is not left})
    assert (no.value.code, no.value.field) == ("criterion_not_judged", f"results.{left.value}")


def test_the_age_is_of_completed_years_on_the_day_of_the_application() -> None:
    fifteen = {"min_age": 15}
    told = "ukończone lata w dniu zgłoszenia: 15", Result.MET, "Ukończone lata w dniu zgłoszenia, co najmniej: 15."
    assert found(Criterion.AGE, fifteen) == told
    assert found(Criterion.AGE, fifteen, born_on=date(2006, 2, 2))[:2] == (
        "ukończone lata w dniu zgłoszenia: 14",
        Result.NOT_MET,
    )
    assert found(Criterion.AGE, fifteen, born_on=None)[:2] == ("data urodzenia nieznana", None)
    assert found(Criterion.AGE, born_on=None)[1:] == (Result.MET, "Projekt nie określa wieku.")


def test_premises_are_proved_and_without_one_named_there_is_nothing_to_prove() -> None:
    assert found(Criterion.PREMISES, premises=("bezdomność", "ubóstwo"))[:2] == ("bezdomność; ubóstwo", None)
    assert found(Criterion.PREMISES, premises=())[:2] == ("brak", Result.NOT_MET)
    assert found(Criterion.PREMISES, {"premises": ()}, premises=())[1:] == (None, "Projekt nie ma listy przesłanek.")


def test_a_disability_is_proved_unless_there_is_none_or_the_person_refuses_to_say() -> None:
    severe = {"disability_degree": DisabilityDegree.SEVERE, "disability_kinds": (DisabilityKind.PSYCHIATRIC,)}
    assert found(Criterion.DISABILITY, **severe)[:2] == ("znaczny; zaburzenia psychiczne", None)
    for degree in (DisabilityDegree.NONE, DisabilityDegree.REFUSED):
        assert found(Criterion.DISABILITY, disability_degree=degree)[1] is Result.MET


def test_the_declaration_is_asked_for_where_the_same_support_is_excluded() -> None:
    assert found(Criterion.NO_SAME_SUPPORT)[:2] == ("złożone", Result.MET)
    assert found(Criterion.NO_SAME_SUPPORT, no_same_support=False)[:2] == ("brak", Result.NOT_MET)
    alone = {"exclusive": Exclusive.ANY_PROJECT}
    assert found(Criterion.NO_SAME_SUPPORT, alone, no_same_support=False)[1] is Result.MET


def test_what_only_the_evidence_tells_speaks_against_nobody_beforehand() -> None:
    known = {one.criterion: one.result for one in findings(applicant(premises=()), recruitment_rules(), CRITERIA)}
    assert [one for one, result in known.items() if result is None] == [Criterion.TARGET_GROUP, Criterion.LABOUR_STATUS]
    assert proposal(known).reasons == ("premises",)
    assert proposal(known | {Criterion.PREMISES: None}).eligible


def test_every_criterion_has_its_rule_with_a_source_and_a_day() -> None:
    assert CRITERIA.keys() == set(Criterion)
    assert all(rule.source and rule.confidence and rule.valid_from <= date(2015, 1, 1) for rule in CRITERIA.values())
