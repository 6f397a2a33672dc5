"""The events behind an answer: what was recorded in streams about one application, oldest first."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.recruitment.events import EVENTS
from shared.events.event import Event
from shared.kernel.command import View
from shared.store.database import Connection

HISTORY = """
SELECT name, schema_version, data::text AS data, effective_on, recorded_at, actor FROM event
WHERE stream_id = ANY($1::text[]) AND $2 IN (data ->> 'application', data ->> 'participant') ORDER BY position
"""


class Recorded(View):
    """An event that led here: business date, the time it was recorded, and who did it."""

    event: str
    title: str
    on: date
    recorded_at: datetime
    actor: UUID


class Fact(View):
    """Something the rule or the worker looked at; words for people, in Polish."""

    label: str
    value: str


async def history(db: Connection, streams: Sequence[str], application: UUID) -> list[tuple[Event, Recorded]]:
    """The events of these streams about this application."""
    found = []
    for row in await db.driver.fetch(HISTORY, streams, str(application)):
        event = EVENTS.decode(row["name"], row["schema_version"], row["data"])
        when = {"on": row["effective_on"], "recorded_at": row["recorded_at"]}
        found.append((event, Recorded(event=row["name"], title=event.about.title, actor=row["actor"], **when)))
    return found
