"""Operations: each has a stable id, the roles that may call it, and a path made of that id.

A command is `POST /commands/<operation id>` with the command as body; a query is `GET /queries/<operation id>`, or a POST
where what is asked for is personal and must not stand in an address.
"""

import inspect
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, get_type_hints
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from shared.http.elsewhere import CORRELATION, ORIGIN, A, Ask, Elsewhere
from shared.http.lent import Lent
from shared.http.problems import RESPONSES
from shared.http.roles import Role
from shared.http.tokens import Unauthenticated, Verifier
from shared.kernel.clock import ClockMode
from shared.kernel.errors import Forbidden, Invalid
from shared.privacy.keys import Keys
from shared.store.answer import Answer
from shared.store.database import Connection, Database
from shared.store.transaction import Commands, Who, business_date
from shared.store.transaction import Request as CommandRequest

Wait = Callable[[str], Awaitable[None]]
Hear = Callable[[Database, Any], Awaitable[None]]
KEY = "names this one command: sent again with it, the command happens once and gets its first answer"


@dataclass(frozen=True, slots=True)
class Desk:
    """What operations need of the running service; stands in the application's state."""

    commands: Commands
    database: Database
    keys: Keys
    verifier: Verifier
    wait: Wait
    elsewhere: Elsewhere = field(default_factory=lambda: Elsewhere({}))


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


async def _at_desk(request: Request) -> Desk:
    """A coroutine, as every dependency: FastAPI sends a plain function to another thread and back."""
    return desk_of(request)


async def caller(request: Request, authorization: Annotated[str, Header(include_in_schema=False)] = "") -> Who:
    """Who calls, from the bearer token. Raises `Unauthenticated`, or `Forbidden` when the roles do not allow it."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("token_missing", field="Authorization", rule="a bearer token is needed")
    verifier: Verifier = request.app.state.desk.verifier  # the gateway's desk is another one, but it has this too
    who = verifier.who(token)
    allowed: list[str] = request.scope["route"].openapi_extra["x-roles"]
    if who.roles.isdisjoint(allowed):
        raise Forbidden("role_missing", field="roles", rule="one of: " + ", ".join(allowed))
    return who


Caller = Annotated[Who, Depends(caller)]
AtDesk = Annotated[Desk, Depends(_at_desk)]
IdempotencyKey = Annotated[str, Header(min_length=1, max_length=200, description=KEY)]


@dataclass(frozen=True, slots=True)
class Look:
    """What a query sees: the database, who asks and the keys for what may be opened.

    A connection is taken by the first statement, and given back while other services are asked.
    """

    db: Connection
    who: Who
    keys: Keys
    response: Response
    clock: ClockMode = ClockMode.REAL
    elsewhere: Ask | None = None
    lent: Lent | None = None
    origin: str = "unknown"
    """The service that asks, as it names itself; the gateway for people."""
    correlation: UUID = field(default_factory=uuid4)
    """The request that the question belongs to."""

    async def ask(self, service: str, query: str, inputs: Mapping[str, object], kind: type[A]) -> A:
        """Another service's answer, asked in the caller's name. Raises its refusal, or `NotYet` (`unavailable`)."""
        return await (await self._others())(service, query, inputs, kind)

    async def ask_inside(self, service: str, query: str, inputs: Mapping[str, object], kind: type[A]) -> A:
        """Another service's answer to what every service can be asked by the installation. Raises like `ask`."""
        return await (await self._others()).inside(service, query, inputs, kind)

    async def search(self, service: str, query: str, asked: BaseModel, kind: type[A]) -> A:
        """Another service's answer to a question that is a body. Raises like `ask`."""
        return await (await self._others()).search(service, query, asked, kind)

    async def _others(self) -> Ask:
        assert self.elsewhere is not None, "nobody else can be asked here"
        await self.rest()
        return self.elsewhere

    async def rest(self) -> None:
        """Hold no connection until the next statement: what follows takes long, or takes one of its own."""
        if self.lent is not None:
            await self.lent.give_back()

    async def today(self) -> date:
        """The business date."""
        return await business_date(self.db, self.clock)

    def etag(self, version: int) -> None:
        """The version to send back as `If-Match` with an edit."""
        self.response.headers["ETag"] = f'"{version}"'


After = Annotated[
    str | None,
    Query(description="Position a command answered: wait until it can be seen here", examples=["project:gora-pomocy-3@1"]),
]


Origin = Annotated[str, Header(alias=ORIGIN, pattern=r"^[a-z0-9_-]{1,40}$", include_in_schema=False)]
Correlation = Annotated[UUID | None, Header(alias=CORRELATION, include_in_schema=False)]


