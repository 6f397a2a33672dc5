"""Writing the access log: an entry is committed before anything is opened or answered; what cannot be logged is not read.

Writers take turns at the head of the chain. An entry holds random ids, codes and names of fields, never a personal value.
"""

import logging
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from services.recruitment.domain.access_log import ACCESS_LOG, BEGINNING, LOG, Entry, Keyed, Link, Written, hash_of
from services.recruitment.rules import known_purpose
from shared.http.operations import Look
from shared.kernel.errors import NotYet
from shared.kernel.ids import Code
from shared.privacy.keys import Keys
from shared.store.database import Connection

log = logging.getLogger(__name__)
PURPOSE = "access_log"
"""What the key of the chain is derived for."""
TURN = "SELECT n, hash, clock_timestamp() AS now FROM access_log_head FOR UPDATE"
WRITE = """
WITH written AS (
    INSERT INTO access_log (n, read_at, actor, organisation, roles, people, fields, purpose, project, origin, correlation,
                            previous, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT DO NOTHING RETURNING n, hash
)
UPDATE access_log_head AS head SET n = written.n, hash = written.hash FROM written
"""
WRITTEN = "UPDATE 1"
"""What PostgreSQL says when the entry stands and the head names it."""


async def record(
    look: Look,
    *,
    people: Iterable[UUID],
    fields: Iterable[str],
    purpose: str | None,
    project: Code | None,
    nobody: bool = False,
) -> None:
    """Log that these fields of these people are about to be read. For no people an entry is written only with `nobody`:
    somebody was asked for, and nobody was found.

    Not inside a transaction of the query: what was logged stays, whatever becomes of the answer. Raises `Invalid`
    (`unknown_purpose`), `NotYet` (`access_log_damaged`).
    """
    why = known_purpose(purpose)
    read, opened = sorted(set(people)), sorted(set(fields))
    if not opened or not (read or nobody):
        return
    async with look.db.driver.transaction():
        head = await look.db.driver.fetchrow(TURN)
        if head is None:
            raise damaged()
        who = look.who
        caller = who.actor, who.organisation, sorted(who.roles)
        entry = Entry(head["n"] + 1, head["now"], *caller, read, opened, why, project, look.origin, look.correlation)
        hashed = hash_of(entry, head["hash"], keyed(look.keys))
        if await look.db.driver.execute(WRITE, *entry, head["hash"], hashed) != WRITTEN:
            raise damaged()
    log.info("personal data read", extra={"entry": entry.n, "purpose": why, "actor": str(who.actor), "people": len(read)})


def damaged() -> NotYet:
    """The refusal of every read while the log cannot be written."""
    rule = "the access log lost its head or its head was moved; nothing is opened until it was examined"
    return NotYet("access_log_damaged", rule=rule)


def keyed(keys: Keys) -> Keyed:
    """The hash of the chain."""
    return lambda content: keys.digest(PURPOSE, content)


async def head_of(db: Connection) -> Link:
    """The last entry, as the head says; the beginning where the head is lost."""
    row = await db.driver.fetchrow("SELECT n, hash FROM access_log_head")
    return Link(row["n"], row["hash"]) if row else BEGINNING


PAGE = f"SELECT {', '.join(Entry._fields)}, previous, hash FROM access_log WHERE n > $1 ORDER BY n LIMIT $2"


async def page(db: Connection, after: int, limit: int) -> list[Written]:
    """The next entries, in the order of their numbers."""
    return [Written(Entry(*row[:-2]), row[-2], row[-1]) for row in await db.driver.fetch(PAGE, after, limit)]


TO_ANCHOR = """
SELECT head.n > coalesce((anchor.data ->> 'last')::bigint, 0) AND coalesce(anchor.effective_on < $2, true)
FROM access_log_head head LEFT JOIN LATERAL (
    SELECT data, effective_on FROM event WHERE stream_id = $1 ORDER BY version DESC LIMIT 1
) anchor ON true
"""


async def is_to_be_anchored(db: Connection, today: date) -> bool:
    """Was there a read since the last anchor, and is that anchor of another day?"""
    return bool(await db.driver.fetchval(TO_ANCHOR, ACCESS_LOG.stream(LOG), today))
