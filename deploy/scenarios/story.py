"""What all parts of the story of "Góra pomocy 3" share: chance, script, agenda, the definition and the people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from deploy.scenarios.agenda import Agenda
from deploy.scenarios.calculator.books import HAS_PLACE, Application, Books
from deploy.scenarios.people import Candidate
from deploy.scenarios.script import Script

PROJECT = "gora-pomocy-3"
GROUP = "residents"
COORDINATOR, WORKER, TRAINER, ACCOUNTANT = "coordinator", "social_worker", "trainer", "accountant"


@dataclass(slots=True)
class Story:
    """`aside` are people whose first support is told apart."""

    random: Random
    script: Script
    agenda: Agenda
    definition: Mapping[str, Any]
    people: Mapping[str, Candidate]
    aside: list[str] = field(default_factory=list)
    enrolled: dict[str, list[str]] = field(default_factory=dict)
    """Participants by activity."""

    @property
    def books(self) -> Books:
        return self.script.books

    @property
    def today(self) -> date:
        return self.script.today

    def holders(self) -> list[Application]:
        """Who has a place, in the order in which the applications were typed in."""
        return self.books.of_group(GROUP, HAS_PLACE)

    def under_contract(self) -> list[Application]:
        """Who has signed and has not ended."""
        return [one for one in self.holders() if one.contract is not None and one.ended is None]

    def not_started(self) -> list[Application]:
        """Who has signed, but has not had any support."""
        return [one for one in self.under_contract() if one.started is None]

    def started(self) -> list[Application]:
        """Who takes part today."""
        return [one for one in self.under_contract() if one.started is not None]

    def sample(self, people: list[Application], count: int) -> list[str]:
        """The names of so many of them, or of all, in their order."""
        chosen = self.random.sample(people, min(count, len(people)))
        return sorted(one.name for one in chosen)


def ref(name: str) -> str:
    """How a later step writes what an earlier one saved."""
    return f"${{{name}}}"
