"""Sealing an event: each `Sealed` field becomes a token bound to its subject, field and event."""

from typing import TypeVar
from uuid import UUID

from shared.events.event import Event, Sealed
from shared.privacy.keys import Keys

E = TypeVar("E", bound=Event)


def subject_of(event: Event, stream: str) -> str:
    """Whom a sealed field of this event is about: its `person`, else the stream it stands in."""
    person = getattr(event, "person", None)
    return str(person) if person is not None else stream


def seal(event: E, keys: Keys, stream: str, event_id: UUID) -> E:
    """The event as it may be stored. Fields that hold a token already stay as they are."""
    if not event.about.sealed:
        return event
    subject = subject_of(event, stream)
    tokens = {
        name: Sealed(token=keys.seal(value.clear, subject, name, event_id))
        for name in event.about.sealed
        if (value := getattr(event, name)) is not None and value.clear is not None
    }
    return event.model_copy(update=tokens)
