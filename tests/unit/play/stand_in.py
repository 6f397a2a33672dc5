"""A gateway that stands in for the real one: it answers what a test tells it to, and keeps what it was sent."""

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

OBJECT = {"type": "object"}


def operation(method: str, name: str, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """An operation of the OpenAPI document, in the form FastAPI gives it."""
    if method == "get":
        parameters = [{"name": one, "in": "query", "required": one in required} for one in (*required, *optional)]
        return {f"/queries/{name}": {"get": {"operationId": name, "parameters": parameters}}}
    schema = {**OBJECT, "required": list(required), "properties": dict.fromkeys((*required, *optional), OBJECT)}
    body = {"content": {"application/json": {"schema": schema}}}
    header = {"name": "Idempotency-Key", "in": "header", "required": False}
    return {f"/commands/{name}": {"post": {"operationId": name, "requestBody": body, "parameters": [header]}}}


DOCUMENT = {
    "paths": {
        **operation("post", "sign_in", ("login", "password")),
        **operation("post", "advance_clock", ("to",)),
        **operation("post", "settle"),
        **operation("get", "clocks"),
        **operation("post", "submit_application", ("project", "person"), ("note",)),
        **operation("post", "open_project", ("definition",)),
        **operation("get", "headcount", ("as_of",), ("known_at",)),
    }
}


@dataclass(frozen=True)
class Call:
    """One request as it came."""

    operation: str
    inputs: dict[str, Any]
    key: str | None
    token: str | None


@dataclass
class Gateway:
    """An ASGI application. `answers` are (status, body) by operation, one after the other; the last one is repeated."""

    answers: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    today: str = "2025-01-01"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        if request.url.path == "/openapi.json":
            answer = 200, DOCUMENT
        else:
            answer = await self._answer(request)
        await JSONResponse(answer[1], answer[0])(scope, receive, send)

    async def _answer(self, request: Request) -> tuple[int, Any]:
        name = request.url.path.rsplit("/", 1)[1]
        body = await request.body()
        inputs = json.loads(body) if body else dict(request.query_params)
        self.calls.append(Call(name, inputs, request.headers.get("Idempotency-Key"), request.headers.get("Authorization")))
        told = self.answers.get(name)
        if told:
            return told.pop(0) if len(told) > 1 else told[0]
        return self._usual(name, inputs)

    def _usual(self, name: str, inputs: dict[str, Any]) -> tuple[int, Any]:
        match name:
            case "sign_in":
                return 200, {"token": f"token of {inputs['login']}"}
            case "advance_clock":
                self.today = inputs["to"]
                return 200, {}
            case "settle":
                return 200, {"parked": {}, "total": 1}
            case "clocks":
                return 200, {"business_date": self.today, "database": "2026-01-01T00:00:00.123456+00:00"}
        return 200, {}

    def sent(self, name: str) -> list[Call]:
        return [call for call in self.calls if call.operation == name]
