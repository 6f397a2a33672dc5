"""What reporting understands of the events of others: only the fields its figures are made of."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.event import Event, PublicText
from shared.events.registry import Registry
from shared.kernel.ids import Code

TOLERANT = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Sex(StrEnum):
    """As a PESEL number says it."""

    FEMALE = "female"
    MALE = "male"


class ServiceClass(StrEnum):
    """The four classes of active-integration services, in the order of the reports."""

    SOCIAL = "social"
    VOCATIONAL = "vocational"
    EDUCATIONAL = "educational"
    HEALTH = "health"


class CertificateKind(StrEnum):
    """What a course ended with: a qualification (examined by an authorised body) or a competence (proven in four stages)."""

    QUALIFICATION = "qualification"
    COMPETENCE = "competence"


class OpenedGroup(BaseModel):
    """A target group of a project."""

    model_config = TOLERANT

    target_group: Code
    title: PublicText


class ProjectOpened(Event):
    """A project exists, with this title and these target groups."""

    model_config = TOLERANT

    project: Code
    title: PublicText
    target_groups: tuple[OpenedGroup, ...] = ()


class ParticipantRecruited(Event):
    """A place was taken by a person."""

    model_config = TOLERANT

    project: Code
    target_group: Code
    participant: UUID
    person: UUID
    sex: Sex


class PlaceReleased(Event):
    """A place is free again."""

    model_config = TOLERANT

    project: Code
    participant: UUID


class ContractSigned(Event, effective="signed_on"):
    """A contract was signed; it starts nothing by itself."""

    model_config = TOLERANT

    project: Code
    participant: UUID
    signed_on: date


class ParticipationStarted(Event, effective="on"):
    """The first support after the contract."""

    model_config = TOLERANT

    project: Code
    participant: UUID
    on: date


class ParticipationStartCorrected(Event):
    """The first support was on another day, or there was none (`on` is null)."""

    model_config = TOLERANT

    project: Code
    participant: UUID
    previous: date | None
    on: date | None


class ParticipationEnded(Event, effective="on"):
    """`on` is the last day of support."""

    model_config = TOLERANT

    project: Code
    participant: UUID
    on: date


class SexCorrected(Event):
    """The PESEL number had been written wrongly."""

    model_config = TOLERANT

    project: Code
    participant: UUID
    person: UUID
    sex: Sex


class ActivityPlanned(Event):
    """An activity has a title."""

    model_config = TOLERANT

    project: Code
    activity: UUID
    title: PublicText


class SessionScheduled(Event, effective="on"):
    """An activity takes place on a day for so many clock hours."""

    model_config = TOLERANT

    project: Code
    activity: UUID
    session: UUID
    on: date
    hours: Decimal


class WorkshopAttended(Event, effective="on"):
    """A participant got support."""

    model_config = TOLERANT

    project: Code
    session: UUID
    participant: UUID
    on: date
    hours: Decimal
    service_class: ServiceClass


class FamilyAccompanied(Event, effective="on"):
    """Family members came along."""

    model_config = TOLERANT

    project: Code
    session: UUID
    on: date
    adults: int
    children: int


class AttendanceCorrected(Event, effective="on"):
    """The list had been wrong about one person: this is how it stands since."""

    model_config = TOLERANT

    project: Code
    session: UUID
    participant: UUID
    on: date
    service_class: ServiceClass
    present: bool
    hours: Decimal


class CertificateIssued(Event, effective="issued_on"):
    """A participant got a document at the end of a course."""

    model_config = TOLERANT

    project: Code
    participant: UUID
    kind: CertificateKind
    issued_on: date


class SubjectErased(Event):
    """Recruitment erased a person in a project: nothing about them may open any more."""

    model_config = TOLERANT

    person: UUID
    project: Code
    applications: tuple[UUID, ...]


class RetentionEnded(Event):
    """The last person of a project is erased: no text of the project may open any more."""

    model_config = TOLERANT

    project: Code


READS = Registry(
    "reporting-reads",
    [
        ProjectOpened,
        ParticipantRecruited,
        PlaceReleased,
        ContractSigned,
        ParticipationStarted,
        ParticipationStartCorrected,
        ParticipationEnded,
        SexCorrected,
        ActivityPlanned,
        SessionScheduled,
        WorkshopAttended,
        FamilyAccompanied,
        AttendanceCorrected,
        CertificateIssued,
        SubjectErased,
        RetentionEnded,
    ],
)
