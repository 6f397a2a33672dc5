"""What happens to the retention of a project."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from services.recruitment.domain.retention_rules import CountedFrom, Whom
from shared.events.event import Event, Part, Sealed
from shared.kernel.ids import Code

PROJECT: dict[str, Any] = {"project": "gora-pomocy-3"}
TOKEN = "v1.c2VhbGVk"  # noqa: S105 - an example of a sealed text


class ExtensionBasis(StrEnum):
    """Why data is kept longer."""

    AUTHORITY = "authority"
    STATE_AID = "state_aid"
    ARCHIVE = "archive"
    OTHER_LAW = "other_law"


class SuspensionReason(StrEnum):
    """What stops the end of retention."""

    DISPUTE = "dispute"
    CONTROL = "control"


class Days(Part):
    """The days that periods are counted from."""

    agreement_ended_on: date
    last_payment_on: date | None = None
    accounts_submitted_on: date | None = None
    aid_granted_on: date | None = None

    def counted(self) -> dict[CountedFrom, date | None]:
        return {CountedFrom(name): day for name, day in dict(self).items()}


class RetentionSet(Event, title="Ustalono okres przechowywania danych"):
    """Until when the data of the project is kept, by which basis; again, with a reason: what was set before was wrong.

    The reason of a shorter period stands in its proposal, which comes before.
    """

    project: Code
    basis: Code
    candidates_basis: Code
    days: Days
    keep_until: date
    """The last day of keeping, of everybody but candidates without a place."""
    keep_candidates_until: date
    """That of candidates without a place; never later than the other."""
    reason: Sealed | None = None

    example: ClassVar[Mapping[str, Any]] = PROJECT | {
        "basis": "reg_1303_2013_two_years",
        "candidates_basis": "candidates_one_year",
        "days": {"agreement_ended_on": "2023-06-30", "accounts_submitted_on": "2024-02-15"},
        "keep_until": "2026-12-31",
        "keep_candidates_until": "2024-06-30",
        "reason": None,
    }


class ShorterRetentionProposed(Event, title="Zaproponowano skrócenie okresu przechowywania danych", published=False):
    """Somebody says that data was to be kept for less time, and why; it holds once another person has set it so."""

    proposal: UUID
    project: Code
    basis: Code
    candidates_basis: Code
    days: Days
    keep_until: date
    keep_candidates_until: date
    reason: Sealed
    proposed_by: UUID
    """The account of who proposed it."""

    example: ClassVar[Mapping[str, Any]] = PROJECT | {
        "proposal": "7c1f7a52-2f64-4d0e-8f0a-1f6c0b7f2a44",
        "basis": "reg_1303_2013_two_years",
        "candidates_basis": "candidates_one_year",
        "days": {"agreement_ended_on": "2023-06-30", "accounts_submitted_on": "2023-12-15"},
        "keep_until": "2025-12-31",
        "keep_candidates_until": "2024-06-30",
        "reason": TOKEN,
        "proposed_by": "0f5b7c1e-93b1-4c55-8a5e-3e1f0a6d2b77",
    }


class RetentionExtended(Event, title="Przedłużono okres przechowywania danych"):
    """Data is kept longer."""

    project: Code
    whom: Whom
    keep_until: date
    basis: ExtensionBasis
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = PROJECT | {
        "whom": "participants",
        "keep_until": "2027-12-31",
        "basis": "authority",
        "reason": TOKEN,
    }


class RetentionSuspended(Event, title="Wstrzymano usuwanie danych"):
    """Nobody is erased until it is resumed."""

    project: Code
    because: SuspensionReason

    example: ClassVar[Mapping[str, Any]] = PROJECT | {"because": "control"}


class RetentionResumed(Event, title="Wznowiono usuwanie danych"):
    """What stopped the end of retention is over."""

    project: Code
    because: SuspensionReason

    example: ClassVar[Mapping[str, Any]] = PROJECT | {"because": "control"}


class RetentionEnded(Event, title="Zakończono przechowywanie danych projektu"):
    """The last person of the project is erased and its retention is over: no text of the project opens any more."""

    project: Code

    example: ClassVar[Mapping[str, Any]] = PROJECT
