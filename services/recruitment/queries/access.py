"""The access log as the data protection officer and the auditor see it: one person's reads, and whether the chain holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from services.recruitment.access_log import head_of, keyed, page
from services.recruitment.domain.access_log import (
    ACCESS_LOG,
    BEGINNING,
    LOG,
    AccessLogAnchored,
    Damage,
    Digest,
    Entry,
    Fault,
    Link,
    fault_at_end,
    first_fault,
)
from services.recruitment.domain.person import PERSON
from services.recruitment.events import EVENTS
from services.recruitment.projections.person import check_reach, ids_of
from services.recruitment.projections.reading import rows
from shared.http.operations import Look, Looking
from shared.kernel.command import View
from shared.kernel.errors import NotFound
from shared.kernel.ids import Code
from shared.store.database import Connection
from shared.store.load import tail

CHECKED = 10_000
"""Entries checked at a time: under a second."""
LOWEST = -(2**63)
"""Below every number an entry may have been given by force."""


class Read(View):
    """One read. `actor`: the random id of the account, `origin`: the service that asked, `correlation`: the request."""

    n: int
    read_at: datetime
    actor: UUID
    organisation: str
    roles: list[str]
    fields: list[str]
    purpose: Code
    project: Code | None
    origin: str
    correlation: UUID


class AccessLog(View):
    """Reads of one person, oldest first; `next` is the cursor of the following page, null on the last."""

    person: UUID
    items: list[Read]
    next: int | None


class LogFault(View):
    """The first entry at fault, and what was done to it."""

    n: int
    damage: Damage


class LogAnchor(View):
    """How long the log was once, and the hash of its last entry then, hex."""

    last: int
    digest: Digest


class AccessLogCheck(View):
    """What one look at the chain found; `next` is where the following one goes on, null at the end of the log."""

    checked: int = Field(description="entries of this look")
    anchors: list[LogAnchor] = Field(description="anchors among them, as the event store holds them")
    fault: LogFault | None
    next: int | None


SHOWN = [name for name in Entry._fields if name != "people"]
OF_PERSON = f"SELECT {', '.join(SHOWN)} FROM access_log WHERE people && $1::uuid[] AND n > $2 ORDER BY n LIMIT $3"


async def access_log(
    person: UUID,
    look: Looking,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
    cursor: Annotated[int, Query(ge=0, lt=2**63, description="`next` of the page before")] = 0,
) -> AccessLog:
    """Who read which fields of a person, when, why and from where. Refused: `unknown_person`, `project_out_of_scope`."""
    await check_reach(look.db, look.who, person, "person")
    if not await look.db.driver.fetchval("SELECT true FROM stream WHERE stream_id = $1", PERSON.stream(person)):
        raise NotFound("unknown_person", field="person", rule="there is no such person in the registry")
    found = await rows(look.db, Read, OF_PERSON, await ids_of(look.db, person), cursor, limit + 1)
    return AccessLog(person=person, items=found[:limit], next=found[limit - 1].n if len(found) > limit else None)


async def access_log_check(
    look: Looking, cursor: Annotated[int, Query(ge=0, lt=2**63, description="`next` of the look before")] = 0
) -> AccessLogCheck:
    """Check the next 10 000 entries of the chain; at its end also what the head and the anchors know of."""
    async with look.db.driver.transaction(isolation="repeatable_read", readonly=True):
        return await _check(look, cursor)


async def _check(look: Look, after: int) -> AccessLogCheck:
    before = await _link(look.db, after)
    if before is None:
        return _found(Fault(after, Damage.MISSING))
    found = await page(look.db, after or LOWEST, CHECKED)
    head, anchors = await head_of(look.db), await _anchors(look.db)
    last = Link(found[-1].entry.n, found[-1].hash) if found else before
    fault = first_fault(found, before, head, anchors, keyed(look.keys))
    ended = len(found) < CHECKED
    if fault is None and ended:
        fault = fault_at_end(last, head, anchors)
    among = [LogAnchor(last=n, digest=digest.hex()) for n, digest in anchors.items() if after < n <= last.n]
    return _found(fault, len(found), among, None if ended or fault else last.n)


def _found(
    fault: Fault | None, checked: int = 0, anchors: Sequence[LogAnchor] = (), following: int | None = None
) -> AccessLogCheck:
    shown = LogFault(n=fault.n, damage=fault.damage) if fault else None
    return AccessLogCheck(checked=checked, anchors=list(anchors), fault=shown, next=following)


async def _link(db: Connection, n: int) -> Link | None:
    """The place of an entry; None when it is gone."""
    if n == BEGINNING.n:
        return BEGINNING
    found = await db.driver.fetchval("SELECT hash FROM access_log WHERE n = $1", n)
    return None if found is None else Link(n, found)


async def _anchors(db: Connection) -> dict[int, bytes]:
    """The hash of each anchored entry, by its number."""
    events = await tail(db, EVENTS, ACCESS_LOG.stream(LOG), 0)
    return {one.last: bytes.fromhex(one.digest) for one in events if isinstance(one, AccessLogAnchored)}
