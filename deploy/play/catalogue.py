"""What the gateway offers, read from its OpenAPI document: method, path and fields of each operation id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from deploy.play.errors import Place, ScenarioError
from deploy.play.steps import Do, Expect, Json, Scenario

METHODS = ("get", "post", "put", "patch", "delete")
REFERENCE = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `required` and `known` are the fields of its body, or the parameters of its query."""

    id: str
    method: str
    path: str
    required: frozenset[str]
    known: frozenset[str]

    @property
    def asks(self) -> bool:
        """Is it a query? One whose question is personal is sent as a body."""
        return self.path.startswith("/queries/")


class Catalogue:
    """The operations of an installation, by id."""

    def __init__(self, document: Mapping[str, Json]) -> None:
        self._schemas: Mapping[str, Json] = document.get("components", {}).get("schemas", {})
        self._operations = {operation.id: operation for operation in self._read(document.get("paths", {}))}

    def __getitem__(self, operation: str) -> Operation:
        return self._operations[operation]

    def check(self, scenario: Scenario) -> None:
        """Every operation exists and gets the fields it needs. Raises `ScenarioError`, naming the first step at fault."""
        for step in scenario.steps:
            if isinstance(step.action, Do | Expect):
                self._check(step.place, step.action)

    def _check(self, place: Place, action: Do | Expect) -> None:
        operation = self._operations.get(action.operation)
        if operation is None:
            raise ScenarioError(place, f"unknown operation {action.operation}")
        if operation.asks is not isinstance(action, Expect):
            right = "expect" if operation.asks else "do"
            raise ScenarioError(place, f"{action.operation} belongs under `{right}`")
        if action.refused is None:
            _check_fields(place, operation, action.inputs)

    def _read(self, paths: Mapping[str, Json]) -> Iterator[Operation]:
        for path, item in paths.items():
            for method in METHODS:
                if method in item and "operationId" in item[method]:
                    yield self._operation(path, method, item[method])

    def _operation(self, path: str, method: str, described: Mapping[str, Json]) -> Operation:
        schema = _body(described)
        if reference := schema.get("$ref"):
            schema = self._schemas.get(reference.removeprefix(REFERENCE), {})
        queries = [one for one in described.get("parameters", []) if one["in"] == "query"]
        required = {*schema.get("required", ()), *(one["name"] for one in queries if one.get("required"))}
        known = {*schema.get("properties", ()), *(one["name"] for one in queries)}
        return Operation(described["operationId"], method.upper(), path, frozenset(required), frozenset(known))


def _body(described: Mapping[str, Json]) -> Mapping[str, Json]:
    content = described.get("requestBody", {}).get("content", {})
    schema: Mapping[str, Json] = content.get("application/json", {}).get("schema", {})
    return schema


def _check_fields(place: Place, operation: Operation, inputs: Mapping[str, Json]) -> None:
    given = frozenset({"definition"} if set(inputs) == {"file"} else inputs)
    if missing := sorted(operation.required - given):
        raise ScenarioError(place, f"{operation.id} needs {', '.join(missing)}")
    if unknown := sorted(given - operation.known):
        raise ScenarioError(place, f"{operation.id} does not know {', '.join(unknown)}")
