"""The journal: rows, heads and read models as commands would have left them, kept in memory for one target group.

Rows come from the code of the real append, so versions and sequences are dense and sealed fields hold tokens. The same
random numbers give the same ids, facts and published bytes; only the tokens differ, because sealing draws a nonce.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel

from services.recruitment.people.index import Digest, marks
from services.recruitment.people.texts import Texts
from shared.events.decider import Decider
from shared.events.event import Event
from shared.kernel.ids import SYSTEM, Code, derived_id
from shared.privacy.ring import Ring
from shared.projection.projection import Fact, Key, Projection
from shared.store.append import Origin, Row, head_of, rows_of
from shared.store.load import Loaded

S = TypeVar("S", bound=BaseModel)
NOON = time(12, tzinfo=UTC)


@dataclass(slots=True)
class Journal:
    """What was appended so far. `name` tells this journal's commands from those of others."""

    name: str
    ring: Ring
    digest: Digest
    random: Random
    rows: list[Row] = field(default_factory=list)
    streams: list[Loaded[Any]] = field(default_factory=list)
    marks: list[tuple[UUID, Code, str, bytes]] = field(default_factory=list)
    """What the people are found by."""
    commands: int = 0

    def new_id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def stream(self, decider: Decider[S], *key: object) -> Loaded[S]:
        """A stream that begins here."""
        born = Loaded(decider, decider.stream(*key), decider.initial)
        self.streams.append(born)
        return born

    def mark(self, person: UUID, project: Code, texts: Texts) -> None:
        """Somebody of the registry will be found."""
        self.marks += [(person, project, kind.value, digest) for kind, digest in sorted(marks(texts, self.digest))]

    def command(self, day: date, *appended: tuple[Loaded[Any], Sequence[Event]]) -> None:
        """What one command appends on a day; the events of a day are told apart by their microsecond."""
        self.commands += 1
        command = derived_id("fill", self.name, self.commands)
        for stream, events in appended:
            stream.append(list(events))
        touched = [stream for stream, _ in appended]
        recorded_at = datetime.combine(day, NOON) + timedelta(microseconds=self.commands)
        rows = rows_of(touched, Origin(SYSTEM, command, command, command, day), self.ring, recorded_at)
        self.rows += rows
        for stream in touched:
            _written(stream, rows)

    def heads(self) -> list[tuple[object, ...]]:
        """The head rows of all streams, with the state where it is kept."""
        return [head_of(stream, stream.version, stream.published) for stream in self.streams]

    @property
    def facts(self) -> list[Fact]:
        return [(row.event, row.meta) for row in self.rows]


def _written(stream: Loaded[Any], rows: list[Row]) -> None:
    stream.version += len(stream.new)
    stream.new = []
    stream.published = max([stream.published, *(row.meta.sequence for row in rows if row.meta.stream == stream.stream)])


def folded(projection: Projection[Any], facts: list[Fact]) -> list[BaseModel]:
    """The rows of a read model that begins with these facts."""
    rows: dict[Key, Any] = {}
    for event, meta in facts:
        if (key := projection.key(event, meta)) is not None:
            rows[key] = projection.evolve(rows.get(key), event, meta)
    return [row for row in rows.values() if row is not None]
