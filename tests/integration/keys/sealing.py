"""What services have sealed of Anna and Marek in one project, and Anna's erasure."""

import json
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from shared.bus.topics import ensure_topics
from shared.events.envelope import Meta, headers_of
from shared.kernel.ids import SYSTEM
from shared.privacy.ring import Owner
from shared.privacy.wrapping import Wrapping
from shared.store.database import Database
from shared.store.keyring import Keyring, destroy
from tests.support.backup import Place
from tests.support.bus import producer

REGISTRY, FINANCE, DOOR = "recruitment", "finance", "gateway"
PROJECT, DAY = "gora-pomocy-3", date(2026, 3, 1)
ANNA, MAREK = UUID(int=0xA), UUID(int=0xB)
ANNAS_APPLICATION = UUID(int=0xAA)
ADD = """
INSERT INTO event (event_id, stream_id, version, name, schema_version, data, sequence, message_key, message, effective_on,
                   recorded_at, correlation, causation, actor)
SELECT $1, $2, $3, $4, 1, $5, 0, NULL, NULL, $6, clock_timestamp(), u, u, u FROM gen_random_uuid() AS u
"""
DATA_KEYS = "SELECT subject, project, wrapped IS NOT NULL AS living FROM keyring.data_key ORDER BY subject"
ANNA_IN_REGISTRY, MAREK_IN_REGISTRY = Owner(str(ANNA), PROJECT), Owner(str(MAREK), PROJECT)
ANNA_IN_FINANCE, SUPPLIER = Owner(str(ANNAS_APPLICATION), PROJECT), Owner("s:supplier", PROJECT)


class Sealing:
    """What a service has sealed: a token for each owner, in an event of its store."""

    def __init__(self, place: Place, service: str) -> None:
        self.place, self.service = place, service
        self.tokens: dict[Owner, tuple[UUID, str]] = {}

    async def seal(self, owner: Owner, **fields: str) -> None:
        database = Database(self.place.installation.database(self.service), pool=2)
        event = uuid4()
        ring = await Keyring(database, self._wrapping()).for_sealing([owner])
        self.tokens[owner] = event, ring.seal(owner.subject, owner, "name", event)
        data = {**fields, "project": owner.project, "name": self.tokens[owner][1]}
        await append(self.place, self.service, f"s:{owner.subject}", "Told", data, event)
        await database.close()

    async def opens(self, owner: Owner) -> bool:
        """As a service does that was just started. Raises `CannotOpen`, `KeyUnavailable`."""
        database = Database(self.place.installation.database(self.service), pool=2)
        try:
            event, token = self.tokens[owner]
            ring = await Keyring(database, self._wrapping()).for_opening([owner])
            return ring.open(token, owner, "name", event) == owner.subject
        finally:
            await database.close()

    def _wrapping(self) -> Wrapping:
        return Wrapping.from_file(self.place.installation.sealing_keys[self.service])


async def append(place: Place, service: str, stream: str, name: str, data: dict, event: UUID | None = None) -> None:
    version = await place.value(service, f"SELECT count(*) + 1 FROM event WHERE stream_id = '{stream}'")
    await place.run(service, ADD, event or uuid4(), stream, version, name, json.dumps(data), DAY)


async def erase_anna(place: Place) -> None:
    """What recruitment and finance do about it."""
    erased = {"person": str(ANNA), "project": PROJECT, "applications": [str(ANNAS_APPLICATION)]}
    await append(place, REGISTRY, f"person:{ANNA}", "SubjectErased", erased)
    for service, owner in ((REGISTRY, ANNA_IN_REGISTRY), (FINANCE, ANNA_IN_FINANCE)):
        database = Database(place.installation.database(service), pool=1)
        async with database.begin() as db:
            assert await destroy(db, [owner]) == 1
        await database.close()


def heard() -> tuple[list[str], object]:
    said: list[str] = []
    return said, said.append


async def publish_erasure(place: Place) -> None:
    topic = f"{place.installation.topic_prefix}.{REGISTRY}.v1"
    now = datetime.now(UTC)
    meta = Meta(uuid4(), "SubjectErased", 1, f"person:{ANNA}", 1, DAY, now, uuid4(), uuid4(), SYSTEM)
    body = {"person": str(ANNA), "project": PROJECT, "applications": [str(ANNAS_APPLICATION)]}
    await ensure_topics(place.installation.kafka, [topic], 1)
    async with producer(place.installation.kafka) as sender:
        await sender.send_and_wait(topic, b"no event at all")
        await sender.send_and_wait(topic, json.dumps(body).encode(), headers=headers_of(meta, "urn:kladka:test:recruitment"))
