"""What was ever recorded of a person, with the value before and after each correction: for control and for the person."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import Field

from services.recruitment.access_log import record
from services.recruitment.domain.identity import Capacity
from services.recruitment.domain.person import PERSON, SEALED, SubjectErased
from services.recruitment.events import EVENTS
from services.recruitment.projections.caseload import reach_of
from services.recruitment.projections.merge import ids_of
from services.recruitment.projections.person import out_of_reach
from services.recruitment.queries.people import Purpose, absent
from services.recruitment.rules import known_purpose
from shared.events.event import Event, Sealed
from shared.http.operations import Look, Looking
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.privacy.ring import Ring
from shared.privacy.sealed import owner_of

FIELDS = (*SEALED, "sex", "no_pesel")


class Change(View):
    """A field before and after; null: nothing was known. Documents and addresses are JSON."""

    field: Code
    before: str | None
    after: str | None


class PersonEvent(View):
    """An event about a person. `erased`: the project's key is destroyed, so its values are gone for ever."""

    event: str
    title: str
    person: UUID
    project: Code
    on: date = Field(description="business date")
    recorded_at: datetime
    actor: UUID = Field(description="the account of who recorded it")
    capacity: Capacity | None
    other: UUID | None = Field(description="the entry it was merged into, or parted from")
    reason: str | None
    changes: list[Change]
    erased: bool


class PersonHistory(View):
    """Everything recorded of one human being, oldest first; entries that were merged stand together."""

    person: UUID
    items: list[PersonEvent]


class _Stored(NamedTuple):
    """An event of a person as it stands in the store."""

    event: Event
    id: UUID
    stream: str
    on: date
    recorded_at: datetime
    actor: UUID

    @property
    def whose(self) -> tuple[UUID, Code]:
        return self.event.person, self.event.project  # type: ignore[attr-defined]  # every event of a person has both

    @property
    def sealed(self) -> set[str]:
        return {name for name in self.event.about.sealed if getattr(self.event, name) is not None}


async def person_history(person: UUID, look: Looking, purpose: Purpose = None) -> PersonHistory:
    """Each registration, correction and merge with its values before and after, its reason, who recorded it and when.

    Refused: `unknown_purpose`, `unknown_person`, `project_out_of_scope`, `person_out_of_scope`.
    """
    known_purpose(purpose)
    stored = await _stored(look, person)
    erased = {one.whose for one in stored if isinstance(one.event, SubjectErased)}
    live = [one for one in stored if one.whose not in erased]
    read = set[str]().union(*(one.sealed for one in live))
    await record(look, people={one.whose[0] for one in live}, fields=read, purpose=purpose, project=None)
    ring = await look.keys.for_opening({owner_of(one.event, one.stream) for one in live})
    return PersonHistory(person=person, items=list(_told(stored, erased, ring)))


OF_PERSON = """
SELECT name, schema_version, data::text AS data, event_id, stream_id, effective_on, recorded_at, actor FROM event
WHERE stream_id = ANY($1::text[]) ORDER BY position
"""


async def _stored(look: Look, person: UUID) -> list[_Stored]:
    """The events of every entry of the person, as far as the caller's account reaches."""
    streams = [PERSON.stream(one) for one in await ids_of(look.db, person)]
    found = [
        _Stored(EVENTS.decode(name, version, data), *where)
        for name, version, data, *where in await look.db.driver.fetch(OF_PERSON, streams)
    ]
    if not found:
        raise await absent(look.db, person)
    reach = await reach_of(look.db, look.who, person)
    reached = [one for one in found if reach is None or one.whose[1] in reach]
    if not reached:
        raise out_of_reach(look.who, {one.whose[1] for one in found}, "person")
    return reached


def _told(stored: list[_Stored], erased: set[tuple[UUID, Code]], ring: Ring) -> Iterator[PersonEvent]:
    known: dict[tuple[UUID, Code, str], str] = {}
    for one in stored:
        gone = one.whose in erased
        values = {} if gone else _values(one, ring)
        reason = values.pop("reason", None)
        changes = [Change(field=name, before=known.get((*one.whose, name)), after=after) for name, after in values.items()]
        known |= {(*one.whose, name): after for name, after in values.items()}
        yield _recorded(one, reason, changes, erased=gone)


def _values(one: _Stored, ring: Ring) -> dict[str, str]:
    """What the event says, in clear. Raises `CannotOpen`, `KeyUnavailable`."""
    found = {}
    for name in (*FIELDS, "reason"):
        value = getattr(one.event, name, None)
        if isinstance(value, Sealed):
            found[name] = ring.open(value.token or "", owner_of(one.event, one.stream), name, one.id)
        elif value is not None:
            found[name] = str(value)
    return found


def _recorded(one: _Stored, reason: str | None, changes: list[Change], *, erased: bool) -> PersonEvent:
    person, project = one.whose
    return PersonEvent(
        event=type(one.event).__name__,
        title=one.event.about.title,
        person=person,
        project=project,
        on=one.on,
        recorded_at=one.recorded_at,
        actor=one.actor,
        capacity=getattr(one.event, "capacity", None),
        other=getattr(one.event, "into", None) or getattr(one.event, "from_person", None),
        reason=reason,
        changes=changes,
        erased=erased,
    )
