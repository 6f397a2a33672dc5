"""What happens to a participant: the contract, each day of support, the start these days give, and the end."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from services.recruitment.domain.words import EndReason, ServiceClass
from shared.events.event import Event, Private, Sealed
from shared.kernel.ids import Code

PARTICIPANT: dict[str, Any] = {"project": "gora-pomocy-3", "participant": "5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40"}
SESSION: dict[str, Any] = {"session": "1f0f4b52-7a43-4e0c-a8b5-21f5b7f1c0de", "on": "2021-03-10"}
SUPPORT: dict[str, Any] = SESSION | {"service_class": "vocational"}


class ContractSigned(Event, title="Podpisano kontrakt socjalny", effective="signed_on"):
    """The participant and the centre signed a social contract."""

    project: Code
    participant: UUID
    person: UUID
    signed_on: date
    goals: Sealed | None = None
    """The goals, a JSON list of texts."""
    late_reason: Sealed | None = None

    example: ClassVar[Mapping[str, Any]] = PARTICIPANT | {
        "person": "8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11",
        "signed_on": "2021-03-01",
        "goals": "v1.c2VhbGVk",
        "late_reason": None,
    }


class SupportReceived(Event, title="Uczestnik otrzymał wsparcie", effective="on", published=False):
    """The participant was present at a session: a day of support that may be the first."""

    project: Code
    participant: UUID
    session: UUID
    on: date
    service_class: ServiceClass

    example: ClassVar[Mapping[str, Any]] = PARTICIPANT | SUPPORT


class SupportTakenBack(Event, title="Cofnięto wsparcie", effective="on", published=False):
    """The attendance was corrected: this was no support after all. The class is that of the support that is taken back."""

    project: Code
    participant: UUID
    session: UUID
    on: date
    service_class: ServiceClass

    example: ClassVar[Mapping[str, Any]] = PARTICIPANT | SUPPORT


class ParticipationStarted(Event, title="Rozpoczęto udział w projekcie", effective="on"):
    """The first form of support. `age`: completed years on that day."""

    project: Code
    participant: UUID
    on: date
    age: int
    session: UUID

    example: ClassVar[Mapping[str, Any]] = PARTICIPANT | SESSION | {"age": 43}


class ParticipationStartCorrected(Event, title="Poprawiono rozpoczęcie udziału", effective="on"):
    """The first support was another day, or there was none (`on` is None): attendance was corrected or entered late."""

    project: Code
    participant: UUID
    previous: date
    on: date | None
    age: int | None

    example: ClassVar[Mapping[str, Any]] = PARTICIPANT | {"previous": "2021-03-10", "on": "2021-03-17", "age": 43}


class ParticipationEnded(Event, title="Zakończono udział w projekcie", effective="on"):
    """The last day of participation; that day still counts. Why it ended stays with recruitment."""

    project: Code
    participant: UUID
    person: UUID
    on: date
    along_path: bool
    reason: Private[EndReason]
    late_reason: Sealed | None = None

    example: ClassVar[Mapping[str, Any]] = PARTICIPANT | {
        "person": "8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11",
        "on": "2022-05-31",
        "along_path": True,
        "reason": "path_completed",
        "late_reason": None,
    }
