"""Looking through every column of every table of a database, as text, a megabyte at a time.

Values are never sent to the server, which might write them into its log.
"""

from typing import NamedTuple

import asyncpg

from deploy.backup.cut import Driver, connected
from deploy.privacy.findings import Finding, Findings
from deploy.privacy.needles import Needles
from deploy.privacy.readable import readable

AT_ONCE = 2**20
"""Bytes."""
TABLES = """
SELECT n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS quoted,
    array_agg(a.attname ORDER BY a.attnum) AS columns,
    coalesce((SELECT array_agg(k.attname ORDER BY k.attnum) FROM pg_index AS i
        JOIN pg_attribute AS k ON k.attrelid = c.oid AND k.attnum = ANY(i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary), '{}') AS key
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
GROUP BY n.nspname, c.relname, c.oid ORDER BY 1, 2
"""
STATISTICS = """
SELECT NULL, schemaname, tablename, attname, most_common_vals, histogram_bounds, most_common_elems FROM pg_stats
WHERE schemaname <> 'information_schema' AND schemaname NOT LIKE 'pg\\_%'
"""
"""What the planner has kept as samples of columns."""


class Table(NamedTuple):
    """What is read, and how it is called: columns as they come, the place of a row first."""

    name: str
    query: str
    columns: list[str]
    key: list[int]
    """Where in a row its key stands; without one the place in the table says which it is."""


async def scan_database(service: str, url: str, needles: Needles, findings: Findings) -> None:
    """Search one database; what cannot be read is reported."""
    try:
        async with connected(url) as db:
            for table in await _tables(service, db):
                await _scan(db, table, needles, findings)
                findings.count("tables", 1)
    except (OSError, asyncpg.PostgresError) as fault:
        findings.could_not(f"the database of {service}", type(fault).__name__)


async def _tables(service: str, db: Driver) -> list[Table]:
    tables = [_table(service, row) for row in await db.fetch(TABLES)]
    sampled = ["ctid", "schema", "table", "column", "most_common_vals", "histogram_bounds", "most_common_elems"]
    return [*tables, Table(f"{service}.pg_stats", STATISTICS, sampled, [1, 2, 3])]


def _table(service: str, row: asyncpg.Record) -> Table:
    columns = ["ctid", *row["columns"]]
    quoted = ", ".join('"' + column.replace('"', '""') + '"' for column in columns)
    schema = "" if row["schema"] == "public" else f"{row['schema']}."
    key = [columns.index(name) for name in row["key"]] or [0]
    return Table(f"{service}.{schema}{row['name']}", f"SELECT {quoted} FROM ONLY {row['quoted']}", columns, key)


async def _scan(db: Driver, table: Table, needles: Needles, findings: Findings) -> None:
    buffer = bytearray()

    async def take(chunk: bytes) -> None:
        buffer.extend(chunk)
        if len(buffer) >= AT_ONCE:
            end = buffer.rindex(b"\n") + 1 if b"\n" in buffer else 0
            _look(bytes(buffer[:end]), table, needles, findings)
            del buffer[:end]

    await db.copy_from_query(table.query, output=take)
    _look(bytes(buffer), table, needles, findings)


def _look(rows: bytes, table: Table, needles: Needles, findings: Findings) -> None:
    """All rows at once; only where something is found each cell by itself."""
    findings.count("rows", rows.count(b"\n"))
    if not needles.in_bytes(rows):
        return
    for row in rows.splitlines():
        if needles.in_bytes(row):
            _tell(row.split(b"\t"), table, needles, findings)


def _tell(cells: list[bytes], table: Table, needles: Needles, findings: Findings) -> None:
    row = ", ".join(f"{table.columns[place]} {cells[place].decode('utf-8', 'replace')}" for place in table.key)
    shown = row if not needles.in_text(readable(row.encode())) else f"ctid {cells[0].decode()}"
    for column, cell in zip(table.columns, cells, strict=False):
        if needles.in_bytes(cell):
            findings.add(Finding(f"{table.name}.{column}", shown))
