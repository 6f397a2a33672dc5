"""What waits for a person anywhere: refused reactions and deadlines for staff, parked streams for admins."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from services.gateway.callers import Caller
from services.gateway.desk import AtDesk
from services.gateway.upstream import Upstream
from shared.http.attention import Attention, Limit, NeedsAttention, Number, SettleAttention
from shared.http.operations import IdempotencyKey
from shared.http.parked import (
    DiscardParked,
    Name,
    ParkedRecord,
    ParkedStream,
    ParkedStreams,
    Repaired,
    ReplayParked,
)
from shared.http.read_models import ReadModel, ReadModels
from shared.kernel.command import View
from shared.kernel.errors import NotYet
from shared.kernel.ids import Code
from shared.store.answer import Answer
from shared.store.transaction import Who

A = TypeVar("A", bound=BaseModel)
InService = Annotated[Code, Field(description="the service that it waits in")]
OnlyIn = Annotated[Code | None, Query(description="only this service; `cursor` needs it")]
MORE = "by service: the cursor of its following page; those that are not named have no more"
UNANSWERED = Field(description="services that could not be asked", examples=[["finance"]])


class NeedsAttentionIn(NeedsAttention):
    """A reaction that was refused or a deadline, and the service that it stands in."""

    service: str


class AttentionAnywhere(View):
    """What needs attention, newest first: a page of each service."""

    items: list[NeedsAttentionIn]
    next: dict[str, int] = Field(description=MORE)
    unanswered: list[str] = UNANSWERED


class ParkedStreamIn(ParkedStream):
    """A stream that waits, and the service it waits in."""

    service: str


class ParkedAnywhere(View):
    """Streams that wait: a page of each service."""

    items: list[ParkedStreamIn]
    next: dict[str, str] = Field(description=MORE)
    unanswered: list[str] = UNANSWERED


class ReadModelIn(ReadModel):
    """A read model, and the service it belongs to."""

    service: str


class ReadModelsAnywhere(View):
    """Every read model; `unfinished`: by service the tables of a rebuild that runs, or was interrupted."""

    items: list[ReadModelIn]
    unfinished: dict[str, list[str]]
    unanswered: list[str] = UNANSWERED


class SettleAttentionIn(SettleAttention):
    """Something that needed attention was seen to; `why` says how, without personal data."""

    service: InService


class ReplayParkedIn(ReplayParked):
    """Try the first waiting record of a stream again, and those behind it."""

    service: InService


class DiscardParkedIn(DiscardParked):
    """Give up the first waiting record of a stream for ever; `why` is kept with it and holds no personal data."""

    service: InService


async def attention(
    who: Caller,
    desk: AtDesk,
    service: OnlyIn = None,
    settled: Annotated[bool, Query(description="those that were settled instead of those that wait")] = False,
    limit: Limit = 100,
    cursor: Annotated[Number | None, Query(description="`next` of this service on the page before")] = None,
) -> AttentionAnywhere:
    """What no service could do by itself, from all services, newest first."""
    inputs = {"settled": str(settled).lower(), "limit": limit, "cursor": cursor}
    found = await _everywhere(desk.upstream, service, "attention", who, Attention, inputs)
    items = [NeedsAttentionIn(service=name, **one.model_dump()) for name, answer in _heard(found) for one in answer.items]
    items.sort(key=lambda one: one.noticed_at, reverse=True)
    more = {name: answer.next for name, answer in _heard(found) if answer.next is not None}
    return AttentionAnywhere(items=items, next=more, unanswered=_silent(found))


async def settle_attention(command: SettleAttentionIn, who: Caller, desk: AtDesk, idempotency_key: IdempotencyKey) -> Answer:
    """Say that something was seen to. Refused: `unknown_attention`, `already_settled`."""
    asked = SettleAttention(id=command.id, why=command.why)
    (service,) = desk.upstream.named(command.service)
    return await desk.upstream.tell(service, "/internal/commands/settle_attention", who, asked, idempotency_key, Answer)


async def parked_streams(
    who: Caller,
    desk: AtDesk,
    service: OnlyIn = None,
    limit: Limit = 100,
    cursor: Annotated[Name | None, Query(description="`next` of this service on the page before")] = None,
) -> ParkedAnywhere:
    """The streams that wait because a record could not be applied, or has not come."""
    inputs = {"limit": limit, "cursor": cursor}
    found = await _everywhere(desk.upstream, service, "parked_streams", who, ParkedStreams, inputs)
    items = [ParkedStreamIn(service=name, **one.model_dump()) for name, answer in _heard(found) for one in answer.items]
    more = {name: answer.next for name, answer in _heard(found) if answer.next is not None}
    return ParkedAnywhere(items=items, next=more, unanswered=_silent(found))


async def parked_record(
    service: Code, record: Annotated[int, Query(ge=1, lt=2**63)], who: Caller, desk: AtDesk
) -> ParkedRecord:
    """One record that waits: envelope and body. Refused: `unknown_parked_record`."""
    (name,) = desk.upstream.named(service)
    return await desk.upstream.ask(name, "/internal/queries/parked_record", who, ParkedRecord, {"record": record})


async def replay_parked(command: ReplayParkedIn, who: Caller, desk: AtDesk, idempotency_key: IdempotencyKey) -> Repaired:
    """Try again. Refused: `nothing_parked`, `unknown_consumer`."""
    asked = ReplayParked(consumer=command.consumer, stream=command.stream)
    (service,) = desk.upstream.named(command.service)
    return await desk.upstream.tell(service, "/internal/commands/replay_parked", who, asked, idempotency_key, Repaired)


async def discard_parked(command: DiscardParkedIn, who: Caller, desk: AtDesk, idempotency_key: IdempotencyKey) -> Repaired:
    """Give up. Refused: `unknown_parked_record`, `unknown_consumer`, `not_the_first`, `hole_not_discarded`."""
    asked = DiscardParked(record=command.record, why=command.why)
    (service,) = desk.upstream.named(command.service)
    return await desk.upstream.tell(service, "/internal/commands/discard_parked", who, asked, idempotency_key, Repaired)


async def read_models(who: Caller, desk: AtDesk) -> ReadModelsAnywhere:
    """The read models of all services: what they are made of, rows, size, and whether they are being made anew."""
    found = await _everywhere(desk.upstream, None, "read_models", who, ReadModels, {})
    items = [ReadModelIn(service=name, **one.model_dump()) for name, answer in _heard(found) for one in answer.items]
    unfinished = {name: answer.unfinished for name, answer in _heard(found) if answer.unfinished}
    return ReadModelsAnywhere(items=items, unfinished=unfinished, unanswered=_silent(found))


async def _everywhere(
    upstream: Upstream, service: str | None, query: str, who: Who, kind: type[A], inputs: Mapping[str, object]
) -> dict[str, A | None]:
    """The answer of each service that is asked; None: it is away."""

    async def ask(name: str) -> A | None:
        try:
            return await upstream.ask(name, f"/internal/queries/{query}", who, kind, inputs)
        except NotYet:
            return None

    names = upstream.named(service)
    return dict(zip(names, await asyncio.gather(*(ask(name) for name in names)), strict=True))


def _heard(found: Mapping[str, A | None]) -> list[tuple[str, A]]:
    return [(name, answer) for name, answer in found.items() if answer is not None]


def _silent(found: Mapping[str, A | None]) -> list[str]:
    return [name for name, answer in found.items() if answer is None]
