"""What notifications understands of others' events: only the fields it needs, whatever else they hold."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict

from shared.events.event import Event
from shared.events.registry import Registry
from shared.kernel.ids import Code


class ReservePlaceOffered(Event, title="Zaproponowano miejsce z listy rezerwowej"):
    """Recruitment offered a place to the first of a reserve list."""

    model_config = ConfigDict(extra="ignore")
    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "application": "5a3f7c2e-1d4b-4a6f-9e0d-7b8c9d0e1f2a",
    }

    project: Code
    application: UUID


READS = Registry("notifications-reads", [ReservePlaceOffered])
