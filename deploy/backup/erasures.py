"""Who was erased: read before a restore from whatever may know it, and kept as a list of ids.

A backup that is older than an erasure would bring the person back.
"""

import json
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import asyncpg
from aiokafka.errors import KafkaError
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from deploy.backup.cut import Driver, connected
from deploy.backup.databases import Place
from deploy.backup.errors import NotDone
from deploy.backup.topics import administering
from shared.bus.log import reading
from shared.bus.received import Raw
from shared.events.envelope import BadEnvelope, meta_of
from shared.kernel.ids import Code

REGISTRY = "recruitment"
"""The service whose events say who was erased."""
EVENT, END = "SubjectErased", "RetentionEnded"
ERASED = """
SELECT data->>'person' AS person, data->>'project' AS project, effective_on AS erased_on, data->'applications' AS applications
FROM event WHERE name = $1
"""
TO_ERASE = "SELECT person, project, erased_on FROM keyring.to_erase"
ENDED = "SELECT data->>'project' FROM event WHERE name = $1"
REACHED = "SELECT coalesce(max(position), 0) FROM event"


class Erasure(BaseModel):
    """Somebody of whom nothing is kept in a project; the applications are those made there. Ids only."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    person: UUID
    project: Code
    erased_on: date
    applications: tuple[UUID, ...] = ()

    @property
    def of(self) -> tuple[UUID, str]:
        return self.person, self.project


class Ended(BaseModel):
    """A project of which every key is destroyed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ended: Code


LINE: TypeAdapter[Erasure | Ended] = TypeAdapter(Erasure | Ended)


class Told(NamedTuple):
    """Who was erased, and the projects of which every key is destroyed because their retention has ended."""

    erasures: list[Erasure]
    ended: set[Code]


class Known(NamedTuple):
    """What was told, and by whom."""

    told: Told
    sources: list[str]


async def known_erasures(place: Place, kafka: str, topic: str, file: Path | None, position: int) -> Known:
    """Whom the present store, the topic and a file say to be erased; the same one may be named by several.

    A store that has not come as far as the backup (`position`) does not know what happened after it.
    """
    found = {
        f"the database {place.name}": await _in_store(place, position),
        f"the topic {topic}": await _on_topic(kafka, topic),
        str(file): read_erasures(file) if file else None,
    }
    known = {source: told for source, told in found.items() if told is not None}
    erasures = [one for told in known.values() for one in told.erasures]
    return Known(Told(erasures, {project for told in known.values() for project in told.ended}), list(known))


async def told_in(db: Driver) -> Told:
    """What a recruitment store holds itself."""
    return Told(await erasures_in(db), {row[0] for row in await db.fetch(ENDED, END)})


async def erasures_in(db: Driver) -> list[Erasure]:
    """Everybody of whom a recruitment store says that they are erased."""
    return [
        Erasure(**{**row, "applications": json.loads(row["applications"] or "[]")}) for row in await db.fetch(ERASED, EVENT)
    ]


def read_erasures(file: Path) -> Told:
    """What `write_erasures` has written. Raises `NotDone`, naming the line."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise NotDone(f"{file}: {type(error).__name__}") from None
    found = [_read(file, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    erasures = [one for one in found if isinstance(one, Erasure)]
    return Told(erasures, {one.ended for one in found if isinstance(one, Ended)})


def write_erasures(told: Told) -> str:
    """One to a line, as JSON: people, then projects."""
    ended = [Ended(ended=project) for project in sorted(told.ended)]
    return "".join(one.model_dump_json() + "\n" for one in (*told.erasures, *ended))


def _read(file: Path, number: int, line: str) -> "Erasure | Ended":
    try:
        return LINE.validate_json(line)
    except ValidationError:
        rule = "person, project and erased_on, or ended, as JSON"
        raise NotDone(f"{file}: line {number} is not an erasure: {rule}") from None


async def _in_store(place: Place, position: int) -> Told | None:
    """Also those that an earlier restore has left to be done; None when the store cannot tell."""
    try:
        async with connected(place.url) as db:
            if await db.fetchval(REACHED) < max(position, 1):
                return None
            waiting = [Erasure(**row) for row in await db.fetch(TO_ERASE)]
            told = await told_in(db)
            return Told([*told.erasures, *waiting], told.ended)
    except (OSError, asyncpg.PostgresError):
        return None


async def _on_topic(kafka: str, topic: str) -> Told | None:
    """None when Kafka is away, or has no such topic, or an empty one."""
    try:
        async with administering(kafka) as admin:
            if topic not in await admin.list_topics():
                return None
        async with reading(kafka, [topic]) as log:
            whole = await log.whole([topic])
            if all(start == end for start, end in whole.values()):
                return None
            told = Told([], set())
            async for batch in log.read(whole):
                for record in batch:
                    _hear(record, told)
            return told
    except (OSError, KafkaError):
        return None


def _hear(record: Raw, told: Told) -> None:
    """Add what a record tells of an erasure, if it does; whatever else stands on the topic tells nothing."""
    try:
        meta = meta_of(list(record.headers))
        if meta.name == EVENT:
            told.erasures.append(Erasure.model_validate({**json.loads(record.value or b"{}"), "erased_on": meta.effective_on}))
        elif meta.name == END:
            told.ended.add(json.loads(record.value or b"{}")["project"])
    except (BadEnvelope, ValueError, KeyError):
        return
