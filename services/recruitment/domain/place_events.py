"""What happens to the places of a target group: claims, offers, releases and limits; nothing else stands in its stream."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from services.recruitment.domain.definition import Limit, PlaceRules, PriorityCode
from services.recruitment.domain.words import Sex
from shared.events.event import Event, Private, PublicText, Sealed
from shared.kernel.ids import Code

GROUP: dict[str, Any] = {"project": "gora-pomocy-3", "target_group": "residents"}
APPLICATION: dict[str, Any] = GROUP | {"application": "5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40"}
PARTICIPANT: dict[str, Any] = GROUP | {"participant": "5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40"}
PERSON: dict[str, Any] = {"person": "8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11", "sex": "female"}


class TargetGroupOpened(Event, title="Otwarto grupę docelową"):
    """A target group has places, given by these rules."""

    project: Code
    target_group: Code
    title: PublicText
    limit: Limit
    rules: PlaceRules

    example: ClassVar[Mapping[str, Any]] = GROUP | {
        "title": "Mieszkańcy Zielonej Góry",
        "limit": 350,
        "rules": {
            "order": "order_of_applications",
            "priority_first": True,
            "offer_answer_days": 7,
            "after_refusal": "leaves",
            "replacement_until": "2023-03-31",
        },
    }


class TargetGroupLimitChanged(Event, title="Zmieniono limit miejsc"):
    """The group has more or fewer places than before."""

    project: Code
    target_group: Code
    previous: Limit
    limit: Limit
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = GROUP | {"previous": 20, "limit": 24, "reason": "v1.c2VhbGVk"}


class ParticipantRecruited(Event, title="Osoba zakwalifikowana"):
    """Somebody took a place. The participant's id is the application's."""

    project: Code
    target_group: Code
    participant: UUID
    person: UUID
    sex: Sex

    example: ClassVar[Mapping[str, Any]] = PARTICIPANT | PERSON


class CandidatePlacedOnReserveList(Event, title="Wpisano na listę rezerwową"):
    """Somebody waits. The rank is not here: it follows from all who wait, by the order of the group."""

    project: Code
    target_group: Code
    application: UUID
    person: UUID
    sex: Sex
    applied_at: Private[datetime]
    priority: Private[bool]
    priority_groups: Private[tuple[PriorityCode, ...]]
    premises_count: Private[int]
    turn: Private[int] = 0
    """How many offers the candidate let go by; above 0 only where `after_refusal` is `goes_last`."""

    example: ClassVar[Mapping[str, Any]] = (
        APPLICATION
        | PERSON
        | {
            "applied_at": "2021-02-01T09:15:00",
            "priority": True,
            "priority_groups": ["multiple_exclusion"],
            "premises_count": 2,
            "turn": 0,
        }
    )


class ReservePlaceOffered(Event, title="Zaproponowano miejsce z listy rezerwowej"):
    """A free place is offered to the first of the list; the last day to answer is `answer_by`."""

    project: Code
    target_group: Code
    application: UUID
    answer_by: date

    example: ClassVar[Mapping[str, Any]] = APPLICATION | {"answer_by": "2021-03-08"}


class ReservePlaceAccepted(Event, title="Przyjęto miejsce z listy rezerwowej"):
    """The candidate takes the offered place."""

    project: Code
    target_group: Code
    application: UUID

    example: ClassVar[Mapping[str, Any]] = APPLICATION


class ReservePlaceRefused(Event, title="Odmówiono przyjęcia miejsca"):
    """The candidate does not want the offered place."""

    project: Code
    target_group: Code
    application: UUID

    example: ClassVar[Mapping[str, Any]] = APPLICATION


class ReservePlaceExpired(Event, title="Upłynął termin odpowiedzi"):
    """The candidate did not answer by the last day."""

    project: Code
    target_group: Code
    application: UUID

    example: ClassVar[Mapping[str, Any]] = APPLICATION


class CandidateLeftReserveList(Event, title="Skreślono z listy rezerwowej"):
    """Somebody who waited, or held an offer, gave up."""

    project: Code
    target_group: Code
    application: UUID
    reason: Private[Code]

    example: ClassVar[Mapping[str, Any]] = APPLICATION | {"reason": "resigned"}


class PlaceReleased(Event, title="Zwolniono miejsce"):
    """A participant's place became free: withdrawal before the start, interruption or removal."""

    project: Code
    target_group: Code
    participant: UUID
    reason: Private[Code]

    example: ClassVar[Mapping[str, Any]] = PARTICIPANT | {"reason": "moved"}


class PlaceLapsed(Event, title="Miejsce wygasło"):
    """A place became free too late in the project for anybody else to walk a path (decision D9): it is offered no more."""

    project: Code
    target_group: Code

    example: ClassVar[Mapping[str, Any]] = GROUP


class SexCorrected(Event, title="Poprawiono płeć uczestnika"):
    """The registry held a wrong PESEL number; counts by sex change from the day this is recorded."""

    project: Code
    target_group: Code
    participant: UUID
    person: UUID
    sex: Sex

    example: ClassVar[Mapping[str, Any]] = PARTICIPANT | PERSON
