"""The chain of the access log: each entry's keyed hash covers the entry and the hash before it.

Whoever has the database but not the key can neither change an entry, nor take one out, nor add one unseen; what is cut
off at the end is missed by the last anchor.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, NamedTuple
from uuid import UUID

from pydantic import StringConstraints

from shared.events.decider import Decider
from shared.events.event import Event, Part
from shared.kernel.ids import Code

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""The hash of an entry, hex."""
Keyed = Callable[[bytes], bytes]
"""A digest that only the owner of the key can make: 32 bytes."""


class Link(NamedTuple):
    """A place in the chain: the number of an entry and its hash."""

    n: int
    hash: bytes


BEGINNING = Link(0, bytes(32))
"""What the first entry follows."""


class Entry(NamedTuple):
    """One read of personal data. `origin`: the service that asked; `correlation`: the request it belongs to."""

    n: int
    read_at: datetime
    actor: UUID
    organisation: str
    roles: list[str]
    people: list[UUID]
    fields: list[str]
    purpose: str
    project: str | None
    origin: str
    correlation: UUID


class Written(NamedTuple):
    """An entry as it stands in the log, with the hash before it and its own."""

    entry: Entry
    previous: bytes
    hash: bytes


def hash_of(entry: Entry, previous: bytes, keyed: Keyed) -> bytes:
    """The hash of an entry that follows the one with the hash `previous`."""
    return keyed(previous + json.dumps(entry, default=_plain, separators=(",", ":")).encode())


def _plain(value: object) -> str:
    """Times in UTC to the microsecond: the session's time zone is no part of the content."""
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else str(value)


class Damage(StrEnum):
    """What was done to the log."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    REPLACED = "replaced"
    HEAD_MOVED = "head_moved"


class Fault(NamedTuple):
    """The first entry at fault."""

    n: int
    damage: Damage


def first_fault(page: Iterable[Written], before: Link, head: Link, anchors: Mapping[int, bytes], keyed: Keyed) -> Fault | None:
    """The first entry of a page that is not as it was written; `before` is the last one of the page before.

    The page is in the order of its numbers. Anchors give the hash of an entry by its number.
    """
    for one in page:
        n, expected = one.entry.n, before.n + 1
        if n > expected:
            return Fault(expected, Damage.MISSING)
        if n < expected:
            return Fault(n, Damage.INSERTED)
        if hash_of(one.entry, one.previous, keyed) != one.hash:
            return Fault(n, Damage.INSERTED if n > head.n else Damage.CHANGED)
        if one.previous != before.hash or anchors.get(n, one.hash) != one.hash:
            return Fault(n, Damage.REPLACED)
        before = Link(n, one.hash)
    return None


def fault_at_end(last: Link, head: Link, anchors: Mapping[int, bytes]) -> Fault | None:
    """What is wrong behind the last entry: those that the head or an anchor knows of, or a head that names another."""
    if max(head.n, *anchors, 0) > last.n:
        return Fault(last.n + 1, Damage.MISSING)
    if head != last:
        return Fault(last.n, Damage.HEAD_MOVED)
    return None


class AccessLogAnchored(Event, title="Zakotwiczono dziennik dostępu do danych osób", key="log"):
    """How long the access log is and what its last entry's hash is: kept outside of the log, so its end is not cut off."""

    log: Code
    last: int
    digest: Digest

    example: ClassVar[Mapping[str, Any]] = {"log": "people", "last": 412, "digest": "0b54" * 16}


class Anchored(Part):
    """The last anchor."""

    last: int = 0


def evolve(anchored: Anchored, event: Event) -> Anchored:
    return Anchored(last=event.last) if isinstance(event, AccessLogAnchored) else anchored


ACCESS_LOG = Decider("access_log", Anchored(), evolve)
LOG: Code = "people"
"""There is one log; stream `access_log:people`."""


def anchor(anchored: Anchored, head: Link) -> list[Event]:
    """Anchor what was written since the last anchor, if anything was."""
    if head.n <= anchored.last:
        return []
    return [AccessLogAnchored(log=LOG, last=head.n, digest=head.hash.hex())]
