"""Opening a project: what its definition must fulfil."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from services.recruitment.domain.definition import ProjectDefinition
from services.recruitment.domain.project import PROJECT, OpenProject, ProjectOpened, decide
from shared.testing.given import given
from tests.unit.recruitment.examples import definition


def opened(**changes: object) -> ProjectOpened:
    (event,) = given(PROJECT).when(decide, OpenProject(definition=definition(**changes))).events
    assert isinstance(event, ProjectOpened)
    return event


def refused(code: str, field: str, **changes: object) -> None:
    refusal = given(PROJECT).when(decide, OpenProject(definition=definition(**changes))).refused(code)
    assert refusal.field == f"definition.{field}"


def test_a_project_is_opened_with_its_money_and_groups():
    event = opened(limit=350)
    assert (event.total, event.grant) == (Decimal("3500000.00"), Decimal("2975000.00"))
    assert [(group.target_group, group.limit) for group in event.target_groups] == [("residents", 350)]
    assert event.organisations == ("mops", "ois")


def test_a_project_is_opened_once():
    again = OpenProject(definition=definition())
    given(PROJECT, opened()).when(decide, again).refused("project_already_open")


def test_places_are_offered_on_until_three_months_before_the_end_unless_the_definition_says():
    assert opened(recruitment={"replacement_until": None}).recruitment.replacement_until == date(2023, 3, 30)
    assert opened(recruitment={"replacement_until": "2023-05-01"}).recruitment.replacement_until == date(2023, 5, 1)


def test_missing_evidence_is_handed_in_within_seven_days_unless_the_definition_says():
    written = definition().model_dump(mode="json")
    del written["recruitment"]["completion_days"]
    (event,) = given(PROJECT).when(decide, OpenProject(definition=ProjectDefinition.model_validate(written))).events
    assert event.completion_days == 7
    assert opened(recruitment={"completion_days": 5}).completion_days == 5


def test_a_project_that_was_opened_before_calls_to_complete_gives_seven_days_as_well():
    stored = {name: value for name, value in ProjectOpened.example.items() if name != "completion_days"}
    assert ProjectOpened.model_validate(stored).completion_days == 7


def test_the_sources_add_up_to_the_total():
    sources = [{"code": "grant", "title": "dofinansowanie", "amount": "2974999.99"}]
    sources += [{"code": "own", "title": "wkład własny", "amount": "525000.00"}]
    value = {"total": "3500000.00", "currency": "PLN", "sources": sources}
    refused("sources_do_not_sum", "value.sources", value=value)


def test_one_source_is_the_grant():
    value = {"total": "5.00", "currency": "PLN", "sources": [{"code": "own", "title": "wkład", "amount": "5.00"}]}
    refused("grant_missing", "value.sources", value=value)


def test_a_project_does_not_end_before_it_starts():
    refused("period_reversed", "ends_on", ends_on="2020-12-31")


def test_a_project_has_a_target_group():
    refused("no_target_group", "target_groups", target_groups=[])


def test_somebody_recruits():
    refused("no_recruiting_organisation", "recruitment.organisations", recruitment={"organisations": []})


def test_the_last_day_of_replacement_lies_in_the_project():
    until = {"replacement_until": "2023-07-01"}
    refused("outside_project_period", "recruitment.replacement_until", recruitment=until)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        (
            "target_groups",
            {"target_groups": [{"code": "a", "title": "A", "limit": 1}, {"code": "a", "title": "B", "limit": 2}]},
        ),
        ("partners", {"partners": [{"code": "ois", "title": "A"}, {"code": "ois", "title": "B"}]}),
        ("recruitment.organisations", {"recruitment": {"organisations": ["mops", "mops"]}}),
        ("recruitment.premises", {"recruitment": {"premises": [{"code": "a", "title": "A"}, {"code": "a", "title": "B"}]}}),
    ],
)
def test_each_code_stands_once(field, changes):
    refused("duplicate_code", field, **changes)


@pytest.mark.parametrize(
    "recruitment",
    [
        {"order": "lottery"},
        {"priority_groups": [{"code": "friends", "title": "znajomi"}]},
        {"offer_answer_days": 0},
        {"completion_days": 0},
        {"multiple_exclusion_at_least": 1},
        {"surprise": True},
    ],
)
def test_what_recruitment_does_not_know_is_no_definition(recruitment):
    with pytest.raises(ValidationError):
        definition(recruitment=recruitment)


def test_an_amount_is_never_a_float():
    written = definition().model_dump(mode="json")
    written["value"]["total"] = 3500000.0
    with pytest.raises(ValidationError):
        ProjectDefinition.model_validate(written)


def test_a_project_says_how_it_is_measured_or_is_not():
    setting = {"version": "2018", "name": "efektywność społeczno-zatrudnieniowa"}
    assert opened(effectiveness=setting).effectiveness.model_dump() == setting
    assert opened().effectiveness is None
