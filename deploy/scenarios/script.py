"""A script: the steps of a scenario as they are written down, each entered in the ledger at once, so expectations follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from deploy.scenarios.calculator.books import Books
from deploy.scenarios.calculator.ledger import Ledger

DEFINITION = "definition.yaml"
SCENARIO = "scenario.yaml"
Inputs = Mapping[str, Any]


class Dumper(yaml.CSafeDumper):
    """Writes everything out, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Scenario:
    """A generated scenario: the steps and the project definition they open."""

    name: str
    seed: int
    assumptions: list[str]
    steps: list[dict[str, Any]]
    definition: Inputs

    def write(self, folder: Path) -> Path:
        """Writes the scenario and its definition; gives the file to play."""
        folder.mkdir(parents=True, exist_ok=True)
        _dump(self.definition, folder / DEFINITION)
        head = {"scenario": self.name, "seed": self.seed, "assumptions": self.assumptions, "steps": self.steps}
        _dump(head, folder / SCENARIO)
        return folder / SCENARIO


class Script:
    """Writes steps. What is to be expected comes from the ledger, never from whoever writes."""

    def __init__(self, definition: Inputs) -> None:
        self._ledger = Ledger({DEFINITION: definition["project"]})
        self.steps: list[dict[str, Any]] = []

    @property
    def books(self) -> Books:
        """What has happened so far."""
        return self._ledger.books

    @property
    def today(self) -> date:
        return self.books.today

    def date(self, today: date) -> None:
        self._write({"date": today})

    def do(
        self,
        actor: str,
        operation: str,
        inputs: Inputs,
        *,
        save: Mapping[str, str] | None = None,
        refused: str | None = None,
        note: str | None = None,
    ) -> None:
        """A command; with `refused` the code of the refusal that must come."""
        self._write({"as": actor, "do": operation, "with": inputs, "save": save, "refused": refused, "note": note})

    def expect(
        self,
        actor: str,
        question: str,
        inputs: Inputs,
        *,
        equals: Any = None,
        save: Mapping[str, str] | None = None,
        note: str | None = None,
    ) -> None:
        """A question; `equals` only where the ledger does not work the answer out."""
        self._write({"as": actor, "expect": question, "with": inputs, "save": save, "note": note, "equals": equals})

    def mark(self, name: str) -> None:
        self._write({"mark": name})

    def _write(self, written: Inputs) -> None:
        step = {key: value for key, value in written.items() if value is not None}
        worked_out = self._ledger.read(step)
        if worked_out is not None:
            step["equals"] = worked_out
        self.steps.append(step)


def _dump(content: Any, file: Path) -> None:
    with file.open("w", encoding="utf-8") as stream:
        yaml.dump(content, stream, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=120)
