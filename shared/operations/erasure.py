"""Erasure in one service: the keys of a person and of what they applied with are destroyed, and it is written down.

Where there was no key an empty place takes its name, so that none is made any more for who was erased. Everything here
happens in the transaction at hand and may run twice.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from shared.events.envelope import Meta
from shared.privacy.ring import Owner
from shared.store.database import Connection
from shared.store.keyring import destroy, destroy_project
from shared.store.transaction import Transaction


class Erasure(Protocol):
    """An event that tells of an erased person: what they applied with, too. A participant's id is the application's."""

    @property
    def person(self) -> UUID: ...
    @property
    def project(self) -> str: ...
    @property
    def applications(self) -> tuple[UUID, ...]: ...


class End(Protocol):
    """An event that tells of the end of a project's retention."""

    @property
    def project(self) -> str: ...


class Erased(NamedTuple):
    """Somebody whom this service has erased, and how many keys it destroyed for it."""

    person: UUID
    event: UUID
    keys: int
    erased_at: datetime


BLOCK = """
INSERT INTO keyring.data_key (subject, project, made_with, destroyed_at)
SELECT subject, project, 'none', statement_timestamp() FROM unnest($1::text[], $2::text[]) AS gone (subject, project)
ON CONFLICT DO NOTHING
"""
CONFIRM = "INSERT INTO erased (person, project, event_id, keys) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
CONFIRMED = """
SELECT person, event_id, keys, erased_at FROM erased WHERE project = $1 AND ($2::uuid IS NULL OR person > $2)
ORDER BY person LIMIT $3
"""


def owners_of(erasure: Erasure) -> list[Owner]:
    """Whose keys are destroyed."""
    return [Owner(str(subject), erasure.project) for subject in (erasure.person, *erasure.applications)]


async def erase(db: Connection, erasure: Erasure, event: UUID) -> None:
    """Destroy the keys and write it down; `event` is the one that tells of it."""
    keys = await destroy_for_ever(db, owners_of(erasure))
    await db.driver.execute(CONFIRM, erasure.person, erasure.project, event, keys)


async def destroy_for_ever(db: Connection, owners: Collection[Owner]) -> int:
    """Destroy keys and let none be made again; how many there were. A key that is just being made is waited for."""
    await db.driver.execute(BLOCK, [owner.subject for owner in owners], [owner.project for owner in owners])
    return await destroy(db, owners)


async def forget_subject(event: Erasure, meta: Meta, tx: Transaction) -> None:
    """The reaction of every service to the erasure of a person."""
    await erase(tx.db, event, meta.id)
    tx.keys.forget(owners_of(event))


async def forget_project(event: End, meta: Meta, tx: Transaction) -> None:
    """The reaction of every service to the end of a project's retention: no text of the project opens any more."""
    await destroy_project(tx.db, event.project)


async def confirmed(db: Connection, project: str, after: UUID | None, limit: int) -> list[Erased]:
    """Whom this service has erased in a project, by id."""
    return [Erased(*row) for row in await db.driver.fetch(CONFIRMED, project, after, limit)]


async def is_erased(db: Connection, subject: UUID, project: str) -> bool:
    """Was this person, or who applied with this application, erased here?"""
    query = "SELECT true FROM keyring.data_key WHERE (subject, project) = ($1, $2) AND wrapped IS NULL"
    return bool(await db.driver.fetchval(query, str(subject), project))


async def erased_among(db: Connection, ids: Collection[UUID]) -> list[UUID]:
    """Those of these people and applications that were erased in every project that knew them."""
    query = """
    SELECT subject FROM keyring.data_key WHERE subject = ANY($1::text[])
    GROUP BY subject HAVING bool_and(wrapped IS NULL) ORDER BY subject
    """
    return [UUID(row["subject"]) for row in await db.driver.fetch(query, [str(one) for one in ids])]


async def keys_left(db: Connection, project: str) -> int:
    """How many keys of a project this service still keeps."""
    query = "SELECT count(*) FROM keyring.data_key WHERE project = $1 AND wrapped IS NOT NULL"
    return int(await db.driver.fetchval(query, project))
