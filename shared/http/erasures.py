"""What every service says of erasures: whom it has erased in a project, when, and how many keys of the project are left."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from shared.http.operations import Looking, Operations
from shared.http.roles import Role
from shared.kernel.command import Command, View
from shared.kernel.ids import Code
from shared.operations.erasure import confirmed, erased_among, keys_left

PAGE = 500
AT_ONCE = 10_000
OVERSIGHT = frozenset({Role.DATA_PROTECTION_OFFICER, Role.AUDITOR, Role.ADMIN, Role.SYSTEM})


class Confirmation(View):
    """This service keeps nothing of the person that opens. `keys`: how many it destroyed."""

    person: UUID
    keys: int
    erased_at: datetime


class Confirmations(View):
    """A page of confirmations, by the id of the person; `keys_left` are those of the whole project."""

    project: Code
    items: list[Confirmation]
    keys_left: int


class WhoIsErased(Command):
    """Ids of people and applications that somebody keeps something about."""

    ids: tuple[UUID, ...] = Field(max_length=AT_ONCE)


class ErasedIds(View):
    """Those of them that were erased in every project that knew them."""

    ids: list[UUID]


async def erasures(
    project: Code,
    look: Looking,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
    cursor: Annotated[UUID | None, Query(description="the last person of the page before")] = None,
) -> Confirmations:
    """Whom this service has erased in a project."""
    rows = await confirmed(look.db, project, cursor, limit)
    items = [Confirmation(person=row.person, keys=row.keys, erased_at=row.erased_at) for row in rows]
    return Confirmations(project=project, items=items, keys_left=await keys_left(look.db, project))


async def erased_ids(asked: WhoIsErased, look: Looking) -> ErasedIds:
    """Which of these people and applications were erased: the door asks, to forget what it keeps about them."""
    return ErasedIds(ids=await erased_among(look.db, asked.ids))


def add_erasures(operations: Operations) -> None:
    operations.query(erasures, OVERSIGHT)
    operations.search(erased_ids, {Role.SYSTEM})
