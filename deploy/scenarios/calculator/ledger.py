"""The ledger: the books through a whole scenario, a copy of them kept at every mark, so that it knows what was known then."""

import copy
from collections.abc import Mapping
from typing import Any

from deploy.scenarios.calculator import answers, clerk, places, reports
from deploy.scenarios.calculator.answers import Answer
from deploy.scenarios.calculator.books import Books
from deploy.scenarios.calculator.reading import day, name

ANSWERS = answers.ANSWERS | reports.ANSWERS
ENTRIES = clerk.ENTRIES | reports.ENTRIES
Raw = Mapping[str, Any]
"""A step as it stands in the file."""


class Ledger:
    """Reads one step after the other. `definitions` are the project definitions by the file name a step gives."""

    def __init__(self, definitions: Mapping[str, Raw]) -> None:
        self._definitions = definitions
        self._marks: dict[str, Books] = {}
        self.books = Books()

    def read(self, step: Raw) -> Answer | None:
        """Take a step into account; for a question that is worked out here, what `equals` must say."""
        if "date" in step and day(step["date"]) != self.books.today:
            places.next_day(self.books, day(step["date"]))
        if "do" in step and "refused" not in step:
            ENTRIES[step["do"]](self.books, self._inputs(step), _saved(step))
        if "mark" in step:
            self._marks[step["mark"]] = copy.deepcopy(self.books)
        if step.get("expect") in ANSWERS and "refused" not in step:
            return self.answer(step["expect"], step["with"])
        return None

    def answer(self, question: str, inputs: Raw) -> Answer:
        """The answer, from the books as they are or as they were at the mark that `known_at` names."""
        known_at = inputs.get("known_at")
        return ANSWERS[question](self.books if known_at is None else self._marks[name(known_at)], inputs)

    def _inputs(self, step: Raw) -> Raw:
        inputs: Raw = step.get("with", {})
        return {"definition": self._definitions[inputs["file"]]} if set(inputs) == {"file"} else inputs


def _saved(step: Raw) -> dict[str, str]:
    return {path: saved for saved, path in step.get("save", {}).items()}


def expectations(steps: list[Raw], definitions: Mapping[str, Raw]) -> dict[int, Answer]:
    """What every question of a scenario must be answered, by the index of its step."""
    ledger = Ledger(definitions)
    answers = {index: ledger.read(step) for index, step in enumerate(steps)}
    return {index: found for index, found in answers.items() if found is not None}
