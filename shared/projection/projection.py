"""Projections: a table, a key and an `evolve`; folding the same events in any batches gives the same rows.

A projection has the decider's shape: `key(event, meta)` names the row an event belongs to (None: not mine) and
`evolve(row, event, meta)` gives the row afterwards (None: it is gone). Both are pure.
"""

import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter
from pydantic_core import to_json
from sqlalchemy import Table

from shared.events.envelope import Meta
from shared.events.event import Event
from shared.store.database import Connection

R = TypeVar("R", bound=BaseModel)
Key = tuple[Any, ...]
Fact = tuple[Event, Meta]


@dataclass(frozen=True, slots=True)
class Projection(Generic[R]):
    """One read model. `row` is a frozen model whose fields are the columns of `table`.

    `only_appends`: every key is new (facts), so nothing is loaded first; a fact written twice stays as it was.
    """

    table: Table
    row: type[R]
    key: Callable[[Event, Meta], Key | None]
    evolve: Callable[[R | None, Event, Meta], R | None]
    only_appends: bool = False
    of_one_stream: bool = False
    """Each row is fed by exactly one stream, whose own lock (or partition) then guards the row as well."""
    statements: "Statements" = field(init=False)
    rows: TypeAdapter[list[R]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "statements", Statements.of(self.table))
        object.__setattr__(self, "rows", TypeAdapter(list[self.row]))  # type: ignore[name-defined]  # a runtime type

    async def apply(self, db: Connection, events: Sequence[Fact], born: Collection[str] = ()) -> None:
        """Fold a batch in memory and write the rows that changed, inside the caller's transaction.

        `born` names streams whose first event is among these: of a row `of_one_stream` there is nothing to load then.
        """
        mine = [(key, event, meta) for event, meta in events if (key := self.key(event, meta)) is not None]
        if not mine:
            return
        fresh = self.only_appends or (self.of_one_stream and all(meta.stream in born for _, _, meta in mine))
        before = {} if fresh else await self._load(db, sorted({key for key, _, _ in mine}, key=str))
        after: dict[Key, R | None] = dict(before)
        for key, event, meta in mine:
            after[key] = self.evolve(after.get(key), event, meta)
        await self._store(db, before, after)

    async def _load(self, db: Connection, keys: list[Key]) -> dict[Key, R]:
        """The rows as they are, locked; keys without a row are locked by name and looked at again."""
        wanted = self._key_records(keys)
        found = await self._select(db, wanted)
        name = self.table.name
        missing = sorted({hash_key(name, key) for key in keys if key not in found})
        if missing and not self.of_one_stream:
            await db.driver.execute("SELECT pg_advisory_xact_lock(k) FROM unnest($1::bigint[]) k", missing)
            found = await self._select(db, wanted)
        return found

    async def _select(self, db: Connection, wanted: bytes) -> dict[Key, R]:
        records = await db.driver.fetch(self.statements.select, wanted.decode())
        rows = [self.row.model_validate_json(record[0]) for record in records]
        return {tuple(getattr(row, name) for name in self.statements.key): row for row in rows}

    def _key_records(self, keys: list[Key]) -> bytes:
        return to_json([dict(zip(self.statements.key, key, strict=True)) for key in keys])

    async def _store(self, db: Connection, before: dict[Key, R], after: dict[Key, R | None]) -> None:
        kept = [row for key, row in after.items() if row is not None and row != before.get(key)]
        gone = [key for key, row in after.items() if row is None and key in before]
        if kept:
            upsert = self.statements.append if self.only_appends else self.statements.upsert
            await db.driver.execute(upsert, self.rows.dump_json(kept).decode())
        if gone:
            await db.driver.execute(self.statements.delete, self._key_records(gone).decode())


@dataclass(frozen=True, slots=True)
class Statements:
    """The four statements of a table; rows travel as one JSON document, which PostgreSQL reads by the table's own types."""

    key: tuple[str, ...]
    select: str
    upsert: str
    append: str
    delete: str

    @classmethod
    def of(cls, table: Table) -> "Statements":
        key = tuple(column.name for column in table.primary_key.columns)
        columns = [column.name for column in table.columns]
        records = f"json_populate_recordset(NULL::{table.name}, $1::text::json)"
        matches = " AND ".join(f"t.{name} = k.{name}" for name in key)
        # LATERAL with LIMIT: one look into the index for each key, also with a plan made when the table was empty.
        one = f"SELECT * FROM {table.name} t WHERE {matches} LIMIT 1 FOR UPDATE"
        insert = f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {', '.join(columns)} FROM {records}"
        changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
        return cls(
            key,
            f"SELECT row_to_json(t)::text FROM {records} k CROSS JOIN LATERAL ({one}) t",
            f"{insert} ON CONFLICT ({', '.join(key)}) DO " + (f"UPDATE SET {changes}" if changes else "NOTHING"),
            f"{insert} ON CONFLICT ({', '.join(key)}) DO NOTHING",
            f"DELETE FROM {table.name} t USING {records} k WHERE {matches}",
        )


def hash_key(*parts: object) -> int:
    """A stable 63-bit number for an advisory lock."""
    text = "/".join(map(str, parts)).encode()
    return zlib.crc32(text) << 31 | zlib.adler32(text) & 0x7FFFFFFF
