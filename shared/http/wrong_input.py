"""What is wrong with an input, in declared names only: a key that a caller made up may be somebody's name.

A place is the path of declared fields and positions in lists; whatever else pydantic found on the way (an unknown field,
the key of a dictionary, the branch of a union) is left out, so an unknown field is named by what holds it.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel

QUOTING: Mapping[str, str] = {
    "uuid_parsing": "Input should be a valid UUID",
    "union_tag_invalid": "Input tag should be one of the expected tags",
    "url_parsing": "Input should be a valid URL",
}
"""Rules of pydantic that quote the input, by their type, and what is said instead."""


def place_and_rule(endpoint: Callable[..., Any], error: Mapping[str, Any]) -> tuple[str, str]:
    """Where an error of `ValidationError.errors()` stands, dotted, and the rule it breaks."""
    whole, *inside = error["loc"][:-1] if error["type"] == "extra_forbidden" else error["loc"]
    known = _declared(endpoint) if whole == "body" else frozenset(inside[:1])
    path = [str(step) for step in inside if isinstance(step, int) or step in known]
    return ".".join(path) or str(whole), QUOTING.get(error["type"], error["msg"])


@cache
def _declared(endpoint: Callable[..., Any]) -> frozenset[str]:
    """Every name of a field that an input of this endpoint may hold, at whatever depth."""
    models: set[type[BaseModel]] = set()
    for hint in get_type_hints(endpoint, include_extras=True).values():
        _collect(hint, models)
    return frozenset(name for model in models for name in _names(model))


def _collect(hint: object, models: set[type[BaseModel]]) -> None:
    for inner in get_args(hint):
        _collect(inner, models)
    if isinstance(hint, type) and issubclass(hint, BaseModel) and hint not in models:
        models.add(hint)
        for field in hint.model_fields.values():
            _collect(field.annotation, models)


def _names(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name if field.alias is None else field.alias
