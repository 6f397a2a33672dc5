"""What a service keeps about one person, opened: the answer to a person who asks what is known about them.

Only what is the person's own is opened: a text that was sealed for somebody else stays closed, and lists of people are cut
down to the person. The service writes in its log that it was asked, never what it answered; one that keeps a log of who
read whom is told before anything is opened.
"""

import logging
from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from shared.events.event import Event, Sealed
from shared.http.operations import AtDesk, Desk, Look, Looking, Operations
from shared.http.roles import Role
from shared.http.scope import check_everybody
from shared.kernel.command import Command, View
from shared.kernel.errors import Refused
from shared.privacy.ring import Owner, Ring
from shared.privacy.sealed import owner_of

log = logging.getLogger(__name__)
CLOSED = "closed"
"""In place of a text that does not open: why, as a code."""
OF_ANOTHER = "of_another_person"
FIND = """
SELECT event_id, stream_id, name, schema_version, data::text AS data, effective_on, recorded_at FROM event
WHERE EXISTS (SELECT 1 FROM unnest($1::text[]) AS one (id) WHERE strpos(event.data::text, one.id) > 0)
  AND ($2::text[] IS NULL OR data ->> 'project' = ANY($2))
ORDER BY position
"""


class AskedSubject(Command):
    """Every id of one human being: of the person, of entries merged into it, of their applications."""

    ids: frozenset[UUID] = Field(min_length=1, max_length=200)


class SubjectFact(View):
    """One stored event about the person. A text that does not open stands as `{"closed": code}`."""

    event: str
    title: str = Field(description="what happened, in Polish")
    effective_on: date
    recorded_at: datetime
    fields: dict[str, Any]


class SubjectData(View):
    """All a service keeps about a person, oldest first."""

    service: str
    items: list[SubjectFact]


BeforeOpening = Callable[[Look, Collection[UUID], Collection[str]], Awaitable[None]]
"""Told which ids were asked for and which personal fields are about to be opened; what it refuses is not opened."""


async def untold(look: Look, ids: Collection[UUID], fields: Collection[str]) -> None:
    """A service without a registry of people keeps no log of who read whom."""


async def facts_of(asked: AskedSubject, look: Look, desk: Desk, before: BeforeOpening = untold) -> SubjectData:
    """Every stored event in which one of the ids appears, its sealed texts opened, of the projects the account reaches.

    Raises `Forbidden` (`person_out_of_scope`) for an account of own cases, and what `before` refuses.
    """
    check_everybody(look.who, "ids")
    registry, ids = desk.commands.registry, frozenset(map(str, asked.ids))
    found = await look.db.driver.fetch(FIND, sorted(ids), None if look.who.projects is None else sorted(look.who.projects))
    events = [(registry.decode(row["name"], row["schema_version"], row["data"]), row) for row in found]
    await before(look, asked.ids, _personal(event for event, _ in events))
    owners = {owner_of(event, row["stream_id"]) for event, row in events if event.about.sealed}
    await look.rest()
    ring = await look.keys.for_opening(sorted(owners))
    log.info("a person's facts read", extra={"actor": str(look.who.actor), "events": len(events)})
    return SubjectData(service=registry.service, items=[_fact(event, row, ids, ring) for event, row in events])


def _personal(events: Iterable[Event]) -> set[str]:
    return {name for event in events for name in event.about.hidden if getattr(event, name) is not None}


def _fact(event: Event, row: Any, ids: frozenset[str], ring: Ring) -> SubjectFact:
    owner = owner_of(event, row["stream_id"])
    opens = owner.subject in ids or owner.subject == row["stream_id"]
    texts = {
        name: _text(event, name, owner, row["event_id"], ring) if opens else _shut(event, name) for name in event.about.sealed
    }
    plain = event.model_dump(mode="json", exclude=set(event.about.sealed))
    return SubjectFact(
        event=type(event).__name__,
        title=event.about.title,
        effective_on=row["effective_on"],
        recorded_at=row["recorded_at"],
        fields={name: texts[name] if name in texts else _own(plain[name], ids) for name in type(event).model_fields},
    )


def _shut(event: Event, name: str) -> object:
    """Said in the person's record, yet about somebody else."""
    return None if getattr(event, name) is None else {CLOSED: OF_ANOTHER}


def _text(event: Event, name: str, owner: Owner, event_id: UUID, ring: Ring) -> object:
    value: Sealed | None = getattr(event, name)
    if value is None or value.token is None:
        return None
    try:
        return ring.open(value.token, owner, name, event_id)
    except Refused as no:
        return {CLOSED: no.code}


def _own(value: object, ids: frozenset[str]) -> object:
    """A list of people without the others."""
    if not isinstance(value, list):
        return value
    return [one for one in value if one in ids] if any(isinstance(one, str) and one in ids for one in value) else value


def add_subject(operations: Operations, before: BeforeOpening = untold) -> None:
    """Offer `subject_data`; `before` is told of each call before anything is opened."""

    async def subject_data(asked: AskedSubject, look: Looking, desk: AtDesk) -> SubjectData:
        """Every stored event in which one of the ids appears, its sealed texts opened."""
        return await facts_of(asked, look, desk, before)

    operations.search(subject_data, {Role.DATA_PROTECTION_OFFICER, Role.SYSTEM})
