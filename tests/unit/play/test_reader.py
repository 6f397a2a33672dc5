"""A scenario that is written wrongly is refused with the line that is wrong, before anything is sent."""

from datetime import date
from pathlib import Path

import pytest

from deploy.play.errors import ScenarioError
from deploy.play.reader import load_yaml, read_scenario
from deploy.play.steps import Do, Expect, Mark


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "scenario.yaml"
    file.write_text(text, "utf-8")
    return file


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(ScenarioError) as refused:
        read_scenario(written(tmp_path, text))
    return str(refused.value)


def test_steps_know_their_number_line_and_action(tmp_path):
    file = written(
        tmp_path,
        """\
scenario: small
steps:
  - date: 2021-01-04

  - as: coordinator
    do: open_project
    with: {file: definition.yaml}
    save: {project: project}
  - mark: opened
  - as: auditor
    expect: headcount
    with: {as_of: 2021-01-04, known_at: "${opened}"}
    equals: {persons: 0}
""",
    )
    scenario = read_scenario(file)
    assert scenario.name == "small"
    assert [(step.number, step.place.line) for step in scenario.steps] == [(1, 3), (2, 5), (3, 9), (4, 10)]
    assert scenario.steps[0].date == date(2021, 1, 4)
    assert [step.action for step in scenario.steps[1:]] == [
        Do("open_project", "coordinator", {"file": "definition.yaml"}, {"project": "project"}),
        Mark("opened"),
        Expect("headcount", "auditor", {"as_of": "2021-01-04", "known_at": "${opened}"}, equals={"persons": 0}),
    ]


def test_a_scenario_without_a_name_has_that_of_its_file(tmp_path):
    assert read_scenario(written(tmp_path, "steps:\n  - mark: here\n")).name == "scenario"


def test_on_and_no_are_words_and_dates_are_iso_texts(tmp_path):
    file = written(tmp_path, "on: 2023-06-10\nno: yes\nmissing: null\ntrue: false\nat: 2021-01-04 08:00:00\n")
    expected = {"on": "2023-06-10", "no": "yes", "missing": None, "True": False, "at": "2021-01-04T08:00:00"}
    assert load_yaml(file) == expected


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("{as: coordinator}", "a step has a `date`, or exactly one of `do`, `expect` and `mark`"),
        ("{as: coordinator, do: enrol, mark: x}", "a step has a `date`, or exactly one of `do`, `expect` and `mark`"),
        ("{do: enrol}", "`as` is missing, or is not a text"),
        ("{as: trainer, do: ''}", "`do` is missing, or is not a text"),
        ("{as: trainer, do: enrol, wiht: {}}", "unknown or misplaced: wiht"),
        ("{as: trainer, do: enrol, equals: {}}", "unknown or misplaced: equals"),
        ("{as: trainer, do: enrol, with: [1]}", "`with` is a mapping"),
        ("{as: trainer, expect: roster, with: {}}", "`expect` needs `equals`, `save` or `refused`"),
        ("{date: soon}", "`date` is a day, written like 2021-01-04"),
        ("enrol", "a step is a mapping"),
    ],
)
def test_a_wrong_step_is_named_with_its_line(tmp_path, step, wrong):
    message = refusal(tmp_path, f"scenario: small\nsteps:\n  - mark: first\n  - {step}\n")
    assert message == f"{tmp_path / 'scenario.yaml'}:4, step 2: {wrong}"


def test_dates_never_go_back(tmp_path):
    message = refusal(tmp_path, "steps:\n  - date: 2021-02-01\n  - mark: x\n  - date: 2021-01-31\n")
    assert message.endswith(":4, step 3: the date goes back from 2021-02-01 to 2021-01-31")


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        ("", 1, "is empty"),
        ("- 1\n", 1, "a scenario is a mapping with `steps`"),
        ("scenario: x\n", 1, "`steps` is missing, or is not a list"),
        ("scenario: x\nsteps: 3\n", 2, "`steps` is missing, or is not a list"),
        ("scenario: x\nsteps: [\n", 3, "is not YAML: did not find expected node content"),
    ],
)
def test_a_file_that_is_no_scenario_is_named_with_a_line(tmp_path, text, line, wrong):
    assert refusal(tmp_path, text) == f"{tmp_path / 'scenario.yaml'}:{line}: {wrong}"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ScenarioError, match=r"nowhere\.yaml:1: cannot be read"):
        read_scenario(tmp_path / "nowhere.yaml")
