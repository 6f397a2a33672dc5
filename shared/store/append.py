"""Appending: command, heads, events and outbox in one statement, so a flush is one round trip and whole or not at all."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.ids import ActorId, derived_id
from shared.privacy.keys import Keys
from shared.privacy.sealed import seal
from shared.store.database import Connection
from shared.store.load import Loaded, state_tag

FLUSH = """
WITH kept AS (
    INSERT INTO command (actor, key, fingerprint, answer) VALUES ($1, $2, $3, $4)
), heads AS (
    INSERT INTO stream AS s (stream_id, version, published, state, state_tag, state_version)
    SELECT * FROM unnest($5::text[], $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::bigint[])
    ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version, published = excluded.published,
        state = coalesce(excluded.state, s.state), state_tag = coalesce(excluded.state_tag, s.state_tag),
        state_version = CASE WHEN excluded.state IS NULL THEN s.state_version ELSE excluded.state_version END
), written AS (
    INSERT INTO event (event_id, stream_id, version, name, schema_version, data, sequence, message_key, message,
                       effective_on, recorded_at, correlation, causation, actor)
    SELECT e.id, e.stream, e.version, e.name, e.schema, e.data::jsonb, e.sequence, e.key, e.message,
           e.effective, statement_timestamp(), $11, $12, $1
    FROM unnest($13::uuid[], $14::text[], $15::bigint[], $16::text[], $17::int[], $18::text[], $19::bigint[],
                $20::text[], $21::bytea[], $22::date[])
         WITH ORDINALITY AS e (id, stream, version, name, schema, data, sequence, key, message, effective, n)
    ORDER BY e.n
    RETURNING position, recorded_at, message IS NOT NULL AS published
), queued AS (
    INSERT INTO outbox SELECT position FROM written WHERE published
)
SELECT min(recorded_at) AS recorded_at FROM written
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One event as it stands in the store."""

    event: Event
    meta: Meta
    version: int
    message: bytes | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose command made the events, and what it belongs to."""

    actor: ActorId
    command: UUID
    correlation: UUID
    causation: UUID
    today: date


def rows_of(loaded: list[Loaded[Any]], origin: Origin, keys: Keys, nowhere: Any) -> list[Row]:
    """The rows to write, in order. Event ids follow from the command and the index, so a repeat cannot make new ones."""
    rows: list[Row] = []
    for stream in loaded:
        sequence = stream.published
        for version, event in enumerate(stream.new, stream.version + 1):
            event_id = derived_id(origin.command, len(rows))
            sealed = seal(event, keys, stream.stream, event_id)
            message = sealed.published_json()
            sequence += message is not None
            meta = Meta(
                id=event_id,
                name=type(event).__name__,
                version=event.about.version,
                stream=stream.stream,
                sequence=sequence if message is not None else 0,
                effective_on=event.effective_on(origin.today),
                recorded_at=nowhere,
                correlation=origin.correlation,
                causation=origin.causation,
                actor=origin.actor,
            )
            rows.append(Row(sealed, meta, version, message))
    return rows


async def write(
    db: Connection, loaded: list[Loaded[Any]], rows: list[Row], origin: Origin, kept: tuple[str, bytes, str]
) -> Any:
    """Run the one statement; returns the database clock of the flush (None when there was nothing to write)."""
    heads = [_head(stream, rows) for stream in loaded if stream.new]
    events = [_event(row) for row in rows]
    return await db.driver.fetchval(
        FLUSH,
        origin.actor,
        *kept,
        *(_columns(heads, 6)),
        origin.correlation,
        origin.causation,
        *(_columns(events, 10)),
    )


def _head(stream: Loaded[Any], rows: list[Row]) -> tuple[object, ...]:
    version = stream.version + len(stream.new)
    published = max((row.meta.sequence for row in rows if row.meta.stream == stream.stream), default=0)
    keep = stream.decider.keep_every is not None and version - stream.folded >= stream.decider.keep_every
    state = stream.state.model_dump_json() if keep else None
    tag = state_tag(type(stream.state)) if keep else None
    return stream.stream, version, max(published, stream.published), state, tag, version if keep else 0


def _event(row: Row) -> tuple[object, ...]:
    key = str(getattr(row.event, row.event.about.key)) if row.message is not None else None
    meta = row.meta
    body = row.event.stored_json()
    return (
        meta.id, meta.stream, row.version, meta.name, meta.version, body, meta.sequence, key, row.message, meta.effective_on
    )  # fmt: skip


def _columns(rows: list[tuple[object, ...]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
