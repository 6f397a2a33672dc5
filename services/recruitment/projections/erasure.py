"""Erasures as they stand: proposed, approved and under way, completed or halted, with how many people."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, Integer, Table, Text, Uuid

from services.recruitment.domain.erasure import (
    ErasureApproved,
    ErasureCompleted,
    ErasureHalted,
    ErasureKind,
    ErasureProposed,
    HaltReason,
    PeopleErased,
)
from services.recruitment.projections.reading import METADATA, rows
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.projection.projection import Projection
from shared.store.database import Connection

ERASURE_BATCH = Table(
    "erasure_batch",
    METADATA,
    Column("batch", Uuid, primary_key=True),
    Column("project", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("request", Uuid),
    Column("state", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Column("erased", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("proposed_by", Uuid, nullable=False),
    Column("proposed_on", Date, nullable=False),
    Column("approved_by", Uuid),
    Column("approved_on", Date),
    Column("halted", Text),
)


class BatchState(StrEnum):
    """How far an erasure is; `approved`: it is under way."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    COMPLETED = "completed"
    HALTED = "halted"


class BatchCard(View):
    """An erasure. `people`: how many it is about; `kept`: those who were no longer due when their turn came."""

    batch: UUID
    project: Code
    kind: ErasureKind
    request: UUID | None = None
    state: BatchState = BatchState.PROPOSED
    people: int
    erased: int = 0
    kept: int = 0
    proposed_by: UUID
    proposed_on: date
    approved_by: UUID | None = None
    approved_on: date | None = None
    halted: HaltReason | None = None

    @property
    def left(self) -> int:
        return self.people - self.erased - self.kept


BatchFact = ErasureProposed | ErasureApproved | PeopleErased | ErasureCompleted | ErasureHalted


def key(event: Event, meta: Meta) -> tuple[UUID] | None:
    return (event.batch,) if isinstance(event, BatchFact) else None


def evolve(row: BatchCard | None, event: Event, meta: Meta) -> BatchCard | None:
    if isinstance(event, ErasureProposed):
        named = {name: getattr(event, name) for name in ("batch", "project", "kind", "request", "proposed_by")}
        return BatchCard(**named, people=len(event.people), proposed_on=meta.effective_on)
    return row and row.model_copy(update=_changes(row, event, meta.effective_on))


def _changes(row: BatchCard, event: Event, on: date) -> dict[str, Any]:
    match event:
        case ErasureApproved():
            return {"state": BatchState.APPROVED, "approved_by": event.approved_by, "approved_on": on}
        case PeopleErased():
            return {"erased": row.erased + len(event.erased), "kept": row.kept + len(event.kept)}
        case ErasureCompleted():
            return {"state": BatchState.COMPLETED}
        case ErasureHalted():
            return {"state": BatchState.HALTED, "halted": event.reason}
        case _:
            return {}


ERASURES = Projection(ERASURE_BATCH, BatchCard, key, evolve, of_one_stream=True)


BATCHES = """
SELECT * FROM erasure_batch WHERE project = $1 AND ($2::uuid[] IS NULL OR request IN (
    SELECT request FROM subject_request WHERE person = ANY($2)))
ORDER BY proposed_on DESC, batch
"""


async def batches_of(db: Connection, project: Code, people: list[UUID] | None = None) -> list[BatchCard]:
    """The erasures of a project, the latest first; with `people` only those that one of them asked for."""
    return await rows(db, BatchCard, BATCHES, project, people)


async def batches_under_way(db: Connection) -> list[BatchCard]:
    """Approved ones that are not at their end."""
    return await rows(db, BatchCard, "SELECT * FROM erasure_batch WHERE state = 'approved' ORDER BY batch")


async def applications_of(db: Connection, ids: Collection[UUID], project: Code) -> tuple[UUID, ...]:
    """What a human being applied with in a project under any of these ids; by id."""
    query = "SELECT application FROM application_card WHERE person = ANY($1::uuid[]) AND project = $2 ORDER BY application"
    return tuple(row["application"] for row in await db.driver.fetch(query, list(ids), project))
