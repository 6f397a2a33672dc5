"""A workshop of four hours on 10 June 2023 and the people of its list, as the tests of sessions and attendance use them."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.activities.domain.activity import ActivityPlanned
from services.activities.domain.session import (
    AbsenceRecorded,
    AttendanceStatus,
    FamilyAccompanied,
    Period,
    SessionScheduled,
    WorkshopAttended,
)
from shared.events.event import Sealed

PROJECT = "gora-pomocy-3"
WORKSHOP, SESSION_ID = UUID(int=50), UUID(int=60)
ANNA, MAREK, EWA = UUID(int=1), UUID(int=2), UUID(int=3)
DAY = date(2023, 6, 10)
PERIOD = Period(starts_on=date(2021, 1, 1), ends_on=date(2023, 6, 30))
REASON = Sealed.of("pomyłka przy przepisywaniu")


def planned(families: bool = True) -> ActivityPlanned:
    return ActivityPlanned(
        project=PROJECT,
        activity=WORKSHOP,
        title="Budki dla ptaków",
        form="workshop",
        service_class="social",
        capacity=None,
        families=families,
        place=None,
    )


def scheduled(on: str = "2023-06-10") -> SessionScheduled:
    return SessionScheduled(
        project=PROJECT,
        activity=WORKSHOP,
        session=SESSION_ID,
        on=date.fromisoformat(on),
        hours=Decimal("4.00"),
        assumption=None,
    )


def attended(who: UUID, hours: str = "4.00", status: AttendanceStatus = AttendanceStatus.PRESENT) -> WorkshopAttended:
    return WorkshopAttended(
        project=PROJECT,
        activity=WORKSHOP,
        session=SESSION_ID,
        participant=who,
        on=DAY,
        hours=Decimal(hours),
        service_class="social",
        status=status,
    )


def absent(who: UUID, status: AttendanceStatus) -> AbsenceRecorded:
    return AbsenceRecorded(project=PROJECT, activity=WORKSHOP, session=SESSION_ID, participant=who, on=DAY, status=status)


def accompanied(adults: int, children: int) -> FamilyAccompanied:
    return FamilyAccompanied(project=PROJECT, activity=WORKSHOP, session=SESSION_ID, on=DAY, adults=adults, children=children)
