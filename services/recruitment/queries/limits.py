"""The limits of a project's groups as they were changed: from when, from how many to how many, why, and by whom."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import Field

from services.recruitment.domain.place_events import TargetGroupLimitChanged, TargetGroupOpened
from services.recruitment.domain.places import PLACES
from services.recruitment.events import EVENTS
from services.recruitment.projections.project import find_project
from services.recruitment.roles import sees_few
from shared.events.event import Event, Sealed
from shared.http.operations import Looking
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.privacy.ring import Ring
from shared.privacy.sealed import owner_of


class LimitChange(View):
    """A limit from a day on; the first one of a group has no `previous` and no reason."""

    target_group: Code
    title: str
    previous: int | None
    limit: int
    on: date = Field(description="business date")
    recorded_at: datetime
    actor: UUID = Field(description="the account of who changed it")
    reason: str | None = Field(description="null also for who may not see people one by one: somebody may be named in it")


class LimitHistory(View):
    """The limits of all groups of a project, the newest change first."""

    project: Code
    items: list[LimitChange]


class _Stored(NamedTuple):
    event: Event
    id: UUID
    stream: str
    on: date
    recorded_at: datetime
    actor: UUID


LIMITS = """
SELECT name, schema_version, data::text AS data, event_id, stream_id, effective_on, recorded_at, actor FROM event
WHERE stream_id = ANY($1::text[]) AND name = ANY($2::text[]) ORDER BY position
"""
NAMES = [TargetGroupOpened.__name__, TargetGroupLimitChanged.__name__]


async def limit_history(project: Code, look: Looking) -> LimitHistory:
    """Every change of a limit in a project. Refused: `unknown_project`, `project_out_of_scope`."""
    card = await find_project(look.db, look.who, project)
    streams = [PLACES.stream(project, group.target_group) for group in card.target_groups]
    found = [
        _Stored(EVENTS.decode(name, version, data), *where)
        for name, version, data, *where in await look.db.driver.fetch(LIMITS, streams, NAMES)
    ]
    ring = await look.keys.for_opening({owner_of(one.event, one.stream) for one in found}) if sees_few(look.who) else None
    return LimitHistory(project=project, items=list(reversed(list(_told(found, ring)))))


def _told(found: Sequence[_Stored], ring: Ring | None) -> Iterator[LimitChange]:
    titles: dict[str, str] = {}
    for one in found:
        match one.event:
            case TargetGroupOpened(target_group=group, title=title, limit=limit):
                titles[group] = title
                yield _change(one, group, title, None, limit, None)
            case TargetGroupLimitChanged(target_group=group, previous=previous, limit=limit, reason=reason):
                yield _change(one, group, titles[group], previous, limit, _opened(one, reason, ring))


def _opened(one: _Stored, reason: Sealed, ring: Ring | None) -> str | None:
    return None if ring is None else ring.open(reason.token or "", owner_of(one.event, one.stream), "reason", one.id)


def _change(one: _Stored, group: Code, title: str, previous: int | None, limit: int, reason: str | None) -> LimitChange:
    return LimitChange(
        target_group=group,
        title=title,
        previous=previous,
        limit=limit,
        on=one.on,
        recorded_at=one.recorded_at,
        actor=one.actor,
        reason=reason,
    )
