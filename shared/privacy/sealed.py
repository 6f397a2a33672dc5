"""Sealing an event: each `Sealed` field becomes a token bound to its owner, its field and the event."""

from collections.abc import Iterator
from typing import TypeVar
from uuid import UUID

from shared.events.event import Event, Sealed
from shared.privacy.ring import Owner, Ring

E = TypeVar("E", bound=Event)
SUBJECTS = ("person", "participant", "application")
"""Fields that say whom an event is about, the nearest first."""


def owner_of(event: Event, stream: str) -> Owner:
    """Whom the sealed texts of this event belong to: the person it is about, else the stream it stands in."""
    subject = next((found for name in SUBJECTS if (found := getattr(event, name, None)) is not None), stream)
    return Owner(str(subject), getattr(event, "project", ""))


def seal(event: E, ring: Ring, stream: str, event_id: UUID) -> E:
    """The event as it may be stored. Fields that hold a token already stay as they are."""
    owner = owner_of(event, stream)
    tokens = {name: Sealed(token=ring.seal(text, owner, name, event_id)) for name, text in clear_texts(event)}
    return event.model_copy(update=tokens)


def clear_texts(event: Event) -> Iterator[tuple[str, str]]:
    """The sealed fields that hold a text still to be sealed."""
    for name in event.about.sealed:
        value: Sealed | None = getattr(event, name)
        if value is not None and value.clear is not None:
            yield name, value.clear
