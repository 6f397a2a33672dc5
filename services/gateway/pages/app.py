"""The pages put into the application: routes, files, and what is shown when a visitor is turned away or something is broken."""

from collections.abc import Awaitable, Callable
from os import PathLike, stat_result
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import WebSocketRequestValidationError
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from services.gateway.csrf import ForeignForm
from services.gateway.desk import address_of, desk_of
from services.gateway.pages import choosing, entering, people, protection, staying
from services.gateway.pages.activities import routes as activities
from services.gateway.pages.desk import (
    accounts,
    attention,
    backstage,
    declaration,
    limits,
    own,
    parked,
    pattern,
    project,
    today,
)
from services.gateway.pages.drawing import HTMX, HTMX_NAME, STATIC, draw, go
from services.gateway.pages.form import Form
from services.gateway.pages.money import (
    budget,
    changing,
    commitments,
    document,
    documents,
    line,
    planning,
    recording,
    suppliers,
    versions,
)
from services.gateway.pages.recruitment import appealing, application, assessing, intake, listing, offering
from services.gateway.pages.reports import audit, downloading, effectiveness, pages, submitting, why
from services.gateway.pages.visit import Elsewhere, keep_as_draft, sent_before, stranger, visit
from shared.http.problems import problem
from shared.kernel.errors import NotYet

API = ("/commands/", "/queries/", "/session/", "/openapi.json/", "/health/", "/static/")
"""What programs and scripts ask for: they are answered with problems, never with pages."""
LASTING = {"Cache-Control": "public, max-age=31536000, immutable"}
PARTS = (
    entering,
    staying,
    choosing,
    today,
    attention,
    project,
    limits,
    backstage,
    parked,
    accounts,
    own,
    pattern,
    declaration,
    pages,
    downloading,
    submitting,
    why,
    effectiveness,
    audit,
    budget,
    line,
    planning,
    versions,
    commitments,
    suppliers,
    documents,
    recording,
    changing,
    document,
    activities,
    people,
    protection,
    listing,
    intake,
    application,
    assessing,
    appealing,
    offering,
)
"""The parts of the house; each has a router of its own."""
Handler = Callable[[Request, Any], Awaitable[Response]]


class Kept(StaticFiles):
    """Our files: their addresses change with their content."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(LASTING)
        return response


def add_pages(app: FastAPI) -> None:
    """After the handlers of problems: people see the same refusals as pages."""
    for kind, handler in list(app.exception_handlers.items()):
        if kind is not WebSocketRequestValidationError:
            app.add_exception_handler(kind, _for_people(handler))  # type: ignore[arg-type]  # starlette types them loosely
    for part in PARTS:
        app.include_router(part.router, include_in_schema=False)
    app.add_api_route(f"/static/{HTMX_NAME}", htmx, include_in_schema=False)
    app.mount("/static", Kept(directory=STATIC), name="static")
    app.add_exception_handler(Elsewhere, _elsewhere)
    app.add_exception_handler(ForeignForm, _foreign)


async def htmx() -> Response:
    """The library that refreshes parts of pages."""
    return FileResponse(HTMX, media_type="text/javascript", headers=LASTING)


def _for_people(handler: Handler) -> Handler:
    """The same refusal, as a page where a person reads it."""

    async def answer(request: Request, fault: Exception) -> Response:
        response = await handler(request, fault)
        if not _is_read_by_a_person(request):
            return response
        again = await _to_send_again(request, fault)
        shown = draw(stranger(request), "broken.html", response.status_code, code=response.status_code, again=again)
        if "retry-after" in response.headers:
            shown.headers["Retry-After"] = response.headers["retry-after"]
        return shown

    return answer


async def _to_send_again(request: Request, fault: Exception) -> Form | None:
    """What was typed while a part was away: kept as a draft, and put into the page that says so."""
    form = sent_before(request)
    if form is None or not form.draft or not isinstance(fault, NotYet):
        return None
    await keep_as_draft(await visit(request, desk_of(request), address_of(request)), form)
    return form


async def _elsewhere(_: Request, other: Exception) -> Response:
    assert isinstance(other, Elsewhere)
    return go(other.place)


async def _foreign(request: Request, no: Exception) -> Response:
    assert isinstance(no, ForeignForm)
    if _is_for_programs(request):
        return problem(no.status, no.code, no.field, no.rule)
    return draw(await visit(request, desk_of(request), address_of(request)), "form_refused.html", no.status)


def _is_read_by_a_person(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not _is_for_programs(request)


def _is_for_programs(request: Request) -> bool:
    return f"{request.url.path}/".startswith(API)
