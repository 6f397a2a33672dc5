"""What notifications understands of others' events: only the fields it needs, whatever else an event grows to hold."""

from datetime import date
from uuid import UUID

from pydantic import ConfigDict

from shared.events.event import Event, PublicText
from shared.events.registry import Registry
from shared.kernel.ids import Code


class Read(Event):
    """An event of another service; fields that are not named here are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    project: Code


class ProjectOpened(Read):
    """A project, as its letters name it."""

    title: PublicText
    beneficiary: PublicText


class ApplicationSubmitted(Read):
    """Somebody applied: whose the application is."""

    application: UUID
    person: UUID


class ApplicationAssessed(Read):
    """Whether the applicant may take part; not why."""

    application: UUID
    eligible: bool


class ParticipantRecruited(Read):
    """Somebody has a place. The participant's id is the application's."""

    participant: UUID
    person: UUID


class CandidatePlacedOnReserveList(Read):
    """Somebody waits for a place."""

    application: UUID
    person: UUID


class ReservePlaceOffered(Read):
    """A place is offered to the first of a reserve list; `answer_by` is the last day to answer."""

    application: UUID
    answer_by: date


class PlaceReleased(Read):
    """Somebody gave the place back."""

    participant: UUID


class ContractSigned(Read):
    """A social contract was signed."""

    participant: UUID
    signed_on: date


class ParticipationStarted(Read, effective="on"):
    """`on` is the day of the first support."""

    participant: UUID
    on: date


class ParticipationEnded(Read, effective="on"):
    """`on` is the last day of support; why it was the last is not told."""

    participant: UUID
    on: date


class ActivityPlanned(Read):
    """An activity, as a reminder names it."""

    activity: UUID
    title: PublicText
    place: PublicText | None = None


class SessionScheduled(Read, effective="on"):
    """An activity takes place on a day."""

    activity: UUID
    session: UUID
    on: date


class SessionCancelled(Read):
    """A session was called off."""

    session: UUID


class ParticipantEnrolled(Read):
    """A participant has a place in an activity."""

    activity: UUID
    participant: UUID


class EnrolmentCancelled(Read):
    """A participant gave up a place, or left the waiting list."""

    activity: UUID
    participant: UUID


class SubjectErased(Read):
    """Recruitment erased a person in a project: nobody is told anything about these applications any more."""

    person: UUID
    applications: tuple[UUID, ...]


class RetentionEnded(Read):
    """The last person of a project is erased."""


READS = Registry(
    "notifications-reads",
    [
        ProjectOpened,
        ApplicationSubmitted,
        ApplicationAssessed,
        ParticipantRecruited,
        CandidatePlacedOnReserveList,
        ReservePlaceOffered,
        PlaceReleased,
        ContractSigned,
        ParticipationStarted,
        ParticipationEnded,
        ActivityPlanned,
        SessionScheduled,
        SessionCancelled,
        ParticipantEnrolled,
        EnrolmentCancelled,
        SubjectErased,
        RetentionEnded,
    ],
)
