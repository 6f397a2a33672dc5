"""Canaries: a text of its own in every personal field of a scenario, so that wherever one sings something has leaked.

Which fields are personal is read from the gateway's document, where a text that must not be shown is a password.
"""

import itertools
import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

from deploy.privacy.needles import too_short

Json = Any
REFERENCE = "#/components/schemas/"
SHAPED = re.compile(r"\d[\d-]+|[\d.+ -]{6,}|.+@.+|[A-Z]{2,3}\d+")
"""Numbers of people, telephones, addresses for mail: a value of another shape would be refused, so it is a canary as it is."""

POSTAL_CODE = re.compile(r"\d\d-\d{3}")
"""Of an address whose street and town are canaries too."""


class Canaries:
    """Plants canaries into commands, and remembers them. Equal values become equal canaries, as one person has one name."""

    def __init__(self, document: Mapping[str, Json]) -> None:
        self._schemas = document["components"]["schemas"]
        self._bodies = dict(self._read(document["paths"]))
        self._given: dict[str, str] = {}
        self._number = itertools.count()

    @property
    def values(self) -> set[str]:
        """Every canary that was planted; the number of a house is found everywhere, a postal code by chance in some UUID."""
        return {value for value in self._given.values() if not too_short(value) and not POSTAL_CODE.fullmatch(value)}

    def new(self, was: str = "") -> str:
        """A canary that looks like a name: no other text of the system holds it."""
        number, letters = next(self._number), string.ascii_lowercase[:16]
        tail = "".join(letters[int(digit, 16)] for digit in f"{number:05x}")
        return self._given.setdefault(was or f"new {number}", f"Kanarekż{tail}")

    def plant(self, operation: str, inputs: Mapping[str, Json]) -> Json:
        """The same command with canaries in its personal fields."""
        return self._planted(inputs, self._bodies.get(operation, {}))

    def _planted(self, value: Json, schema: Mapping[str, Json]) -> Json:
        schema = self._resolved(schema, value)
        match value:
            case dict():
                known = schema.get("properties", {})
                return {key: self._planted(inner, known.get(key, {})) for key, inner in value.items()}
            case list():
                return [self._planted(inner, schema.get("items", {})) for inner in value]
            case str() if schema.get("format") == "password" and not value.startswith("${"):
                return self._canary(value)
        return value

    def _canary(self, value: str) -> str:
        if SHAPED.fullmatch(value):
            return self._given.setdefault(value, value)
        return self._given[value] if value in self._given else self.new(value)

    def _resolved(self, schema: Mapping[str, Json], value: Json) -> Mapping[str, Json]:
        """The part of a schema that describes this value: references followed, `null` left out."""
        if "$ref" in schema:
            return self._resolved(self._schemas[schema["$ref"].removeprefix(REFERENCE)], value)
        kinds = [self._resolved(one, value) for one in schema.get("anyOf", ())]
        shape = {dict: "object", list: "array", str: "string"}.get(type(value))
        return next((one for one in kinds if one.get("type") == shape), schema)

    def _read(self, paths: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
        for item in paths.values():
            for described in item.values():
                content = described.get("requestBody", {}).get("content", {}).get("application/json", {})
                yield described["operationId"], content.get("schema", {})


def sealed_fields(registries: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    """Every sealed field of every event: service, event, field."""
    return {
        (service, name, field)
        for service, registry in registries.items()
        for name, event in registry.events.items()
        for field in event.about.sealed
    }


def hidden_fields(registries: Mapping[str, Any]) -> dict[str, set[str]]:
    """By published event, the fields that must not be on a topic."""
    return {event.__name__: event.about.hidden for registry in registries.values() for event in registry.published}
