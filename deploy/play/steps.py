"""Steps of a scenario: one thing to do each, frozen, and knowing where it was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from deploy.play.errors import Place

Json: TypeAlias = Any
"""What JSON can say; it comes from a file or an answer and is only compared and passed on here."""


@dataclass(frozen=True, slots=True)
class Do:
    """Send a command. `save` names fields of the answer for later steps; `refused` is the code of the expected refusal."""

    operation: str
    actor: str
    inputs: Mapping[str, Json]
    save: Mapping[str, str] = field(default_factory=dict)
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Expect:
    """Ask a query; its answer must contain `equals`, unless it is only asked to be saved (`compares` False)."""

    operation: str
    actor: str
    inputs: Mapping[str, Json]
    save: Mapping[str, str] = field(default_factory=dict)
    equals: Json = None
    refused: str | None = None
    compares: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """Remember the database clock under a name."""

    name: str


Action: TypeAlias = Do | Expect | Mark


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a new business date, an action, or first the one and then the other."""

    place: Place
    number: int
    date: date | None
    action: Action | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as read: its name (part of idempotency keys) and its steps in order."""

    file: Path
    name: str
    steps: tuple[Step, ...]
