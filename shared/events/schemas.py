"""Contracts: JSON Schema of what is published, an AsyncAPI 3 document of a topic, and what counts as incompatible.

Everything is generated from the registry; a published schema may only grow.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.events.event import Event
from shared.events.registry import Registry

Json = dict[str, Any]

HEADERS: Mapping[str, str] = {
    "ce_specversion": "CloudEvents version, 1.0",
    "ce_id": "id of the event; the same on every copy",
    "ce_type": "name and version: ParticipantRecruited.v1",
    "ce_source": "urn:kladka:<centre>:<service>",
    "ce_subject": "stream id",
    "ce_time": "when it was recorded",
    "ce_sequence": "number among the published events of the stream: dense, from 1, zero-padded to 12 digits",
    "ce_effectiveon": "business date of the fact",
    "ce_recordedat": "database clock when it was recorded",
    "ce_correlationid": "what the fact belongs to",
    "ce_causationid": "command or event that caused it",
    "ce_actor": "random id of who did it",
    "ce_traceparent": "W3C trace context made of correlation and event",
    "content-type": "application/json",
}


def published_schema(event: type[Event]) -> Json:
    """The JSON Schema of the published form of an event."""
    schema = event.model_json_schema(mode="serialization")
    hidden = event.about.sealed | event.about.private
    properties = {name: part for name, part in schema.get("properties", {}).items() if name not in hidden}
    required = [name for name in schema.get("required", []) if name not in hidden]
    examples = [{name: value for name, value in event.example.items() if name not in hidden}]
    body: Json = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:kladka:event:{event.__name__}:v{event.about.version}",
        "title": f"{event.__name__} – {event.about.title}",
        "description": schema.get("description", ""),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": True,
        "examples": examples,
    }
    used = _used(properties, schema.get("$defs", {}))
    return body | ({"$defs": used} if used else {})


def _used(part: Any, definitions: Json) -> Json:
    """The definitions that the published properties refer to, also by way of others."""
    found: Json = {}
    todo = list(_references(part))
    while todo:
        name = todo.pop()
        if name not in found:
            found[name] = definitions[name]
            todo.extend(_references(definitions[name]))
    return dict(sorted(found.items()))


def _references(part: Any) -> Iterable[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield str(value).removeprefix("#/$defs/")
            else:
                yield from _references(value)
    elif isinstance(part, list):
        for one in part:
            yield from _references(one)


def breaks(old: Json, new: Json) -> list[str]:
    """Why subscribers of `old` could not read `new` any more; empty when the change only adds."""
    faults = []
    for name, part in old["properties"].items():
        if name not in new["properties"]:
            faults.append(f"{name} is gone")
        elif _shape(part, old) != _shape(new["properties"][name], new):
            faults.append(f"{name} has another type")
    faults += [f"{name} may be missing now" for name in old["required"] if name not in new["required"]]
    return faults


def _shape(part: Any, schema: Json) -> Any:
    """A property without its words, references followed; words of an enum may be added."""
    if isinstance(part, dict):
        if "$ref" in part:
            return _shape(schema.get("$defs", {})[part["$ref"].removeprefix("#/$defs/")], schema)
        words = ("title", "description", "examples", "example", "default", "enum", "const")
        return {key: _shape(value, schema) for key, value in part.items() if key not in words}
    if isinstance(part, list):
        return [_shape(one, schema) for one in part]
    return part


def asyncapi(registry: Registry, topic: str, title: str, version: str) -> Json:
    """The AsyncAPI 3 document of a service's topic: one channel, one message for each published event."""
    events = registry.published
    messages = {event.__name__: {"$ref": f"#/components/messages/{event.__name__}"} for event in events}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": title, "version": version, "description": "CloudEvents 1.0 in Kafka's binary mode."},
        "defaultContentType": "application/json",
        "channels": {registry.service: {"address": topic, "messages": messages}},
        "operations": {
            f"publish_{registry.service}": {"action": "send", "channel": {"$ref": f"#/channels/{registry.service}"}}
        },
        "components": {"messages": {event.__name__: _message(event) for event in events}, "schemas": {"Headers": _headers()}},
    }


def _message(event: type[Event]) -> Json:
    schema = published_schema(event)
    return {
        "name": f"{event.__name__}.v{event.about.version}",
        "title": event.about.title,
        "summary": schema["description"],
        "headers": {"$ref": "#/components/schemas/Headers"},
        "payload": {"schemaFormat": "application/schema+json;version=draft-2020-12", "schema": _rooted(schema, event.__name__)},
        "examples": [{"name": event.__name__, "payload": schema["examples"][0]}],
    }


def _rooted(schema: Json, name: str) -> Json:
    """References inside an embedded schema count from the document's root."""

    def moved(part: Any) -> Any:
        if isinstance(part, dict):
            return {
                key: f"#/components/messages/{name}/payload/schema/$defs/{value.removeprefix('#/$defs/')}"
                if key == "$ref"
                else moved(value)
                for key, value in part.items()
            }
        return [moved(one) for one in part] if isinstance(part, list) else part

    embedded: Json = moved({key: value for key, value in schema.items() if key not in ("$id", "$schema", "examples")})
    return embedded


def _headers() -> Json:
    return {
        "type": "object",
        "properties": {name: {"type": "string", "description": text} for name, text in HEADERS.items()},
        "required": list(HEADERS),
    }
