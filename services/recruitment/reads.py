"""What recruitment understands of the events of activities: presence at a session of a class of service, and its correction."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict

from services.recruitment.domain.words import ServiceClass
from shared.events.event import Event
from shared.events.registry import Registry
from shared.kernel.ids import Code

PRESENCE: dict[str, Any] = {
    "project": "gora-pomocy-3",
    "session": "1f0f4b52-7a43-4e0c-a8b5-21f5b7f1c0de",
    "participant": "5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40",
    "on": "2021-03-10",
    "service_class": "vocational",
}


class WorkshopAttended(Event, title="Uczestnik był obecny", effective="on"):
    """A participant was present at a session."""

    model_config = ConfigDict(extra="ignore")

    project: Code
    session: UUID
    participant: UUID
    on: date
    service_class: ServiceClass

    example: ClassVar[Mapping[str, Any]] = PRESENCE


class AttendanceCorrected(Event, title="Poprawiono obecność", effective="on"):
    """What was recorded about a participant's presence at a session was wrong."""

    model_config = ConfigDict(extra="ignore")

    project: Code
    session: UUID
    participant: UUID
    on: date
    service_class: ServiceClass
    was_present: bool
    present: bool

    example: ClassVar[Mapping[str, Any]] = PRESENCE | {"was_present": True, "present": False}


READS = Registry("activities-reads", [WorkshopAttended, AttendanceCorrected])
