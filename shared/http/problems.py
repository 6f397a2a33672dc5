"""Problems: every refusal as RFC 9457, with a stable code, the field and the rule; never with what was typed."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from shared.http.wrong_input import place_and_rule
from shared.kernel.errors import Fact, Invalid, NotYet, Refused
from shared.store.faults import KINDS, is_infrastructure

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
AGAIN_LATER = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""Whoever asks again later may get another answer: after `retry_after` seconds, a fact of the refusal, or one."""


class FieldProblem(BaseModel):
    """One field that is wrong."""

    field: str = Field(description="Path of the field, dotted", examples=["person.pesel"])
    rule: str = Field(description="The rule it breaks", examples=["Field required"])
    kind: str = Field(default="", description="Pydantic's name of the rule", examples=["missing"])


class Problem(BaseModel):
    """RFC 9457 problem details with Kładka's stable `code`."""

    type: str = Field(examples=["urn:kladka:problem:group_full"])
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    code: str = Field(description="Stable, snake_case", examples=["group_full"])
    field: str | None = Field(default=None, examples=["target_group"])
    rule: str | None = Field(default=None, examples=["taken and offered places may not exceed the limit"])
    facts: dict[str, str | int | None] = Field(default_factory=dict, description="Ids, counts and dates to act on")
    errors: list[FieldProblem] = Field(default_factory=list)


class WrongFields(Invalid):
    """Another service found these fields wrong."""

    def __init__(self, errors: Sequence[FieldProblem]) -> None:
        super().__init__("invalid_field", field=errors[0].field, rule=errors[0].rule)
        self.errors = tuple(errors)

    def __reduce__(self) -> tuple[object, ...]:
        return (WrongFields, (self.errors,))


RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        401: "No valid token",
        403: "Not with these roles",
        404: "No such thing",
        409: "A rule refuses it",
        412: "Changed meanwhile",
        422: "The input is wrong",
        503: "Not ready yet: try again",
    }.items()
}


def as_sent(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with problems under their own media type; FastAPI knows only one for all answers."""
    for path in document["paths"].values():
        for operation in path.values():
            for status, response in operation.get("responses", {}).items():
                if not status.startswith("2") and (content := response.get("content", {}).pop("application/json", None)):
                    response["content"] = {MEDIA_TYPE: content}
    return document


def problem(
    status: int,
    code: str,
    field: str | None = None,
    rule: str | None = None,
    facts: Mapping[str, Fact] | None = None,
    errors: list[FieldProblem] | None = None,
) -> JSONResponse:
    body = Problem(
        type=f"urn:kladka:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        field=field,
        rule=rule,
        facts=dict(facts or {}),
        errors=errors or [],
    )
    headers = {"Retry-After": str((facts or {}).get("retry_after", 1))} if status in AGAIN_LATER else None
    return JSONResponse(body.model_dump(), status_code=status, media_type=MEDIA_TYPE, headers=headers)


async def _refused(_: Request, no: Exception) -> JSONResponse:
    assert isinstance(no, Refused)
    errors = list(no.errors) if isinstance(no, WrongFields) else None
    return problem(no.status, no.code, no.field, no.rule, no.facts, errors)


async def _invalid(request: Request, wrong: Exception) -> JSONResponse:
    assert isinstance(wrong, RequestValidationError)
    said = [(*place_and_rule(request.scope["route"].endpoint, one), one["type"]) for one in wrong.errors()]
    errors = [FieldProblem(field=place, rule=rule, kind=kind) for place, rule, kind in dict.fromkeys(said)]
    first = errors[0]
    return problem(422, "invalid_field", first.field, first.rule, errors=errors)


async def _http(_: Request, wrong: Exception) -> JSONResponse:
    assert isinstance(wrong, HTTPException)
    if wrong.status_code == HTTPStatus.BAD_REQUEST:  # a body that cannot be read at all
        return problem(422, "invalid_field", "body", "JSON in UTF-8")
    codes = {404: "unknown_operation", 405: "unknown_operation"}
    return problem(wrong.status_code, codes.get(wrong.status_code, "http_error"))


async def _away(request: Request, fault: Exception) -> JSONResponse:
    """The infrastructure's fault: a line in the log, and the caller tries again."""
    if not is_infrastructure(fault):
        raise fault
    log.warning("infrastructure away", extra={"fault": type(fault).__name__, "path": request.url.path})
    return problem(NotYet.status, "unavailable", rule="a part is away; send it again with its Idempotency-Key")


async def _fault(_: Request, fault: Exception) -> JSONResponse:
    """Our own fault: the server logs its kind and trace, the caller learns nothing inside."""
    return problem(500, "internal_error", rule="the fault was recorded")


def add_problem_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in KINDS:
        app.add_exception_handler(kind, _away)
    app.add_exception_handler(Exception, _fault)
