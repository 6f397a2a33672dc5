"""What an operation may answer, as its document describes it."""

from typing import Any


def names_below(document: dict[str, Any], schema: Any) -> set[str]:
    """Every name of a field below a schema."""
    seen: set[str] = set()
    found: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, list):
            for one in part:
                walk(one)
        elif isinstance(part, dict):
            if (target := part.get("$ref")) is not None and target not in seen:
                seen.add(target)
                walk(document["components"]["schemas"][target.rpartition("/")[2]])
            found.update(part.get("properties", {}))
            for one in part.values():
                walk(one)

    walk(schema)
    return found
