"""What happens to a request of a person about their data: received, answered or refused in each project."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from shared.events.event import Event, Sealed
from shared.kernel.ids import Code

REQUEST: dict[str, Any] = {"request": "0c3c1d52-6d0a-4b44-9a53-5b0f6a2f7e10", "person": "8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11"}
TOKEN = "v1.c2VhbGVk"  # noqa: S105 - an example of a sealed text


class RequestKind(StrEnum):
    """What is asked for: GDPR art. 15 to 18."""

    ACCESS = "access"
    ERASURE = "erasure"
    RECTIFICATION = "rectification"
    RESTRICTION = "restriction"


class RequestChannel(StrEnum):
    """How it came."""

    LETTER = "letter"
    EMAIL = "email"
    IN_PERSON = "in_person"
    TELEPHONE = "telephone"


class AnswerKind(StrEnum):
    """What was done."""

    DATA_GIVEN = "data_given"
    ERASED = "erased"
    RECTIFIED = "rectified"
    RESTRICTED = "restricted"


class RefusalReason(StrEnum):
    """Why it was not done. `legal_duty`: GDPR art. 17(3)(b); `unfounded`: art. 12(5)."""

    LEGAL_DUTY = "legal_duty"
    IDENTITY_NOT_CONFIRMED = "identity_not_confirmed"
    UNFOUNDED = "unfounded"


class SubjectRequestReceived(Event, title="Przyjęto wniosek osoby o jej dane", published=False, effective="received_on"):
    """Somebody asked; `projects` are those the request is about, each of which is answered."""

    request: UUID
    person: UUID
    projects: tuple[Code, ...]
    kind: RequestKind
    received_on: date
    channel: RequestChannel

    example: ClassVar[Mapping[str, Any]] = REQUEST | {
        "projects": ["gora-pomocy-3"],
        "kind": "erasure",
        "received_on": "2024-03-01",
        "channel": "letter",
    }


class SubjectRequestAnswered(Event, title="Załatwiono wniosek osoby o jej dane", published=False):
    """What was asked for was done in one project. There is no text here: an erasure is answered when no key is left."""

    request: UUID
    person: UUID
    project: Code
    answer: AnswerKind

    example: ClassVar[Mapping[str, Any]] = REQUEST | {"project": "gora-pomocy-3", "answer": "data_given"}


class SubjectRequestRefused(Event, title="Odmówiono wnioskowi osoby o jej dane", published=False):
    """What was asked for is not done in one project. `basis` and `until`: the legal duty, as far as it is known."""

    request: UUID
    person: UUID
    project: Code
    reason: RefusalReason
    basis: Code | None = None
    until: date | None = None
    explanation: Sealed | None = None

    example: ClassVar[Mapping[str, Any]] = REQUEST | {
        "project": "gora-pomocy-3",
        "reason": "legal_duty",
        "basis": "reg_1303_2013_two_years",
        "until": "2026-12-31",
        "explanation": TOKEN,
    }


class ProcessingRestricted(Event, title="Ograniczono przetwarzanie danych osoby", published=False):
    """The data is kept and otherwise left alone (GDPR art. 18)."""

    request: UUID
    person: UUID
    project: Code

    example: ClassVar[Mapping[str, Any]] = REQUEST | {"project": "gora-pomocy-3"}


class RestrictionLifted(Event, title="Zniesiono ograniczenie przetwarzania", published=False):
    """The data may be used again."""

    request: UUID
    person: UUID
    project: Code
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = REQUEST | {"project": "gora-pomocy-3", "reason": TOKEN}
