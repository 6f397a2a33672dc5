"""The one OpenAPI document of the installation: every operation of every service, no name used for two things. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

Document = dict[str, Any]
"""An OpenAPI 3.1 document as JSON."""

OWN = "gateway"
PASSED_ON = ("/commands/", "/queries/")
REF = "#/components/schemas/"


class TwoOwners(Exception):
    """Two services offer the same operation id: a request could go to either."""


def owners(documents: Mapping[str, Document]) -> dict[str, str]:
    """Which service owns each path that is passed on. Raises `TwoOwners`."""
    found: dict[str, str] = {}
    ids: dict[str, str] = {}
    for service, document in documents.items():
        for path, operation in _operations(document):
            known = ids.setdefault(operation["operationId"], service)
            if known != service or path in found:
                raise TwoOwners(f"{operation['operationId']}: {known} and {service}")
            found[path] = service
    return found


def roles_of(documents: Iterable[Document]) -> dict[str, frozenset[str]]:
    """The roles that may call each operation that is passed on, by its id."""
    found = [operation for document in documents for _, operation in _operations(document)]
    return {one["operationId"]: frozenset(one.get("x-roles", ())) for one in found}


def merged(own: Document, services: Mapping[str, Document]) -> Document:
    """One document from the gateway's own and the services'; the parts stay as they are. Raises `TwoOwners`.

    Each operation is tagged with its service. Component schemas that are equal are shared; of those that differ under
    one name, or that use such a one, each gets its service as prefix.
    """
    parts = {OWN: own, **services}
    owners(parts)
    clashing = _clashing({service: _schemas(part) for service, part in parts.items()})
    parts = {service: _renamed(part, clashing, f"{service}_") for service, part in parts.items()}
    return {
        "openapi": own["openapi"],
        "info": own["info"],
        "tags": [{"name": service, "description": part["info"]["title"]} for service, part in parts.items()],
        "security": [{"bearer": []}],
        "paths": {
            path: {method: _described(operation, service) for method, operation in part["paths"][path].items()}
            for service, part in parts.items()
            for path, _ in _operations(part)
        },
        "components": {
            "schemas": {name: schema for part in parts.values() for name, schema in _schemas(part).items()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "The token of sign_in"}
            },
        },
    }


def _operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, methods in document["paths"].items():
        if path.startswith(PASSED_ON):
            for operation in methods.values():
                yield path, operation


def _schemas(document: Document) -> Document:
    schemas: Document = document.get("components", {}).get("schemas", {})
    return schemas


def _described(operation: Document, service: str) -> Document:
    """An operation without roles is open to everybody, like `sign_in`."""
    described = {**operation, "tags": [service]}
    return described if operation.get("x-roles") else {**described, "security": []}


def _clashing(schemas: Mapping[str, Document]) -> frozenset[str]:
    """The names that mean different things in different services, also by what they refer to."""
    used = [(name, schema) for named in schemas.values() for name, schema in named.items()]
    first = dict(reversed(used))
    shared = {name for name in first if sum(name in named for named in schemas.values()) > 1}
    clashing = {name for name, schema in used if schema != first[name]}
    while more := {name for name, schema in used if name in shared - clashing and _refs(schema) & clashing}:
        clashing |= more
    return frozenset(clashing)


def _refs(node: Any) -> Set[str]:
    match node:
        case dict():
            return {ref for part in node.values() for ref in _refs(part)}
        case list():
            return {ref for part in node for ref in _refs(part)}
        case str() if node.startswith(REF):
            return {node.removeprefix(REF)}
    return frozenset()


def _renamed(part: Document, names: frozenset[str], prefix: str) -> Document:
    """The document with these schemas, and every reference to them, under prefixed names."""
    renamed: Document = _rewritten(part, names, prefix)
    schemas = {prefix + name if name in names else name: schema for name, schema in _schemas(renamed).items()}
    return {**renamed, "components": {**renamed.get("components", {}), "schemas": schemas}}


def _rewritten(node: Any, names: frozenset[str], prefix: str) -> Any:
    match node:
        case dict():
            return {key: _rewritten(part, names, prefix) for key, part in node.items()}
        case list():
            return [_rewritten(part, names, prefix) for part in node]
        case str() if node.startswith(REF) and node.removeprefix(REF) in names:
            return f"{REF}{prefix}{node.removeprefix(REF)}"
    return node
