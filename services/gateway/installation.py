"""Questions to the whole installation: its clock, and what needs a person's attention in any service."""

import asyncio
from typing import Annotated
from uuid import uuid4

from fastapi import Header
from pydantic import Field

from services.gateway.desk import AtDesk
from services.gateway.upstream import Upstream
from shared.http.internal import AdvanceClock, Attention, Clock, NeedsAttention
from shared.http.operations import Caller
from shared.kernel.command import View
from shared.kernel.errors import NotYet
from shared.store.answer import Answer
from shared.store.transaction import Who

Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


class NeedsAttentionIn(NeedsAttention):
    """A reaction that was refused, and the service that refused it."""

    service: str


class AttentionAnywhere(View):
    """What needs attention, newest first; `unanswered` names the services that could not be asked."""

    items: list[NeedsAttentionIn]
    unanswered: list[str] = Field(examples=[["finance"]])


async def advance_clock(command: AdvanceClock, who: Caller, desk: AtDesk, idempotency_key: Key = None) -> Answer:
    """Set the business date of every service. Refused unless the stack's clock is driven; the date never goes back.

    When a service is away the others have the new date already: send the same command again.
    """
    key = idempotency_key or str(uuid4())
    path = "/internal/commands/advance_clock"
    tries = [desk.upstream.tell(name, path, who, command, key) for name in desk.upstream.names]
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


async def attention(who: Caller, desk: AtDesk) -> AttentionAnywhere:
    """What no service could do by itself, from all services, newest first."""
    names = desk.upstream.names
    found = dict(zip(names, await asyncio.gather(*(_attention(desk.upstream, name, who) for name in names)), strict=True))
    items = [
        NeedsAttentionIn(service=name, **one.model_dump())
        for name, answer in found.items()
        if answer is not None
        for one in answer.items
    ]
    items.sort(key=lambda one: one.noticed_at, reverse=True)
    return AttentionAnywhere(items=items, unanswered=[name for name, answer in found.items() if answer is None])


async def _attention(upstream: Upstream, service: str, who: Who) -> Attention | None:
    try:
        return await upstream.ask(service, "/internal/queries/attention", who, Attention)
    except NotYet:
        return None