async def look(
    request: Request,
    response: Response,
    who: Caller,
    after: After = None,
    origin: Origin = "unknown",
    correlation: Correlation = None,
) -> AsyncIterator[Look]:
    desk, belongs_to = desk_of(request), correlation or uuid4()
    if after:
        await desk.wait(after)
    others = desk.elsewhere.in_name_of(request.headers["Authorization"], belongs_to)
    async with Lent(desk.database) as lent:
        yield Look(lent.connection, who, desk.keys, response, desk.commands.clock, others, lent, origin, belongs_to)


Looking = Annotated[Look, Depends(look)]


def _version(if_match: str | None) -> int | None:
    if if_match is None:
        return None
    if not re.fullmatch(r'"\d+"', if_match):
        raise Invalid("invalid_field", field="If-Match", rule="the ETag of a query, in quotes")
    return int(if_match.strip('"'))


class Operations:
    """The operations of one service."""

    def __init__(self) -> None:
        self.router = APIRouter()

    def command(self, handler: Callable[..., Awaitable[Any]], roles: Iterable[Role], hear: Hear | None = None) -> None:
        """Offer a handler `(command, tx) -> Answer`; name, body, answer and description are read off it.

        `hear` waits, before the transaction is opened, for news of other services that the command builds on.
        """
        hints = get_type_hints(handler, include_extras=True)
        body_type: type[BaseModel] = hints["command"]
        answer_type: type[Answer] = hints["return"]

        async def endpoint(
            request: Request,
            body: body_type,  # type: ignore[valid-type]  # read by FastAPI
            who: Caller,
            idempotency_key: IdempotencyKey,
            if_match: Annotated[str | None, Header()] = None,
            correlation_id: Annotated[UUID | None, Header(alias=CORRELATION)] = None,
        ) -> Answer:
            desk = desk_of(request)
            asked = CommandRequest(
                body=body,
                who=who,
                key=idempotency_key,
                correlation=correlation_id or uuid4(),
                expected=_version(if_match),
            )
            if hear is not None:
                await hear(desk.database, body)
            return await desk.commands.execute(handler, asked, answer_type)

        self._add(f"/commands/{handler.__name__}", endpoint, handler, roles, ["POST"], answer_type)

    def action(
        self,
        function: Callable[..., Awaitable[Any]],
        roles: Iterable[Role],
        responses: Mapping[int | str, dict[str, Any]] = MappingProxyType({}),
    ) -> None:
        """Offer a plain function as a command: for what is not written to an event store. It takes its own `Caller`."""
        answer_type = get_type_hints(function, include_extras=True)["return"]
        self._add(f"/commands/{function.__name__}", function, function, roles, ["POST"], answer_type, responses=responses)

    def query(self, function: Callable[..., Awaitable[Any]], roles: Iterable[Role]) -> None:
        """Offer a function `(…parameters, look: Looking) -> View`."""
        answer_type = get_type_hints(function, include_extras=True)["return"]
        self._add(f"/queries/{function.__name__}", function, function, roles, ["GET"], answer_type)

    def search(
        self,
        function: Callable[..., Awaitable[Any]],
        roles: Iterable[Role],
        responses: Mapping[int | str, dict[str, Any]] = MappingProxyType({}),
    ) -> None:
        """Offer a query `(asked, look: Looking) -> View` whose question is a body: no name or number stands in an address."""
        answer_type = get_type_hints(function, include_extras=True)["return"]
        self._add(f"/queries/{function.__name__}", function, function, roles, ["POST"], answer_type, responses=responses)

    def document(self, function: Callable[..., Awaitable[Response]], roles: Iterable[Role], media_type: str) -> None:
        """Offer a function `(…parameters, look: Looking) -> Response` whose answer is a document of this media type."""
        content: dict[int | str, dict[str, Any]] = {
            200: {"description": "The document", "content": {media_type: {"schema": {"type": "string"}}}}
        }
        self._add(f"/queries/{function.__name__}", function, function, roles, ["GET"], None, Response, content)

    def _add(
        self,
        path: str,
        endpoint: Callable[..., Awaitable[Any]],
        described: Callable[..., Awaitable[Any]],
        roles: Iterable[Role],
        methods: list[str],
        answer: Any,
        response_class: type[Response] = JSONResponse,
        responses: Mapping[int | str, dict[str, Any]] = MappingProxyType({}),
    ) -> None:
        self.router.add_api_route(
            path,
            endpoint,
            methods=methods,
            operation_id=described.__name__,
            name=described.__name__,
            description=inspect.getdoc(described),
            response_model=answer,
            response_class=response_class,
            responses={**RESPONSES, **responses},
            openapi_extra={"x-roles": sorted(roles)},
        )
