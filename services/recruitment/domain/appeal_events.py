"""What happens with an appeal against an assessment; all of it stays with recruitment."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from shared.events.event import Event
from shared.kernel.ids import Code

APPEAL: dict[str, Any] = {"project": "gora-pomocy-3", "application": "5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40"}


class AssessmentAppealed(Event, title="Złożono odwołanie od oceny", effective="on", published=False):
    """Who was rejected asks for another look; the grounds stand in the letter."""

    project: Code
    application: UUID
    on: date

    example: ClassVar[Mapping[str, Any]] = APPEAL | {"on": "2021-02-20"}


class AppealDecided(Event, title="Rozstrzygnięto odwołanie", effective="on", published=False):
    """Somebody else than who assessed decided; `upheld`: the applicant may take part after all."""

    project: Code
    application: UUID
    upheld: bool
    on: date

    example: ClassVar[Mapping[str, Any]] = APPEAL | {"upheld": True, "on": "2021-03-01"}
