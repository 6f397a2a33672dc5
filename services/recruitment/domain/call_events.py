"""What happens when evidence is missing; all of it stays with recruitment."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from shared.events.event import Event, Private
from shared.kernel.ids import Code


class ApplicantCalledToComplete(Event, title="Wezwano do uzupełnienia zgłoszenia", published=False):
    """Evidence of these criteria is owed until the day `complete_by`; a later call takes the place of an earlier one."""

    project: Code
    application: UUID
    criteria: Private[tuple[Code, ...]]
    complete_by: date

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "application": "5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40",
        "criteria": ["labour_status"],
        "complete_by": "2021-02-15",
    }
