"""Asking the record of accounts: by account, or what happened at the door; for admins and auditors."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field

from services.gateway.callers import Caller
from services.gateway.desk import AtDesk
from services.gateway.record import AT_THE_DOOR, Kind
from shared.kernel.command import View

READ = """
SELECT * FROM account_event
WHERE ($1::uuid IS NULL OR account = $1) AND ($2::text[] IS NULL OR kind = ANY($2)) AND ($3::bigint IS NULL OR id < $3)
ORDER BY id DESC LIMIT $4
"""


class Happened(View):
    """A line of the record."""

    id: int
    at: datetime
    kind: Kind
    account: UUID | None = Field(description="whose account; null: a login that nobody has")
    actor: UUID | None = Field(description="the account of who did it; null: not known at that moment")
    address: str | None
    details: dict[str, Any] = Field(description="fields with their values before and after, or what helps to understand it")


class History(View):
    """Lines, newest first; `next` is the cursor of the following page, null on the last."""

    items: list[Happened]
    next: int | None = None


Limit = Annotated[int, Query(ge=1, le=500)]
Cursor = Annotated[int | None, Query(ge=1, lt=2**63, description="`next` of the page before")]


async def account_history(account: UUID, who: Caller, desk: AtDesk, limit: Limit = 100, cursor: Cursor = None) -> History:
    """Everything that happened to an account, newest first."""
    return await _history(desk, account, None, cursor, limit)


async def sign_ins(
    who: Caller, desk: AtDesk, account: UUID | None = None, limit: Limit = 100, cursor: Cursor = None
) -> History:
    """What happened at the door: sign-ins, failures, lockouts, sign-outs, use of tokens; newest first."""
    return await _history(desk, account, [kind.value for kind in AT_THE_DOOR], cursor, limit)


async def _history(desk: AtDesk, account: UUID | None, kinds: list[str] | None, cursor: int | None, limit: int) -> History:
    async with desk.database.read() as db:
        rows = await db.driver.fetch(READ, account, kinds, cursor, limit + 1)
    items = [Happened.model_validate(dict(row)) for row in rows[:limit]]
    return History(items=items, next=items[-1].id if len(rows) > limit else None)
