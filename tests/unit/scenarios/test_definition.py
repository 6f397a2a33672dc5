"""The definition of "Góra pomocy 3" says what its announcement says, and of everything else that it was assumed."""

from decimal import Decimal
from pathlib import Path

import pytest

import deploy
from deploy.play.reader import load_yaml

FILE = Path(deploy.__file__).parent / "projects" / "gora-pomocy-3.yaml"


@pytest.fixture(scope="module")
def definition():
    return load_yaml(FILE)


def leaves(value, path):
    match value:
        case dict():
            for key, inner in value.items():
                yield from leaves(inner, f"{path}.{key}")
        case list():
            for number, inner in enumerate(value):
                yield from leaves(inner, f"{path}.{number}")
        case _:
            yield path


def test_every_fact_of_the_project_names_its_page_or_says_that_it_was_assumed(definition):
    said_by = definition["said_by"]
    unsaid = [leaf for leaf in leaves(definition["project"], "project") if not any(covers(path, leaf) for path in said_by)]
    assert unsaid == []
    assert set(said_by.values()) <= {*definition["sources"], "assumption"}


def test_no_source_is_given_for_what_is_not_there(definition):
    there = list(leaves(definition["project"], "project"))
    assert [path for path in definition["said_by"] if not any(covers(path, leaf) for leaf in there)] == []


def covers(path, leaf):
    return leaf == path or leaf.startswith(f"{path}.")


def test_the_frame_is_that_of_the_announcement(definition):
    project = definition["project"]
    assert (project["starts_on"], project["ends_on"]) == ("2021-01-01", "2023-06-30")
    assert project["target_groups"][0]["limit"] == 350
    assert [partner["code"] for partner in project["partners"]] == ["ois", "zdz"]
    assert len(project["recruitment"]["premises"]) == 4
    assert len(project["recruitment"]["priority_groups"]) == 3


def test_the_money_adds_up_and_the_grant_is_eighty_five_percent(definition):
    value = definition["project"]["value"]
    amounts = {source["code"]: Decimal(source["amount"]) for source in value["sources"]}
    assert sum(amounts.values()) == Decimal(value["total"]) == Decimal("3500000.00")
    assert amounts["grant"] / Decimal(value["total"]) == Decimal("0.85")


def test_thirteen_activities_have_a_date_and_the_cycle_has_none(definition):
    dates = [activity["on"] for activity in definition["activities"]]
    assert dates == [
        "2022-12-08", "2022-12-14", "2023-12-24", "2023-03-07", "2023-04-04", "2023-04-05", "2023-04-19",
        "2023-05-09", "2023-05-25", "2023-06-10", "2023-06-17", "2023-06-20", "2023-06-22", None,
    ]  # fmt: skip


def test_the_date_printed_after_the_end_is_kept_and_another_is_assumed(definition):
    project, activities = definition["project"], definition["activities"]
    outside = [one for one in activities if one["on"] is not None and one["on"] > project["ends_on"]]
    assert [(one["on"], one["assumed_on"]) for one in outside] == [("2023-12-24", "2023-01-24")]
    assert "przyjęto 24.01.2023" in outside[0]["assumption"]


def test_families_came_to_three_of_them(definition):
    assert [one["on"] for one in definition["activities"] if one["families"]] == ["2023-06-10", "2023-06-17", "2023-06-22"]
