"""Departures: the last day of who ended participation or gave the place back; nobody is reminded of later sessions."""

from datetime import date
from uuid import UUID

from sqlalchemy import Column, Date, Table, Uuid

from services.notifications.projections import TABLES
from services.notifications.reads import ParticipantRecruited, ParticipationEnded, PlaceReleased
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.projection.projection import Key, Projection

TABLE = Table(
    "departure",
    TABLES,
    Column("participant", Uuid, primary_key=True),
    Column("last_day", Date, nullable=False),
)


class Departure(View):
    """The last day that may still bring support."""

    participant: UUID
    last_day: date


def key(event: Event, _: Meta) -> Key | None:
    return (event.participant,) if isinstance(event, ParticipantRecruited | ParticipationEnded | PlaceReleased) else None


def evolve(row: Departure | None, event: Event, meta: Meta) -> Departure | None:
    """A place given back after the end does not move the last day; who is recruited again is back."""
    match event:
        case ParticipantRecruited():
            return None
        case ParticipationEnded(participant=who, on=on):
            return Departure(participant=who, last_day=on)
        case PlaceReleased(participant=who):
            return row or Departure(participant=who, last_day=meta.effective_on)
    return row


DEPARTURE = Projection(TABLE, Departure, key, evolve)
