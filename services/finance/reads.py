"""What finance understands of others' events: only the fields it needs, whatever else they hold."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict

from shared.events.event import Event
from shared.events.registry import Registry
from shared.kernel.ids import Code
from shared.kernel.money import Zloty

TOLERANT = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class ProjectOpened(Event, title="Projekt otwarty"):
    """Recruitment opened a project of this value (PLN) and period, both days included."""

    model_config = TOLERANT
    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "total": "3500000.00",
        "starts_on": "2021-01-01",
        "ends_on": "2023-06-30",
    }

    project: Code
    total: Zloty
    starts_on: date
    ends_on: date


class ActivityPlanned(Event, title="Zajęcia zaplanowane"):
    """Activities offer support in a project; money may be bound for it."""

    model_config = TOLERANT
    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "activity": "3f0c1b7e-8a53-4e53-9a80-2f0d5a7a6c11",
    }

    project: Code
    activity: UUID


class SubjectErased(Event):
    """Recruitment erased a person in a project: nothing about them may open any more."""

    model_config = TOLERANT
    example: ClassVar[Mapping[str, Any]] = {
        "person": "8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11",
        "project": "gora-pomocy-3",
        "applications": ["5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40"],
    }

    person: UUID
    project: Code
    applications: tuple[UUID, ...]


class RetentionEnded(Event):
    """The last person of a project is erased: no text of the project may open any more."""

    model_config = TOLERANT
    example: ClassVar[Mapping[str, Any]] = {"project": "gora-pomocy-3"}

    project: Code


READS = Registry("finance-reads", [ProjectOpened, ActivityPlanned, SubjectErased, RetentionEnded])
