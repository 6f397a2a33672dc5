"""What effectiveness is measured by: the facts of one participant, as they were recorded and each with its date."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.recruitment.domain.outcome_words import EmploymentForm, ExclusionKind, SocialCriterion
from services.recruitment.domain.words import DisabilityDegree, DisabilityKind, EndReason, LabourStatus
from shared.events.event import Part


class Job(Part):
    """A confirmed job; `since` and `until` are its first and last day, `until` None: indefinite."""

    form: EmploymentForm
    contracted_on: date
    since: date
    until: date | None
    part: str | None
    value: Decimal | None
    startup_grant: bool


class SocialEffect(Part):
    """Confirmed social progress."""

    criteria: tuple[SocialCriterion, ...]
    measured_on: date


class Exclusion(Part):
    """Something recorded that keeps a person out of the base of employment."""

    kind: ExclusionKind
    on: date


class PersonFacts(Part):
    """All that is known of a participant who has started. `age`: on the day participation started."""

    participant: UUID
    started_on: date
    age: int
    ended_on: date | None
    along_path: bool | None
    end_reason: EndReason | None
    vocational_supports: int
    labour_status: LabourStatus
    in_education: bool
    disability_degree: DisabilityDegree
    disability_kinds: tuple[DisabilityKind, ...]
    exclusions: tuple[Exclusion, ...] = ()
    employment: Job | None = None
    social: SocialEffect | None = None

    @property
    def hardest(self) -> bool:
        """Severe, intellectual or coupled disability: the group with thresholds of its own (decision D21)."""
        kinds = (DisabilityKind.INTELLECTUAL, DisabilityKind.COUPLED)
        return self.disability_degree is DisabilityDegree.SEVERE or any(kind in kinds for kind in self.disability_kinds)

    @property
    def disabled(self) -> bool:
        degrees = (DisabilityDegree.MILD, DisabilityDegree.MODERATE, DisabilityDegree.SEVERE)
        return self.disability_degree in degrees or bool(self.disability_kinds)
