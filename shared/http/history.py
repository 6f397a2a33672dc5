"""What happened to one object in a service: for control, by a random id or the code of a project, newest first.

Nothing is opened: a sealed text is named only, and what a service keeps to itself (such as somebody's situation) is
neither shown nor named.
"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import AwareDatetime, Field

from shared.events.event import Event
from shared.http.operations import AtDesk, Looking, Operations
from shared.http.roles import Role
from shared.http.scope import check_everybody
from shared.kernel.command import View

READERS = frozenset({Role.AUDITOR, Role.DATA_PROTECTION_OFFICER, Role.COORDINATOR})
MOST = 500
OBJECT = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$"
EVENTS = """
SELECT event_id, name, schema_version, data::text AS data, effective_on, recorded_at, actor FROM event
WHERE {} AND ($2::timestamptz IS NULL OR recorded_at < $2) AND ($3::text[] IS NULL OR data ->> 'project' = ANY($3))
ORDER BY position DESC LIMIT $4
"""
OF_ID = EVENTS.format("(strpos(data::text, $1) > 0 OR strpos(stream_id, $1) > 0)")
OF_PROJECT = EVENTS.format("data ->> 'project' = $1")


class Happened(View):
    """One stored event. `project` null: it belongs to no project."""

    service: str
    event_id: UUID
    event: str
    title: str = Field(description="what happened, in Polish")
    on: date = Field(description="business date")
    recorded_at: datetime
    actor: UUID = Field(description="the random id of the account of who recorded it")
    project: str | None
    fields: dict[str, Any]
    sealed: list[str] = Field(description="names of the fields that hold a sealed text")


class ObjectHistory(View):
    """Events of one service in which the object appears, newest first."""

    object: str
    items: list[Happened]


Object = Annotated[str, Query(pattern=OBJECT, description="a random id of anything, or the code of a project")]
Before = Annotated[AwareDatetime | None, Query(description="only what was recorded before this moment")]
Limit = Annotated[int, Query(ge=1, le=MOST)]


async def object_history(
    object: Object,  # noqa: A002 - the word of the query
    look: Looking,
    desk: AtDesk,
    before: Before = None,
    limit: Limit = MOST,
) -> ObjectHistory:
    """What happened to an object here, newest first. An account assigned to projects sees the events of these alone.

    Refused: `person_out_of_scope` for an account of own cases, since only the person registry knows whose case something is.
    """
    check_everybody(look.who, "object")
    registry, projects = desk.commands.registry, look.who.projects
    query, named = (OF_ID, str(UUID(object))) if _is_id(object) else (OF_PROJECT, object)
    rows = await look.db.driver.fetch(query, named, before, None if projects is None else sorted(projects), limit)
    items = [_happened(registry.decode(row["name"], row["schema_version"], row["data"]), row, registry.service) for row in rows]
    return ObjectHistory(object=object, items=items)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _happened(event: Event, row: Any, service: str) -> Happened:
    return Happened(
        service=service,
        event_id=row["event_id"],
        event=type(event).__name__,
        title=event.about.title,
        on=row["effective_on"],
        recorded_at=row["recorded_at"],
        actor=row["actor"],
        project=getattr(event, "project", None),
        fields=event.model_dump(mode="json", exclude=event.about.hidden),
        sealed=sorted(name for name in event.about.sealed if getattr(event, name) is not None),
    )


def add_history(operations: Operations) -> None:
    operations.query(object_history, READERS)
