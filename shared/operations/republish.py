"""Sending again: what the store published goes back into the outbox, and the service's relay sends it in order.

Nothing is made anew: the same ids, numbers and bytes. Subscribers drop what they have seen.
"""

from shared.bus.refill import refill
from shared.store.database import Database

EVERYTHING = "INSERT INTO outbox SELECT position FROM event WHERE message IS NOT NULL ON CONFLICT DO NOTHING"


async def send_missing_again(url: str, bootstrap: str, topic: str, source: str) -> int:
    """What the topic lacks, from each gap of a stream on: how many events. Raises KafkaError, TimeoutError."""
    database = Database(url, pool=1, abandoned="60s")
    try:
        async with database.begin() as db:
            return await refill(db, bootstrap, topic, source)
    finally:
        await database.close()


async def send_everything_again(url: str) -> int:
    """All that was ever published: how many events."""
    database = Database(url, pool=1)
    try:
        async with database.begin() as db:
            return int((await db.driver.execute(EVERYTHING, timeout=600)).rpartition(" ")[2])
    finally:
        await database.close()
