"""Enrolments as activities tell of them: a row for everybody who has a place in an activity, and for nobody else."""

from uuid import UUID

from sqlalchemy import Column, Table, Uuid

from services.notifications.projections import TABLES
from services.notifications.reads import EnrolmentCancelled, ParticipantEnrolled
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.projection.projection import Key, Projection

TABLE = Table(
    "known_enrolment",
    TABLES,
    Column("activity", Uuid, primary_key=True),
    Column("participant", Uuid, primary_key=True),
)


class KnownEnrolment(View):
    """A place somebody has."""

    activity: UUID
    participant: UUID


def key(event: Event, _: Meta) -> Key | None:
    return (event.activity, event.participant) if isinstance(event, ParticipantEnrolled | EnrolmentCancelled) else None


def evolve(row: KnownEnrolment | None, event: Event, _: Meta) -> KnownEnrolment | None:
    match event:
        case ParticipantEnrolled(activity=activity, participant=participant):
            return KnownEnrolment(activity=activity, participant=participant)
        case EnrolmentCancelled():
            return None
    return row


KNOWN_ENROLMENT = Projection(TABLE, KnownEnrolment, key, evolve, of_one_stream=True)
