"""Reads a scenario file; whatever is wrong with it is found here, with its line, before anything is sent."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from deploy.play.errors import Place, ScenarioError
from deploy.play.steps import Action, Do, Expect, Json, Mark, Scenario, Step

BOOLEAN = "tag:yaml.org,2002:bool"
ACTIONS = ("do", "expect", "mark")
KEYS = {
    "do": {"as", "do", "with", "save", "refused"},
    "expect": {"as", "expect", "with", "save", "equals", "refused"},
    "mark": {"mark"},
}
ANYWHERE = {"date", "note"}


class Loader(yaml.CSafeLoader):
    """YAML in which `on`, `off`, `yes` and `no` are words: `on` is a field of many commands."""


Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != BOOLEAN or first in "tTfF"]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def load_yaml(file: Path) -> Any:
    """The content of a YAML file, with dates as ISO texts, as they travel. Raises `ScenarioError`."""
    return _plain(_construct(_root(file)))


def read_scenario(file: Path) -> Scenario:
    """Read and check a scenario. Raises `ScenarioError`, naming the line."""
    root = _root(file)
    if not isinstance(root, yaml.MappingNode):
        raise ScenarioError(_place(file, root), "a scenario is a mapping with `steps`")
    top = {key.value: value for key, value in root.value}
    steps = top.get("steps")
    if not isinstance(steps, yaml.SequenceNode):
        raise ScenarioError(_place(file, steps or root), "`steps` is missing, or is not a list")
    name = top["scenario"].value if "scenario" in top else file.stem
    return Scenario(file, str(name), tuple(_steps(file, steps)))


def _steps(file: Path, nodes: yaml.SequenceNode) -> Iterator[Step]:
    today: date | None = None
    for number, node in enumerate(nodes.value, start=1):
        step = _step(_place(file, node, number), node)
        if step.date is not None:
            if today is not None and step.date < today:
                raise ScenarioError(step.place, f"the date goes back from {today} to {step.date}")
            today = step.date
        yield step


def _step(place: Place, node: yaml.Node) -> Step:
    raw = _construct(node)
    if not isinstance(raw, dict):
        raise ScenarioError(place, "a step is a mapping")
    return Step(place, place.step or 0, _date(place, raw), _action(place, raw))


def _date(place: Place, raw: Mapping[str, Any]) -> date | None:
    written = raw.get("date")
    if written is None or (isinstance(written, date) and not isinstance(written, datetime)):
        return written
    raise ScenarioError(place, "`date` is a day, written like 2021-01-04")


def _action(place: Place, raw: Mapping[str, Any]) -> Action | None:
    found = [kind for kind in ACTIONS if kind in raw]
    if len(found) > 1 or (not found and "date" not in raw):
        raise ScenarioError(place, "a step has a `date`, or exactly one of `do`, `expect` and `mark`")
    allowed = KEYS[found[0]] | ANYWHERE if found else ANYWHERE
    if unknown := sorted(str(key) for key in raw if key not in allowed):
        raise ScenarioError(place, f"unknown or misplaced: {', '.join(unknown)}")
    if not found:
        return None
    return _mark(place, raw) if found[0] == "mark" else _call(place, found[0], raw)


def _mark(place: Place, raw: Mapping[str, Any]) -> Mark:
    return Mark(_text(place, raw, "mark"))


def _call(place: Place, kind: str, raw: Mapping[str, Any]) -> Do | Expect:
    operation, actor = _text(place, raw, kind), _text(place, raw, "as")
    inputs, save = _plain(_mapping(place, raw, "with")), _mapping(place, raw, "save")
    refused = _text(place, raw, "refused") if "refused" in raw else None
    if kind == "do":
        return Do(operation, actor, inputs, save, refused)
    compares = "equals" in raw
    if not compares and not save and refused is None:
        raise ScenarioError(place, "`expect` needs `equals`, `save` or `refused`")
    return Expect(operation, actor, inputs, save, _plain(raw.get("equals")), refused, compares)


def _text(place: Place, raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value:
        raise ScenarioError(place, f"`{key}` is missing, or is not a text")
    return value


def _mapping(place: Place, raw: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = raw.get(key, {})
    if not isinstance(value, dict):
        raise ScenarioError(place, f"`{key}` is a mapping")
    return value


def _plain(value: Any) -> Json:
    """Dates as ISO texts, all the way down."""
    match value:
        case dict():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case date():  # a datetime too
            return value.isoformat()
    return value


def _root(file: Path) -> yaml.Node:
    try:
        with file.open("rb") as stream:
            node: yaml.Node | None = yaml.compose(stream, Loader=Loader)
    except OSError as error:
        raise ScenarioError(Place(file, 1), f"cannot be read: {error.strerror}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ScenarioError(Place(file, line), f"is not YAML: {error.problem}") from None
    if node is None:
        raise ScenarioError(Place(file, 1), "is empty")
    return node


def _construct(node: yaml.Node) -> Any:
    """The value of a node; aliases to nodes outside of it are followed, too."""
    loader = Loader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _place(file: Path, node: yaml.Node, step: int | None = None) -> Place:
    return Place(file, node.start_mark.line + 1, step)
