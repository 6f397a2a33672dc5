"""Outcomes: what is recorded after leaving, when, beside what, and that a correction says why."""

from datetime import date
from typing import Any

import pytest

from services.recruitment.domain.outcome import OUTCOME, Leaving, RecordOutcome, decide
from services.recruitment.domain.outcome_events import (
    EmploymentConfirmed,
    ExclusionRecorded,
    OutcomeFact,
    SituationAfterLeavingRecorded,
    SocialEffectConfirmed,
)
from shared.events.event import Sealed
from shared.testing.given import given
from tests.unit.recruitment.examples import PROJECT, uid

ANNA = {"project": PROJECT, "participant": uid("anna"), "person": uid("anna's person"), "rule_version": "2018"}
EVIDENCE = {"kind": "statement", "dated": "2022-06-01"}
WHY = Sealed.of("pomyłka w dacie")
LEFT = "2022-05-31"


def situation(on: str = "2022-06-10", *codes: str, **more: Any) -> SituationAfterLeavingRecorded:
    said = {"on": on, "situations": codes or ("qualification",), "evidence": EVIDENCE}
    return SituationAfterLeavingRecorded.model_validate(ANNA | said | more)


def job(since: str = "2022-06-10", form: str = "employment_contract", **more: Any) -> EmploymentConfirmed:
    said = {"on": since, "form": form, "contracted_on": since, "until": None, "part": "1/2", "value": None}
    return EmploymentConfirmed.model_validate(ANNA | said | {"startup_grant": False, "evidence": EVIDENCE} | more)


def progress(measured_on: str = "2022-06-10", *criteria: str, **more: Any) -> SocialEffectConfirmed:
    said = {"on": measured_on, "criteria": criteria or ("health_improved",), "evidence": EVIDENCE}
    return SocialEffectConfirmed.model_validate(ANNA | said | more)


def exclusion(on: str = "2022-06-10", kind: str = "wtz_only", **more: Any) -> ExclusionRecorded:
    return ExclusionRecorded.model_validate(ANNA | {"on": on, "kind": kind, "evidence": EVIDENCE} | more)


def record(
    fact: OutcomeFact, entry: str = "unemployed_registered", ended_on: str | None = LEFT, today: str = "2022-12-31"
) -> RecordOutcome:
    leaving = Leaving.model_validate({"labour_status": entry, "ended_on": ended_on})
    return RecordOutcome(fact=fact, leaving=leaving, today=date.fromisoformat(today))


@pytest.mark.parametrize("fact", [situation(), job(), progress(), exclusion()])
def test_a_fact_is_recorded_once_and_then_corrected_with_a_reason(fact):
    given(OUTCOME).when(decide, record(fact)).then(fact)
    given(OUTCOME, fact).when(decide, record(fact)).refused("reason_missing")
    corrected = fact.model_copy(update={"reason": WHY})
    given(OUTCOME, fact).when(decide, record(corrected)).then(corrected)
    given(OUTCOME).when(decide, record(corrected)).refused("nothing_to_correct")


@pytest.mark.parametrize("fact", [situation(), job(), progress()])
def test_outcomes_wait_for_the_end_of_participation(fact):
    given(OUTCOME).when(decide, record(fact, ended_on=None)).refused("participation_not_ended")


def test_an_exclusion_may_be_recorded_while_somebody_takes_part():
    given(OUTCOME).when(decide, record(exclusion(), ended_on=None)).then(exclusion())


@pytest.mark.parametrize(
    ("fact", "field"),
    [(situation(), "on"), (job(), "since"), (progress(), "measured_on"), (exclusion(), "on")],
)
def test_no_fact_lies_in_the_future(fact, field):
    assert given(OUTCOME).when(decide, record(fact, today="2022-06-09")).refused("date_in_future").field == field
    given(OUTCOME).when(decide, record(fact, today="2022-06-10")).then(fact)


def test_neither_evidence_nor_contract_is_of_a_day_to_come():
    evidence = {"kind": "contract_copy", "dated": "2022-06-11"}
    later = given(OUTCOME).when(decide, record(job(evidence=evidence), today="2022-06-10"))
    assert later.refused("date_in_future").field == "evidence.dated"
    later = given(OUTCOME).when(decide, record(job(contracted_on="2022-06-11"), today="2022-06-10"))
    assert later.refused("date_in_future").field == "contracted_on"


