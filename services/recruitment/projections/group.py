"""Target groups: limit and taken places; who waits or holds an offer is counted on the reserve list."""

from sqlalchemy import Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.recruitment.domain.definition import PlaceRules
from services.recruitment.domain.place_events import (
    ParticipantRecruited,
    PlaceLapsed,
    PlaceReleased,
    TargetGroupLimitChanged,
    TargetGroupOpened,
)
from services.recruitment.domain.places import lapsed_under_limit
from services.recruitment.projections.reading import METADATA, first
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import NotFound
from shared.kernel.ids import Code
from shared.projection.projection import Projection
from shared.store.database import Connection

TARGET_GROUP = Table(
    "target_group",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("target_group", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("place_limit", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("lapsed", Integer, nullable=False),
    Column("rules", JSONB, nullable=False),
)


class GroupRow(View):
    """A row of the table."""

    project: Code
    target_group: Code
    title: str
    place_limit: int
    taken: int = 0
    lapsed: int = 0
    rules: PlaceRules


class GroupCard(GroupRow):
    """A group with the counts of its list and the version of its stream."""

    offered: int
    waiting: int
    version: int


def key(event: Event, meta: Meta) -> tuple[Code, Code] | None:
    match event:
        case TargetGroupOpened() | TargetGroupLimitChanged() | ParticipantRecruited() | PlaceReleased() | PlaceLapsed():
            return event.project, event.target_group
        case _:
            return None


def evolve(row: GroupRow | None, event: Event, meta: Meta) -> GroupRow | None:
    if isinstance(event, TargetGroupOpened):
        return GroupRow(**event.model_dump(exclude={"limit", "rules"}), place_limit=event.limit, rules=event.rules)
    return row and row.model_copy(update=_changes(row, event))


def _changes(row: GroupRow, event: Event) -> dict[str, int]:
    match event:
        case TargetGroupLimitChanged():
            lapsed = lapsed_under_limit(row.lapsed, event.previous, event.limit)
            return {"place_limit": event.limit, "lapsed": lapsed}
        case ParticipantRecruited():
            return {"taken": row.taken + 1}
        case PlaceReleased():
            return {"taken": row.taken - 1}
        case PlaceLapsed():
            return {"lapsed": row.lapsed + 1}
        case _:
            return {}


GROUPS = Projection(TARGET_GROUP, GroupRow, key, evolve, of_one_stream=True)

CARD = """
SELECT g.*, s.version,
       (SELECT count(*) FROM reserve r WHERE (r.project, r.target_group, r.state) = ($1, $2, 'offered')) AS offered,
       (SELECT count(*) FROM reserve r WHERE (r.project, r.target_group, r.state) = ($1, $2, 'waiting')) AS waiting
FROM target_group g JOIN stream s ON s.stream_id = $3
WHERE g.project = $1 AND g.target_group = $2
"""


async def find_group(db: Connection, project: Code, target_group: Code, stream: str) -> GroupCard:
    """The group with its counts, and the version of its stream. Raises `NotFound` (`unknown_target_group`)."""
    found = await first(db, GroupCard, CARD, project, target_group, stream)
    if found is None:
        raise NotFound("unknown_target_group", field="target_group", rule="the project has no such target group")
    return found
