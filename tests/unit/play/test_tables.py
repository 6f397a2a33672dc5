"""The demo prints only what the scenario checks: its tables can be drawn from the expectations alone."""

from io import StringIO

import pytest
from rich.console import Console

from deploy.play import tables
from deploy.play.demo import shown
from deploy.scenarios.gora_pomocy_3 import generate

RULE = {"text": "zasada", "source": "ogłoszenie"}
"""Words of the service, shown beside the figures."""


@pytest.fixture(scope="module")
def expected():
    """The expectations of the steps whose answers the demo shows, by the name they are saved under."""
    scenario = generate(seed=3, people=40, places=30)
    saved = {name: step["equals"] for step in scenario.steps if "equals" in step for name in step.get("save", {})}
    why = saved["why"]
    events = [{**event, "title": event["event"]} for event in why["events"]]
    return {**saved, "why": {**why, "rule": RULE, "events": events}}


def drawn(*drawables):
    console = Console(width=200, record=True, file=StringIO())
    for drawable in drawables:
        console.print(drawable)
    return console.export_text()


def test_every_figure_of_the_demo_stands_in_an_expectation(expected):
    assert len(shown(expected)) == 7
    text = drawn(*shown(expected))
    assert "None" not in text


def test_people_appear_by_a_short_id_only():
    item = {
        "place": 1, "application": "0123456789abcdef", "applied_at": "2022-10-04T08:36:00",
        "priority_groups": ["multiple_exclusion"], "premises_count": 2,
    }  # fmt: skip
    text = drawn(tables.reserve_list({"items": [item]}))
    assert "01234567" in text
    assert "012345678" not in text
    assert "2022-10-04 08:36" in text
    assert "wielokrotne wykluczenie" in text


def test_a_correction_is_shown_as_a_difference():
    def month(women, hours):
        totals = {"attendances": 5, "participants": 5, "hours": hours}
        return {"headcount": {"persons": 5, "women": women, "men": 5 - women}, "supports": {"totals": totals}}

    text = drawn(tables.then_and_now(month(3, "7.50"), month(2, "7.50"), "Grudzień 2022"))
    rows = {
        row.split("│")[1].strip(): [cell.strip() for cell in row.split("│")[2:5]] for row in text.splitlines() if "│" in row
    }
    assert rows["kobiety"] == ["3", "2", "-1"]
    assert rows["mężczyźni"] == ["2", "3", "+1"]
    assert rows["uczestnicy"] == ["5", "5", ""]
