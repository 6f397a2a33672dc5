"""No whole number is taken without a smallest and a largest value: what a column cannot hold is refused, not a fault."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

IN_JSON = {"open_project.definition.recruitment.multiple_exclusion_at_least", "correct_expense.rows.row"}
"""Parts of events that were published without bounds; they stand in JSON, where any number fits."""
LEAST, MOST, CHOSEN = {"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}, {"const", "enum"}


def without_bounds(document: dict[str, Any], schema: Any, place: str, within: tuple[str, ...] = ()) -> Iterator[str]:
    """Where, below a schema, any whole number would do."""
    if isinstance(schema, list):
        for one in schema:
            yield from without_bounds(document, one, place, within)
    if not isinstance(schema, dict):
        return
    if (target := schema.get("$ref")) is not None and target not in within:
        found = document["components"]["schemas"][target.rpartition("/")[2]]
        yield from without_bounds(document, found, place, (*within, target))
    if schema.get("type") == "integer" and not schema.keys() & CHOSEN and not (schema.keys() & LEAST and schema.keys() & MOST):
        yield place
    for name, part in schema.get("properties", {}).items():
        yield from without_bounds(document, part, f"{place}.{name}", within)
    for word in ("anyOf", "oneOf", "allOf", "prefixItems", "items", "additionalProperties"):
        yield from without_bounds(document, schema.get(word), place, within)


def asked(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[str]:
    name = operation["operationId"]
    for parameter in operation.get("parameters", []):
        yield from without_bounds(document, parameter["schema"], f"{name} {parameter['name']}")
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield from without_bounds(document, content["schema"], name)


def test_every_whole_number_that_is_asked_for_has_bounds(applications: dict[str, FastAPI]) -> None:
    for app in applications.values():
        document = app.openapi()
        operations = [one for methods in document["paths"].values() for one in methods.values()]
        assert operations
        assert [place for one in operations for place in asked(document, one) if place not in IN_JSON] == []


def test_a_number_without_bounds_is_noticed() -> None:
    free, bound = {"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 0, "maximum": 9}
    schemas = {"Row": {"properties": {"number": free, "place": bound}}}
    body = {"properties": {"rows": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}}}}
    operation = {"operationId": "record", "requestBody": {"content": {"application/json": {"schema": body}}}}
    assert list(asked({"components": {"schemas": schemas}}, operation)) == ["record.rows.number"]
