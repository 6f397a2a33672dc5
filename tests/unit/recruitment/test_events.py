"""The events of recruitment: every example loads, and nothing sensitive is published."""

import json

import pytest

from services.recruitment.events import EVENTS

ALL = sorted(EVENTS.events)
SENSITIVE = {
    "premises",
    "disability_degree",
    "disability_kinds",
    "labour_status",
    "applied_at",
    "priority",
    "priority_groups",
    "premises_count",
    "reason",
    "reasons",
    "goals",
    "late_reason",
    "pesel",
    "given_name",
    "family_name",
    "birth_date",
    "no_pesel",
    "document",
    "identity",
    "phone",
    "email",
    "address",
    "capacity",
    "of",
    "in_education",
    "kind",
    "situations",
    "form",
    "contracted_on",
    "until",
    "part",
    "value",
    "startup_grant",
    "criteria",
    "evidence",
}


@pytest.mark.parametrize("name", ALL)
def test_an_example_is_an_event(name):
    kind = EVENTS.events[name]
    event = kind.model_validate(kind.example)
    assert EVENTS.decode(name, kind.about.version, event.stored_json()) == event


@pytest.mark.parametrize("name", ALL)
def test_what_is_published_tells_nothing_sensitive(name):
    kind = EVENTS.events[name]
    published = kind.model_validate(kind.example).published_json()
    assert published is None or not SENSITIVE & json.loads(published).keys()


OF_THE_CENTRE = {"AccessLogAnchored"}
"""The log of reads is one for all projects."""


@pytest.mark.parametrize("name", sorted(set(ALL) - OF_THE_CENTRE))
def test_what_is_published_belongs_to_a_project(name):
    kind = EVENTS.events[name]
    published = kind.model_validate(kind.example).published_json()
    assert published is None or json.loads(published)["project"]


OUTCOMES = ["EmploymentConfirmed", "ExclusionRecorded", "SituationAfterLeavingRecorded", "SocialEffectConfirmed"]


@pytest.mark.parametrize("name", OUTCOMES)
def test_of_an_outcome_only_that_and_when_it_was_recorded_is_published(name):
    kind = EVENTS.events[name]
    published = json.loads(kind.model_validate(kind.example).published_json())
    assert published.keys() == {"project", "participant", "on"}
