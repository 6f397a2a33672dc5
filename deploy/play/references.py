"""References: `${name}` in a scenario stands for something an earlier step saved."""

import re
from collections.abc import Mapping

from deploy.play.steps import Json

REFERENCE = re.compile(r"\$\{([^{}]+)\}")


class UnknownName(LookupError):
    """Nothing was saved under this name."""


def resolve(value: Json, names: Mapping[str, Json]) -> Json:
    """The value with its references replaced; a text that is one reference takes the type of what was saved.

    Raises `UnknownName`.
    """
    match value:
        case str() if "${" in value:
            return _text(value, names)
        case dict():
            return {resolve(key, names): resolve(inner, names) for key, inner in value.items()}
        case list():
            return [resolve(inner, names) for inner in value]
    return value


def pick(answer: Json, path: str) -> Json:
    """The part of an answer at a dotted path; `.` is all of it. Raises `LookupError`."""
    found = answer
    for part in filter(None, path.split(".")):
        found = found[int(part)] if isinstance(found, list) else found[part]
    return found


def _text(text: str, names: Mapping[str, Json]) -> Json:
    if whole := REFERENCE.fullmatch(text):
        return _named(whole[1], names)
    return REFERENCE.sub(lambda found: str(_named(found[1], names)), text)


def _named(name: str, names: Mapping[str, Json]) -> Json:
    if name not in names:
        raise UnknownName(name)
    return names[name]
