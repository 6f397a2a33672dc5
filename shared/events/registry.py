"""The registry: from a name and a version on disk or on the bus to a typed event; old versions are lifted by upcasters."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic_core import from_json

from shared.events.event import Event

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownEvent(Exception):
    """A stored event has a name this registry does not hold."""

    def __init__(self, name: str, version: int) -> None:
        super().__init__(f"{name} v{version}")
        self.name = name
        self.version = version


class Registry:
    """All events a service writes (or, as a subscriber, all it reads), by name.

    `upcasters` maps (name, version) to the function that lifts a body of that version to the next one.
    """

    def __init__(
        self,
        service: str,
        events: Iterable[type[Event]],
        upcasters: Mapping[tuple[str, int], Upcaster] | None = None,
    ) -> None:
        self.service = service
        self.events: dict[str, type[Event]] = {}
        self.upcasters = dict(upcasters or {})
        for event in events:
            if event.__name__ in self.events:
                raise ValueError(f"two events are named {event.__name__}")
            self.events[event.__name__] = event

    @property
    def published(self) -> list[type[Event]]:
        return [event for event in self.events.values() if event.about.published]

    def knows(self, name: str) -> bool:
        return name in self.events

    def decode(self, name: str, version: int, body: str | bytes) -> Event:
        """The typed event.

        Raises `UnknownEvent` for an unknown name or a version newer than ours, pydantic's ValidationError (without
        input) for a body of another shape.
        """
        kind = self.events.get(name)
        if kind is None or version > kind.about.version:
            raise UnknownEvent(name, version)
        if version == kind.about.version:
            return kind.model_validate_json(body)
        fields = from_json(body)
        for step in range(version, kind.about.version):
            fields = self.upcasters[(name, step)](fields)
        return kind.model_validate(fields)
