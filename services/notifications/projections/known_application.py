"""Applications as recruitment tells of them: whose each is; only shown, never needed for a decision."""

from uuid import UUID

from sqlalchemy import Column, Table, Text, Uuid

from services.notifications.projections import TABLES
from services.notifications.reads import ApplicationSubmitted, CandidatePlacedOnReserveList, ParticipantRecruited
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.projection.projection import Key, Projection

TABLE = Table(
    "known_application",
    TABLES,
    Column("application", Uuid, primary_key=True),
    Column("project", Text, nullable=False),
    Column("person", Uuid, nullable=False, index=True),
)


class KnownApplication(View):
    """An application belongs to one person; `person` is a random id of recruitment's registry."""

    application: UUID
    project: str
    person: UUID


def key(event: Event, _: Meta) -> Key | None:
    match event:
        case ApplicationSubmitted(application=one) | CandidatePlacedOnReserveList(application=one):
            return (one,)
        case ParticipantRecruited(participant=one):
            return (one,)
    return None


def evolve(row: KnownApplication | None, event: Event, _: Meta) -> KnownApplication | None:
    match event:
        case ApplicationSubmitted(application=one) | CandidatePlacedOnReserveList(application=one):
            return KnownApplication(application=one, project=event.project, person=event.person)
        case ParticipantRecruited(participant=one):
            return KnownApplication(application=one, project=event.project, person=event.person)
    return row


KNOWN_APPLICATION = Projection(TABLE, KnownApplication, key, evolve)
