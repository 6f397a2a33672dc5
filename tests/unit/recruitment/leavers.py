"""People who left a project, for tests of effectiveness; a test names only what matters to it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.recruitment.domain.effectiveness import Dimension, Measure, Reading, Verdict, verdict
from services.recruitment.domain.effectiveness_facts import Exclusion, Job, PersonFacts, SocialEffect
from services.recruitment.rules import EFFECTIVENESS, MINIMUM_WAGES
from tests.unit.recruitment.examples import uid

COMPLETED: Mapping[str, Any] = {
    "started_on": "2021-03-01",
    "age": 40,
    "ended_on": "2022-05-31",
    "along_path": True,
    "end_reason": "path_completed",
    "vocational_supports": 3,
    "labour_status": "inactive",
    "in_education": False,
    "disability_degree": "none",
    "disability_kinds": (),
}
"""Came inactive, had vocational support, completed the path on 31 May 2022: the window lasts until 31 August 2022."""


def person(name: str = "anna", **changes: Any) -> PersonFacts:
    return PersonFacts.model_validate(COMPLETED | {"participant": uid(name)} | changes)


def job(form: str = "employment_contract", since: str = "2022-06-01", until: str | None = None, **more: Any) -> Job:
    """A full-time contract without an end, unless said otherwise; made on the day the work began."""
    said = {"form": form, "contracted_on": since, "since": since, "until": until}
    return Job.model_validate(said | {"part": "1", "value": None, "startup_grant": False} | more)


def progress(measured_on: str = "2022-06-15", *criteria: str) -> SocialEffect:
    return SocialEffect.model_validate({"criteria": criteria or ("health_improved",), "measured_on": measured_on})


def exclusion(kind: str, on: str = "2022-06-01") -> Exclusion:
    return Exclusion.model_validate({"kind": kind, "on": on})


def measure(version: str = "2018", as_of: str = "2022-12-31", reading: Reading = Reading.ALL_FINISHED) -> Measure:
    return Measure(EFFECTIVENESS[version], MINIMUM_WAGES, date.fromisoformat(as_of), reading)


def employment(facts: PersonFacts, **asked: Any) -> Verdict:
    return verdict(Dimension.EMPLOYMENT, facts, measure(**asked))


def social(facts: PersonFacts, **asked: Any) -> Verdict:
    return verdict(Dimension.SOCIAL, facts, measure(**asked))
