"""What activities understand of recruitment's events: only the fields they use, whatever else an event grows to hold."""

from datetime import date
from uuid import UUID

from pydantic import ConfigDict

from shared.events.event import Event
from shared.events.registry import Registry
from shared.kernel.ids import Code

TOLERANT = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class ProjectOpened(Event):
    """A project with its period; both days belong to it."""

    model_config = TOLERANT

    project: Code
    starts_on: date
    ends_on: date


class ParticipantRecruited(Event):
    """Somebody has a place in a project: support may be given."""

    model_config = TOLERANT

    project: Code
    participant: UUID


class PlaceReleased(Event):
    """Somebody gave the place back."""

    model_config = TOLERANT

    project: Code
    participant: UUID


class ParticipationEnded(Event, effective="on"):
    """`on` is the last day of support."""

    model_config = TOLERANT

    project: Code
    participant: UUID
    on: date


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
    "activities-reads",
    [ProjectOpened, ParticipantRecruited, PlaceReleased, ParticipationEnded, SubjectErased, RetentionEnded],
)
