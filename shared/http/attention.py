"""What needs attention: refused reactions and deadlines. Each waits until a person settles it, once and with a reason."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field, StringConstraints

from shared.http.operations import Looking, Operations
from shared.http.roles import STAFF, Role
from shared.kernel.command import Command, View
from shared.kernel.errors import Fact, NotFound, Refused
from shared.store.answer import Answer
from shared.store.transaction import Transaction

Why = Annotated[str, StringConstraints(min_length=3, max_length=500, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, lt=2**63)]
Limit = Annotated[int, Query(ge=1, le=500)]


class NeedsAttention(View):
    """A reaction that was refused or a deadline, and waits for a person; or what a person settled.

    Of a deadline `effective_on` is its last day.
    """

    id: int
    consumer: str
    event_name: str
    stream: str
    code: str
    field: str | None
    rule: str | None
    facts: dict[str, Fact] = Field(description="ids, counts and days of the refusal")
    effective_on: date
    noticed_at: datetime
    settled_at: datetime | None = None
    settled_by: UUID | None = Field(default=None, description="the account of who settled it")
    settled_why: str | None = None


class Attention(View):
    """What needs attention in one service, newest first; `next` is the cursor of the following page, null on the last."""

    items: list[NeedsAttention]
    next: int | None = None


class SettleAttention(Command):
    """Something that needed attention was seen to, in whatever way; `why` says how, without personal data."""

    id: Number
    why: Why


LIST = """
SELECT * FROM attention WHERE settled_at IS {0} AND ($1::bigint IS NULL OR id < $1) ORDER BY id DESC LIMIT $2
"""
SETTLE = """
UPDATE attention SET settled_at = statement_timestamp(), settled_by = $2, settled_why = $3
WHERE id = $1 AND settled_at IS NULL RETURNING true
"""


async def attention(
    look: Looking,
    settled: Annotated[bool, Query(description="those that were settled instead of those that wait")] = False,
    limit: Limit = 100,
    cursor: Annotated[Number | None, Query(description="`next` of the page before")] = None,
) -> Attention:
    """What this service could not do by itself, newest first."""
    rows = await look.db.driver.fetch(LIST.format("NOT NULL" if settled else "NULL"), cursor, limit + 1)
    items = [NeedsAttention.model_validate(dict(row)) for row in rows[:limit]]
    return Attention(items=items, next=items[-1].id if len(rows) > limit else None)


async def settle_attention(command: SettleAttention, tx: Transaction) -> Answer:
    """Say that something was seen to. Refused: `unknown_attention`, `already_settled`."""
    if await tx.db.driver.fetchval(SETTLE, command.id, tx.who.actor, command.why):
        return Answer()
    if await tx.db.driver.fetchval("SELECT true FROM attention WHERE id = $1", command.id):
        raise Refused("already_settled", field="id", rule="it was settled before; the settled ones say by whom and why")
    raise NotFound("unknown_attention", field="id", rule="nothing of this number needs attention here")


def add_attention(operations: Operations) -> None:
    operations.query(attention, STAFF)
    operations.command(settle_attention, {Role.ADMIN, Role.COORDINATOR})
