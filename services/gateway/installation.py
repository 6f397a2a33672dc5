"""The whole installation: its clock, and how each service is."""

import asyncio
from typing import Annotated
from uuid import uuid4

from fastapi import Header
from pydantic import Field

from services.gateway.callers import Caller
from services.gateway.desk import AtDesk, Desk
from shared.http.internal import AdvanceClock, Clock, Quietness
from shared.kernel.command import View
from shared.kernel.errors import NotYet
from shared.store.answer import Answer
from shared.store.transaction import Who

PATIENCE = 5.0
"""Seconds a service has to say what is on its way."""
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


async def advance_clock(command: AdvanceClock, who: Caller, desk: AtDesk, idempotency_key: Key = None) -> Answer:
    """Set the business date of every service. Refused unless the stack's clock is driven; the date never goes back.

    When a service is away the others have the new date already: send the same command again.
    """
    key = idempotency_key or str(uuid4())
    path = "/internal/commands/advance_clock"
    tries = [desk.upstream.tell(name, path, who, command, key, Answer) for name in desk.upstream.names]
    for outcome in await asyncio.gather(*tries, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
    return Answer()


async def clocks(who: Caller, desk: AtDesk) -> Clock:
    """The business date and the database clock (the one of `known_at`), from the first service that answers."""
    for name in desk.upstream.names:
        try:
            return await desk.upstream.ask(name, "/internal/queries/clock", who, Clock)
        except NotYet:
            continue
    raise NotYet("unavailable", rule="no service answers; ask again")


class ServiceState(View):
    """How a service is. `ready`: it can do all of its work."""

    service: str
    answers: bool
    ready: bool
    parts: dict[str, bool] = Field(description="its parts and whether each works", examples=[{"database": True}])
    outbox: int | None = Field(description="published events not yet acknowledged by Kafka; null: it could not be asked")
    lag: int | None = Field(description="records on the topics that it has not applied yet")
    due: int | None = Field(description="1 while deadlines of the business date are still looked at")
    parked: int | None = Field(description="records that wait for repair")


class ServiceStates(View):
    """Every service behind the gateway."""

    items: list[ServiceState]


async def services(who: Caller, desk: AtDesk) -> ServiceStates:
    """Each service: whether it answers and is ready, and what is on its way."""
    return ServiceStates(items=list(await asyncio.gather(*(_state(desk, who, name) for name in desk.upstream.names))))


async def _state(desk: Desk, who: Who, name: str) -> ServiceState:
    health, quiet = await asyncio.gather(desk.upstream.health(name), _quietness(desk, who, name))
    return ServiceState(
        service=name,
        answers=health is not None,
        ready=health is not None and health.ready,
        parts=health.parts if health else {},
        outbox=None if quiet is None else quiet.outbox,
        lag=None if quiet is None else quiet.lag,
        due=None if quiet is None else quiet.due,
        parked=None if quiet is None else quiet.parked,
    )


async def _quietness(desk: Desk, who: Who, name: str) -> Quietness | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await desk.upstream.ask(name, "/internal/queries/quietness", who, Quietness)
    except (NotYet, TimeoutError):
        return None
