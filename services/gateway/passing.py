"""Passing on: a request goes to the service that owns its operation, in the caller's name, and the answer comes back as is.

Roles are judged by the service alone; here only who calls is established.
"""

from collections.abc import AsyncIterator

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from services.gateway.callers import Caller
from services.gateway.desk import AtDesk
from shared.http.roles import STAFF

ASKED = ("content-type", "idempotency-key", "if-match", "x-correlation-id")
ANSWERED = ("content-type", "etag", "retry-after")


async def pass_on(request: Request, who: Caller, desk: AtDesk) -> StreamingResponse:
    """Send the request on and the answer back. Raises `TooManyAttempts` (`too_many_searches`)."""
    path = request.url.path
    desk.pace.ask(path.rpartition("/")[2], who.actor)
    service = await desk.directory.owner(path)
    passed = desk.upstream.request(
        service,
        request.method,
        path,
        who,
        query=request.url.query,
        body=await request.body(),
        headers={name: value for name in ASKED if (value := request.headers.get(name)) is not None},
    )
    answer = await desk.upstream.stream(service, passed)
    headers = {name: value for name in ANSWERED if (value := answer.headers.get(name)) is not None}
    return StreamingResponse(flowing(answer), answer.status_code, headers)


async def flowing(answer: httpx.Response) -> AsyncIterator[bytes]:
    """The body as it comes; the connection goes back to the pool however this ends."""
    try:
        async for part in answer.aiter_raw():
            yield part
    finally:
        await answer.aclose()


router = APIRouter()
for _path, _methods in (("/commands/{operation}", ["POST"]), ("/queries/{operation}", ["GET", "POST"])):
    router.add_api_route(_path, pass_on, methods=_methods, include_in_schema=False, openapi_extra={"x-roles": sorted(STAFF)})
