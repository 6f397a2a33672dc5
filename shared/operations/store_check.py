"""Examining a store by itself: every stream whole and numbered without a gap, every head as its events say."""

from shared.operations.finding import Finding, fault, some, sound
from shared.operations.shadow import SLOW
from shared.store.database import Connection

TOTALS = """
SELECT count(*) AS events, count(message) AS published, count(DISTINCT stream_id) AS streams, max(position) AS position
FROM event
"""
BROKEN = """
SELECT coalesce(e.stream_id, s.stream_id) AS stream FROM (
    SELECT stream_id, count(*) AS events, min(version) AS first, max(version) AS last, count(message) AS published,
           count(DISTINCT sequence) FILTER (WHERE message IS NOT NULL) AS numbers, max(sequence) AS number
    FROM event GROUP BY stream_id
) e FULL JOIN stream s USING (stream_id)
WHERE e.stream_id IS NULL OR s.stream_id IS NULL OR e.first <> 1 OR e.last <> e.events OR s.version <> e.events
   OR e.numbers <> e.published OR e.number <> e.published OR s.published <> e.published
ORDER BY 1
"""
DISORDERED = """
SELECT DISTINCT stream_id AS stream FROM (
    SELECT stream_id, position < lag(position) OVER w
           OR message IS NOT NULL AND sequence <= max(sequence) OVER before AS wrong
    FROM event WINDOW w AS (PARTITION BY stream_id ORDER BY version),
                      before AS (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) e WHERE wrong ORDER BY 1
"""
UNSENDABLE = "SELECT count(*) FROM outbox LEFT JOIN event USING (position) WHERE message IS NULL"


async def check_store(db: Connection) -> list[Finding]:
    """Counts, and each stream that is not whole. Reads every event once or twice."""
    totals = await db.driver.fetchrow(TOTALS, timeout=SLOW)
    assert totals is not None
    found = []
    for statement, what in ((BROKEN, "streams with a gap or a wrong head"), (DISORDERED, "streams out of order")):
        if streams := [row["stream"] for row in await db.driver.fetch(statement, timeout=SLOW)]:
            found.append(fault("store", f"{len(streams):,} {what}: {some(streams)}"))
    if unsendable := await db.driver.fetchval(UNSENDABLE, timeout=SLOW):
        found.append(fault("store", f"{unsendable:,} entries of the outbox have nothing to send"))
    counted = f"{totals['events']:,} events in {totals['streams']:,} streams, {totals['published']:,} published"
    return found or [sound("store", counted)]
