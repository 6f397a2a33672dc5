"""What finance understands of others' events: only the fields it needs, whatever else they hold."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import ConfigDict

from shared.events.event import Event
from shared.events.registry import Registry
from shared.kernel.ids import Code
from shared.kernel.money import Zloty


class ProjectOpened(Event, title="Projekt otwarty"):
    """Recruitment opened a project of this value (PLN)."""

    model_config = ConfigDict(extra="ignore")
    example: ClassVar[Mapping[str, Any]] = {"project": "gora-pomocy-3", "total": "3500000.00"}

    project: Code
    total: Zloty


READS = Registry("finance-reads", [ProjectOpened])
