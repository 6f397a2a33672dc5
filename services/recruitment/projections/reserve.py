"""The reserve list as it stands: who waits and who holds an offer; the rank is computed when it is read."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.recruitment.domain.definition import PlaceRules, PriorityCode
from services.recruitment.domain.place_events import (
    CandidateLeftReserveList,
    CandidatePlacedOnReserveList,
    ReservePlaceAccepted,
    ReservePlaceExpired,
    ReservePlaceOffered,
    ReservePlaceRefused,
)
from services.recruitment.domain.places import ranked
from services.recruitment.projections.reading import METADATA, rows
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.projection.projection import Projection
from shared.store.database import Connection


class State(StrEnum):
    """An entry of the list waits, or holds an offer."""

    WAITING = "waiting"
    OFFERED = "offered"


RESERVE = Table(
    "reserve",
    METADATA,
    Column("application", Uuid, primary_key=True),
    Column("project", Text, nullable=False),
    Column("target_group", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("applied_at", DateTime, nullable=False),
    Column("priority", Boolean, nullable=False),
    Column("priority_groups", JSONB, nullable=False),
    Column("premises_count", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("entry", BigInteger, nullable=False),
    Column("answer_by", Date),
)


class Entry(View):
    """An entry of the list. `entry` is the number of its event in the group's stream, so it grows with each entry."""

    application: UUID
    project: Code
    target_group: Code
    state: State
    applied_at: datetime
    priority: bool
    priority_groups: tuple[PriorityCode, ...]
    premises_count: int
    turn: int
    entry: int
    answer_by: date | None = None


class Group(View):
    """A target group named by its two codes."""

    project: Code
    target_group: Code


def key(event: Event, meta: Meta) -> tuple[UUID] | None:
    match event:
        case (
            CandidatePlacedOnReserveList()
            | ReservePlaceOffered()
            | ReservePlaceAccepted()
            | ReservePlaceRefused()
            | ReservePlaceExpired()
            | CandidateLeftReserveList()
        ):
            return (event.application,)
        case _:
            return None


def evolve(row: Entry | None, event: Event, meta: Meta) -> Entry | None:
    match event:
        case CandidatePlacedOnReserveList():
            return Entry(**event.model_dump(exclude={"person", "sex"}), state=State.WAITING, entry=meta.sequence)
        case ReservePlaceOffered():
            return row and row.model_copy(update={"state": State.OFFERED, "answer_by": event.answer_by})
        case _:
            return None


RESERVES = Projection(RESERVE, Entry, key, evolve, of_one_stream=True)


async def in_order(db: Connection, group: Group, rules: PlaceRules) -> list[Entry]:
    """The list from its first place: open offers, which were the first when they were made, then who waits, in order."""
    query = "SELECT * FROM reserve WHERE project = $1 AND target_group = $2"
    entries = await rows(db, Entry, query, group.project, group.target_group)
    offered = [entry for entry in entries if entry.state is State.OFFERED]
    offered.sort(key=lambda entry: (entry.answer_by, entry.applied_at, entry.entry))
    return [*offered, *ranked(rules, (entry for entry in entries if entry.state is State.WAITING))]


async def groups_with_offers_before(db: Connection, day: date) -> list[Group]:
    """The groups that have an open offer whose last day has passed."""
    query = "SELECT DISTINCT project, target_group FROM reserve WHERE answer_by < $1 ORDER BY project, target_group"
    return await rows(db, Group, query, day)
