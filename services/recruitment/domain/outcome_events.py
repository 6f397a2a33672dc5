"""What became of a participant after leaving: published is only that something was confirmed and when, never what.

`on` is the date of the fact; a later event of the same kind with a `reason` corrects the earlier one.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from services.recruitment.domain.effectiveness_rules import Share
from services.recruitment.domain.outcome_words import AfterLeaving, EmploymentForm, EvidenceKind, ExclusionKind, SocialCriterion
from shared.events.event import Event, Part, Private, Sealed
from shared.kernel.ids import Code
from shared.kernel.money import Zloty

WHO: dict[str, Any] = {
    "project": "gora-pomocy-3",
    "participant": "5b0e3a3c-0c56-4a53-8f3e-9a0c1d2e3f40",
    "person": "8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11",
    "rule_version": "2018",
    "reason": None,
}


class Evidence(Part):
    """The document and its date."""

    kind: EvidenceKind
    dated: date


class ExclusionRecorded(Event, title="Odnotowano wyłączenie z pomiaru", effective="on"):
    """Something that keeps a participant out of the base of employment effectiveness."""

    project: Code
    participant: UUID
    person: Private[UUID]
    on: date
    kind: Private[ExclusionKind]
    evidence: Private[Evidence]
    rule_version: Private[Code | None] = None
    """The version of the rule by which it was judged; None: the project is not measured."""
    reason: Sealed | None = None

    example: ClassVar[Mapping[str, Any]] = WHO | {
        "on": "2022-09-01",
        "kind": "school_education",
        "evidence": {"kind": "certificate", "dated": "2022-09-05"},
    }


class SituationAfterLeavingRecorded(Event, title="Ustalono sytuację po zakończeniu udziału", effective="on"):
    """The situation of a participant up to 28 days after the end."""

    project: Code
    participant: UUID
    person: Private[UUID]
    on: date
    situations: Private[tuple[AfterLeaving, ...]]
    evidence: Private[Evidence]
    rule_version: Private[Code | None] = None
    late_reason: Sealed | None = None
    reason: Sealed | None = None

    example: ClassVar[Mapping[str, Any]] = WHO | {
        "on": "2022-06-20",
        "situations": ["job_taken"],
        "evidence": {"kind": "contract_copy", "dated": "2022-06-18"},
        "late_reason": None,
    }


class EmploymentConfirmed(Event, title="Potwierdzono zatrudnienie", effective="on"):
    """A job, proven. `on`: its first day; `until`: its last, None for an indefinite one; `part`: share of full time."""

    project: Code
    participant: UUID
    person: Private[UUID]
    on: date
    form: Private[EmploymentForm]
    contracted_on: Private[date]
    until: Private[date | None]
    part: Private[Share | None]
    value: Private[Zloty | None]
    startup_grant: Private[bool]
    evidence: Private[Evidence]
    rule_version: Private[Code | None] = None
    late_reason: Sealed | None = None
    reason: Sealed | None = None

    example: ClassVar[Mapping[str, Any]] = WHO | {
        "on": "2022-06-20",
        "form": "employment_contract",
        "contracted_on": "2022-06-18",
        "until": None,
        "part": "1/2",
        "value": None,
        "startup_grant": False,
        "evidence": {"kind": "contract_copy", "dated": "2022-06-18"},
        "late_reason": None,
    }


class SocialEffectConfirmed(Event, title="Potwierdzono efekt społeczny", effective="on"):
    """Social progress, proven by comparison of the state at the beginning with that on the day it was measured."""

    project: Code
    participant: UUID
    person: Private[UUID]
    on: date
    criteria: Private[tuple[SocialCriterion, ...]]
    evidence: Private[Evidence]
    rule_version: Private[Code | None] = None
    reason: Sealed | None = None

    example: ClassVar[Mapping[str, Any]] = WHO | {
        "on": "2022-07-15",
        "criteria": ["motivation_strengthened"],
        "evidence": {"kind": "questionnaire", "dated": "2022-07-15"},
    }


OutcomeFact = ExclusionRecorded | SituationAfterLeavingRecorded | EmploymentConfirmed | SocialEffectConfirmed
