"""Appending: command, heads, events and outbox in one statement, so a flush is one round trip and whole or not at all."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.ids import ActorId, derived_id
from shared.privacy.ring import Ring
from shared.privacy.sealed import seal
from shared.store.database import Connection
from shared.store.load import Loaded, state_tag

HEAD = ("text", "bigint", "bigint", "text", "text", "bigint")
EVENT = ("uuid", "text", "bigint", "text", "int", "text", "bigint", "text", "bytea", "date")
"""Types of the columns of a head and of an event, as they travel: from $5 and from $13 on."""


def _flush(heads: str, events: str) -> str:
    return f"""
WITH kept AS (
    INSERT INTO command (actor, key, fingerprint, answer) VALUES ($1, $2, $3, $4)
), heads AS (
    INSERT INTO stream AS s (stream_id, version, published, state, state_tag, state_version)
    SELECT * FROM {heads} AS h
    ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version, published = excluded.published,
        state = coalesce(excluded.state, s.state), state_tag = coalesce(excluded.state_tag, s.state_tag),
        state_version = CASE WHEN excluded.state IS NULL THEN s.state_version ELSE excluded.state_version END
), written AS (
    INSERT INTO event (event_id, stream_id, version, name, schema_version, data, sequence, message_key, message,
                       effective_on, recorded_at, correlation, causation, actor)
    SELECT e.id, e.stream, e.version, e.name, e.schema, e.data::jsonb, e.sequence, e.key, e.message,
           e.effective, statement_timestamp(), $11, $12, $1
    FROM {events} AS e (id, stream, version, name, schema, data, sequence, key, message, effective, n)
    ORDER BY e.n
    RETURNING position, recorded_at, message IS NOT NULL AS published
), queued AS (
    INSERT INTO outbox SELECT position FROM written WHERE published
)
SELECT min(recorded_at) AS recorded_at FROM written
"""


def _typed(first: int, types: tuple[str, ...], suffix: str = "") -> str:
    return ", ".join(f"${first + place}::{name}{suffix}" for place, name in enumerate(types))


FLUSH = _flush(f"unnest({_typed(5, HEAD, '[]')})", f"unnest({_typed(13, EVENT, '[]')}) WITH ORDINALITY")
FLUSH_ONE = _flush(f"(VALUES ({_typed(5, HEAD)}))", f"(VALUES ({_typed(13, EVENT)}, 1))")
"""The commonest flush, one event: values instead of sixteen arrays of one."""


class Row(NamedTuple):
    """One event as it stands in the store."""

    event: Event
    meta: Meta
    version: int
    body: str
    """The stored form."""
    message: bytes | None
    """The published form; None when it stays here."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose command made the events, and what it belongs to."""

    actor: ActorId
    command: UUID
    correlation: UUID
    causation: UUID
    today: date


def rows_of(loaded: list[Loaded[Any]], origin: Origin, ring: Ring, recorded_at: datetime | None) -> list[Row]:
    """The rows to write, in order. Event ids follow from the command and the index, so a repeat cannot make new ones.

    `recorded_at` is None until the flush has asked the database clock.
    """
    rows: list[Row] = []
    command = str(origin.command)
    for stream in loaded:
        sequence = stream.published
        for version, event in enumerate(stream.new, stream.version + 1):
            event_id, about = derived_id(command, len(rows)), event.about
            sealed = seal(event, ring, stream.stream, event_id) if about.sealed else event
            body, message = sealed.forms()
            sequence += message is not None
            meta = Meta(
                event_id,
                type(event).__name__,
                about.version,
                stream.stream,
                sequence if message is not None else 0,
                event.effective_on(origin.today),
                recorded_at,  # type: ignore[arg-type]  # filled in before anybody reads it
                origin.correlation,
                origin.causation,
                origin.actor,
            )
            rows.append(Row(sealed, meta, version, body, message))
    return rows


async def write(
    db: Connection, loaded: list[Loaded[Any]], rows: list[Row], origin: Origin, kept: tuple[str, bytes, str]
) -> Any:
    """Run the one statement; returns the database clock of the flush (None when there was nothing to write)."""
    heads, events = _heads(loaded, rows), [columns_of(row) for row in rows]
    one = len(events) == 1
    head = heads[0] if one else _columns(heads, len(HEAD))
    event = events[0] if one else _columns(events, len(EVENT))
    flush = FLUSH_ONE if one else FLUSH
    return await db.driver.fetchval(flush, origin.actor, *kept, *head, origin.correlation, origin.causation, *event)


def _heads(loaded: list[Loaded[Any]], rows: list[Row]) -> list[tuple[object, ...]]:
    published = {row.meta.stream: row.meta.sequence for row in rows if row.message is not None}
    return [head_of(stream, stream.etag, published.get(stream.stream, stream.published)) for stream in loaded if stream.new]


def head_of(stream: Loaded[Any], version: int, published: int) -> tuple[object, ...]:
    """The columns of a head row at this version; with the state when it is time to keep it."""
    keep = stream.decider.keep_every is not None and version - stream.folded >= stream.decider.keep_every
    state = stream.state.model_dump_json() if keep else None
    tag = state_tag(type(stream.state)) if keep else None
    return stream.stream, version, published, state, tag, version if keep else 0


def columns_of(row: Row) -> tuple[object, ...]:
    """What an event row holds of its own; the rest is of the whole flush."""
    event, meta, version, body, message = row
    key = str(getattr(event, event.about.key)) if message is not None else None
    return meta.id, meta.stream, version, meta.name, meta.version, body, meta.sequence, key, message, meta.effective_on


def _columns(rows: list[tuple[object, ...]], width: int) -> tuple[object, ...]:
    return tuple(zip(*rows, strict=True)) if rows else ((),) * width