@pytest.mark.parametrize(
    ("on", "inside"), [("2022-05-30", False), ("2022-05-31", True), ("2022-06-28", True), ("2022-06-29", False)]
)
def test_the_situation_is_that_of_28_days_from_the_end(on, inside):
    found = given(OUTCOME).when(decide, record(situation(on)))
    _ = found.then(situation(on)) if inside else found.refused("outside_28_days")


@pytest.mark.parametrize(
    ("entry", "code", "refused"),
    [
        ("inactive", "seeking_work", False),
        ("unemployed_registered", "seeking_work", True),
        ("unemployed_unregistered", "seeking_work", True),
        ("employed", "seeking_work", True),
        ("inactive", "job_taken", False),
        ("unemployed_registered", "job_taken", False),
        ("employed", "job_taken", True),
        ("employed", "employment_continued", False),
        ("inactive", "employment_continued", True),
        ("unemployed_registered", "employment_continued", True),
    ],
)
def test_the_situation_does_not_contradict_the_status_at_entry(entry, code, refused):
    fact = situation("2022-06-10", "qualification", code)
    found = given(OUTCOME).when(decide, record(fact, entry))
    _ = found.refused("situation_contradicts_entry") if refused else found.then(fact)


@pytest.mark.parametrize("code", ["monitoring", "none"])
def test_monitoring_and_none_stand_alone(code):
    given(OUTCOME).when(decide, record(situation("2022-06-10", code))).then(situation("2022-06-10", code))
    given(OUTCOME).when(decide, record(situation("2022-06-10", code, "other"))).refused("exclusive_situation")


def test_what_follows_monitoring_is_no_correction():
    monitored = given(OUTCOME, situation("2022-06-01", "monitoring"))
    monitored.when(decide, record(situation("2022-06-20", "job_taken"))).then(situation("2022-06-20", "job_taken"))
    mistaken = situation("2022-06-02", "none", reason=WHY)
    monitored.when(decide, record(mistaken)).then(mistaken)


def test_a_situation_is_named_once_and_at_least_one():
    given(OUTCOME).when(decide, record(situation("2022-06-10", "other", "other"))).refused("duplicate_code")
    nothing = situation().model_copy(update={"situations": ()})
    given(OUTCOME).when(decide, record(nothing)).refused("situation_missing")


def test_a_job_lasts_at_least_a_day():
    given(OUTCOME).when(decide, record(job(until="2022-06-10"))).then(job(until="2022-06-10"))
    given(OUTCOME).when(decide, record(job(until="2022-06-09"))).refused("until_before_since")


@pytest.mark.parametrize(("part", "code"), [("0", "part_out_of_range"), ("3/2", "part_out_of_range"), (None, "part_missing")])
def test_a_part_of_full_time_is_more_than_nothing_and_at_most_the_whole(part, code):
    given(OUTCOME).when(decide, record(job(part=part))).refused(code)
    given(OUTCOME).when(decide, record(job(part="1"))).then(job(part="1"))


@pytest.mark.parametrize("form", ["civil_contract", "work_contract"])
@pytest.mark.parametrize("value", [None, "0.00"])
def test_a_civil_or_work_contract_says_what_it_is_worth(form, value):
    given(OUTCOME).when(decide, record(job(form=form, part=None, value=value))).refused("value_missing")
    worth = job(form=form, part=None, value="0.01")
    given(OUTCOME).when(decide, record(worth)).then(worth)


@pytest.mark.parametrize(
    ("on", "inside"), [("2022-05-30", False), ("2022-05-31", True), ("2022-08-31", True), ("2022-09-01", False)]
)
def test_social_progress_is_measured_inside_the_window(on, inside):
    found = given(OUTCOME).when(decide, record(progress(on)))
    if inside:
        found.then(progress(on))
    else:
        assert found.refused("outside_window").field == "measured_on"


def test_social_progress_meets_at_least_one_criterion_each_named_once():
    nothing = progress().model_copy(update={"criteria": ()})
    given(OUTCOME).when(decide, record(nothing)).refused("criterion_missing")
    twice = progress("2022-06-10", "health_improved", "health_improved")
    given(OUTCOME).when(decide, record(twice)).refused("duplicate_code")


def test_an_exclusion_after_the_window_says_nothing_of_the_measure():
    given(OUTCOME).when(decide, record(exclusion("2022-08-31"))).then(exclusion("2022-08-31"))
    given(OUTCOME).when(decide, record(exclusion("2022-09-01"))).refused("outside_window")


def test_another_kind_of_exclusion_is_another_fact():
    other = exclusion(kind="school_education")
    given(OUTCOME, exclusion()).when(decide, record(other)).then(other)
