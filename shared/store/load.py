"""Loading a stream for a decision: its head row is locked, so the next decision on it waits instead of failing."""

import hashlib
import json
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from shared.events.decider import Decider
from shared.events.event import Event
from shared.events.registry import Registry
from shared.store.database import Connection

S = TypeVar("S", bound=BaseModel)


@dataclass(slots=True)
class Loaded(Generic[S]):
    """A stream inside a transaction: its folded state and the events appended so far."""

    decider: Decider[S]
    stream: str
    state: S
    version: int = 0
    published: int = 0
    folded: int = 0
    """Events inside the state kept on the head row."""
    new: list[Event] = field(default_factory=list)

    @property
    def exists(self) -> bool:
        return self.version > 0

    @property
    def etag(self) -> int:
        """The version after this command: what `If-Match` is compared with next time."""
        return self.version + len(self.new)

    def append(self, events: list[Event]) -> None:
        self.state = self.decider.fold(self.state, events)
        self.new.extend(events)


def state_tag(kind: type[BaseModel]) -> str:
    """A fingerprint of a state's shape: a state kept in another shape is folded anew."""
    return _tag(kind)


@cache
def _tag(kind: Hashable) -> str:
    assert isinstance(kind, type)
    assert issubclass(kind, BaseModel)
    return hashlib.sha256(json.dumps(kind.model_json_schema(), sort_keys=True).encode()).hexdigest()[:16]


HEAD = "SELECT version, published, state, state_tag, state_version FROM stream WHERE stream_id = $1 FOR UPDATE"
TAIL = "SELECT name, schema_version, data::text FROM event WHERE stream_id = $1 AND version > $2 ORDER BY version"


async def load(db: Connection, registry: Registry, decider: Decider[S], stream: str) -> Loaded[S]:
    """Lock the stream and fold it. A stream that does not exist yet is locked by its name, so it is born once."""
    head = await db.driver.fetchrow(HEAD, stream)
    if head is None:
        await db.driver.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", stream)
        head = await db.driver.fetchrow(HEAD, stream)
    if head is None:
        return Loaded(decider, stream, decider.initial)
    state, folded = decider.initial, 0
    if head["state"] is not None and head["state_tag"] == state_tag(type(decider.initial)):
        state, folded = type(decider.initial).model_validate_json(head["state"]), head["state_version"]
    if folded < head["version"]:
        state = decider.fold(state, await tail(db, registry, stream, folded))
    return Loaded(decider, stream, state, head["version"], head["published"], folded)


async def tail(db: Connection, registry: Registry, stream: str, after: int) -> list[Event]:
    """The events of a stream after a version, oldest first."""
    rows: list[Any] = await db.driver.fetch(TAIL, stream, after)
    return [registry.decode(row["name"], row["schema_version"], row["data"]) for row in rows]
