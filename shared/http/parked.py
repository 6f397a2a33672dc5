"""Parked streams over HTTP: which wait and why, one record as it came, try again, give up. For admins alone."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field, StringConstraints

from shared.bus.apply import Consumer
from shared.bus.parked import Parked
from shared.http.attention import Limit, Number, Why
from shared.http.operations import Looking, Operations
from shared.http.roles import Role
from shared.kernel.command import Command, View
from shared.operations import waiting
from shared.store.answer import Answer
from shared.store.transaction import Transaction

Name = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class ParkedStream(View):
    """A stream that waits for one consumer; nothing of what its events say."""

    consumer: str
    stream: str
    record: int = Field(description="number of the first record that waits")
    sequence: int | None = Field(description="its place in the stream; null: its envelope cannot be read")
    reason: str = Field(description="hole | undecodable | failed | behind")
    detail: str
    waiting: int = Field(description="records that wait, the first included")
    since: datetime


class ParkedStreams(View):
    """A page of streams that wait; `next` is the cursor of the following page, null on the last."""

    items: list[ParkedStream]
    next: str | None = None


class ParkedRecord(View):
    """A record that waits, as it came: published events hold no personal data, yet nobody knows what garbage holds."""

    consumer: str
    stream: str
    record: int
    sequence: int | None
    reason: str
    detail: str
    since: datetime
    topic: str
    partition: int
    offset: int
    headers: list[tuple[str, str | None]]
    body: str | None = Field(description="as text; what is no text stands as base64:…")


class ReplayParked(Command):
    """Try the first waiting record of a stream again, and those behind it."""

    consumer: Name
    stream: Name


class DiscardParked(Command):
    """Give up the first waiting record of a stream for ever; `why` is kept with it and holds no personal data."""

    record: Number
    why: Why


class Repaired(Answer):
    """How far the stream went; 500 records at most, so ask again while something was applied and something waits."""

    applied: int
    waiting: int
    reason: str | None = Field(default=None, description="why the first of those that wait does")
    detail: str | None = None


async def parked_streams(
    look: Looking,
    limit: Limit = 100,
    cursor: Annotated[Name | None, Query(description="`next` of the page before")] = None,
) -> ParkedStreams:
    """The streams that wait, by consumer and name."""
    consumer, _, stream = (cursor or "/").partition("/")
    rows = await waiting.streams(look.db, consumer, stream, limit + 1)
    items = [ParkedStream.model_validate(dict(row)) for row in rows[:limit]]
    more = len(rows) > limit
    return ParkedStreams(items=items, next=f"{items[-1].consumer}/{items[-1].stream}" if more else None)


async def parked_record(record: Annotated[int, Query(ge=1, lt=2**63)], look: Looking) -> ParkedRecord:
    """One record that waits: envelope and body. Refused: `unknown_parked_record`."""
    consumer, since, one = await waiting.record(look.db, record)
    return _shown(consumer, since, one)


def _shown(consumer: str, since: datetime, one: Parked) -> ParkedRecord:
    return ParkedRecord(
        consumer=consumer,
        stream=one.stream,
        record=one.id,
        sequence=one.sequence,
        reason=one.reason,
        detail=one.detail,
        since=since,
        topic=one.raw.topic,
        partition=one.raw.partition,
        offset=one.raw.offset,
        headers=[(name, _text(value)) for name, value in one.raw.headers],
        body=_text(one.raw.value),
    )


def _text(value: bytes | None) -> str | None:
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(value).decode()


def add_parked(operations: Operations, consumers: Mapping[str, Consumer]) -> None:
    async def replay_parked(command: ReplayParked, tx: Transaction) -> Repaired:
        """Try again. Refused: `nothing_parked`, `unknown_consumer`."""
        return _repaired(await waiting.try_again(tx.db, consumers, command.consumer, command.stream))

    async def discard_parked(command: DiscardParked, tx: Transaction) -> Repaired:
        """Give up. Refused: `unknown_parked_record`, `unknown_consumer`, `not_the_first`, `hole_not_discarded`."""
        return _repaired(await waiting.discard(tx.db, consumers, command.record, tx.who.actor, command.why))

    operations.query(parked_streams, {Role.ADMIN})
    operations.query(parked_record, {Role.ADMIN})
    operations.command(replay_parked, {Role.ADMIN})
    operations.command(discard_parked, {Role.ADMIN})


def _repaired(outcome: waiting.Outcome) -> Repaired:
    return Repaired(applied=outcome.applied, waiting=outcome.waiting, reason=outcome.reason, detail=outcome.detail)
