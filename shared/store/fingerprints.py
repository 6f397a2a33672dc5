"""Fingerprints of commands are blanked in time: nothing keyed is left of what somebody said, while their keys stay used."""

from datetime import timedelta

from shared.store.database import Database

KEPT = timedelta(days=30)
"""By the database clock. So long a repeat with another body is told from one with the same."""
AT_ONCE = 1000
BLANK = """
UPDATE command SET fingerprint = '' FROM (
    SELECT actor, key FROM command WHERE fingerprint <> '' AND recorded_at <= statement_timestamp() - $1::interval
    ORDER BY recorded_at LIMIT $2 FOR UPDATE SKIP LOCKED
) AS old WHERE (command.actor, command.key) = (old.actor, old.key)
"""


async def blank_fingerprints(database: Database, kept: timedelta = KEPT) -> int:
    """Blank those that are older, some at a time; how many there were. It may run in several processes at once."""
    blanked = 0
    while True:
        async with database.read() as db:
            done = int((await db.driver.execute(BLANK, kept, AT_ONCE)).rpartition(" ")[2])
        blanked += done
        if done < AT_ONCE:
            return blanked
