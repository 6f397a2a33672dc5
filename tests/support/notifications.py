"""Notifications running on a test's database and broker: the test publishes for recruitment and activities, and asks."""

import json
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import CommitFailedError

from services.activities.domain import activity as activities
from services.activities.domain import session as sessions
from services.notifications import queries
from services.notifications.domain.telling import Template
from services.notifications.main import SERVICE
from services.recruitment.domain import place_events as places
from shared.bus.topics import PARTITIONS
from shared.events.envelope import Meta, headers_of
from shared.events.event import Event
from shared.http.operations import Look
from shared.kernel.ids import SYSTEM, ActorId, new_id
from shared.privacy.keys import NoKeys
from shared.runtime.service import Running
from shared.runtime.settings import Settings
from shared.store.database import Database
from shared.store.transaction import Who
from shared.testing.eventually import eventually
from tests.support.serving import served

PROJECT = "gora-pomocy-3"
ANNA, MAREK, EWA, ZOFIA = (UUID(int=number) for number in (1, 2, 3, 4))
PERSON = UUID(int=11)
COURSE, SOON, LATER, OFF = UUID(int=50), UUID(int=60), UUID(int=61), UUID(int=62)
WORKER = Who(ActorId(UUID(int=100)))
SURNAME = "Wiśniewska"
NO_FILTER: dict[str, object] = {"template": None, "application": None}


@dataclass
class House:
    """A running notifications service; the test publishes for recruitment and activities, and asks."""

    settings: Settings
    database: Database
    sender: AIOKafkaProducer
    parts: AsyncExitStack
    sequences: Counter[str] = field(default_factory=Counter)

    def topic(self, service: str) -> str:
        return f"{self.settings.topic_prefix}.{service}.v1"

    async def start(self) -> None:
        self.parts = AsyncExitStack()
        await self.parts.enter_async_context(served(Running(SERVICE, self.settings).app))

    async def publishes(self, stream: str, kind: type[Event], times: int = 1, **changes: object) -> UUID:
        """The owner's event in its published form, on the owner's topic; its relay may send it more than once."""
        event = kind.model_validate({**kind.example, "project": PROJECT} | changes)
        self.sequences[stream] += 1
        day, at = event.effective_on(date(2022, 2, 1)), datetime(2022, 2, 1, 8, tzinfo=UTC)
        meta = Meta(new_id(), kind.__name__, 1, stream, self.sequences[stream], day, at, new_id(), new_id(), SYSTEM)
        body = json.loads(event.published_json() or b"") | {"grown_later": SURNAME}
        owner = "activities" if kind.__module__.startswith("services.activities") else "recruitment"
        for _ in range(times):
            headers = headers_of(meta, f"urn:kladka:test:{owner}")
            await self.sender.send_and_wait(self.topic(owner), json.dumps(body).encode(), key=PROJECT.encode(), headers=headers)
        return meta.id

    async def quiet(self) -> None:
        """Both consumers have seen everything, and everything after the duplicates: a last event of each topic is last seen."""
        for kind in (places.PlaceLapsed, activities.ParticipantPlacedOnWaitingList):
            await self.publishes(f"last:{kind.__name__}", kind)
        expected = sorted(self.sequences.items()) * 2
        seen = "SELECT stream, sequence FROM seen ORDER BY consumer, stream"
        await eventually(lambda: self.rows(seen), lambda rows: rows == expected, what=f"seeing {expected}")
        await eventually(lambda: self.rows("SELECT * FROM outbox"), lambda rows: rows == [])
        assert (
            await self.rows("SELECT stream, reason, detail FROM parked UNION ALL SELECT stream, code, rule FROM attention")
            == []
        )

    async def today(self, day: str) -> None:
        async with self.database.begin() as db:
            await db.driver.execute("DELETE FROM business_date")
            await db.driver.execute("INSERT INTO business_date (today) VALUES ($1)", date.fromisoformat(day))

    async def rows(self, statement: str) -> list[tuple[object, ...]]:
        async with self.database.read() as db:
            return [tuple(row) for row in await db.driver.fetch(statement)]

    async def ask(self, query, who: Who = WORKER, **asked):
        async with self.database.read() as db:
            return await query(**asked, look=Look(db, who, NoKeys(), None))

    async def planned(self, **asked: object) -> list[queries.ListedNotification]:
        return (await self.ask(queries.notifications, project=PROJECT, limit=100, cursor=None, **(NO_FILTER | asked))).items

    async def reminded(self) -> set[tuple[object, ...]]:
        return {
            (one.session, one.application, one.withdrawn_on) for one in await self.planned(template=Template.SESSION_REMINDER)
        }

    async def sessions(self) -> None:
        """On 7 June one session is today, two are in three days, one is in four."""
        await self.publishes("activity:course", activities.ActivityPlanned, activity=COURSE, title="Kurs opiekuna", place=None)
        for session, on in ((SOON, "2023-06-10"), (LATER, "2023-06-11"), (OFF, "2023-06-10"), (UUID(int=63), "2023-06-07")):
            await self.publishes(f"session:{session}", sessions.SessionScheduled, activity=COURSE, session=session, on=on)

    async def enrolled(self, *people: UUID) -> None:
        for who in people:
            await self.publishes("activity:course", activities.ParticipantEnrolled, activity=COURSE, participant=who)


async def rewind(kafka: str, *groups: str) -> None:
    """The groups begin at the beginning of both topics again, once their members are given up: a session after they stopped."""
    for group in groups:
        await eventually(
            lambda group=group: _rewound(kafka, group), lambda done: done, within=40, what=f"{group} without members"
        )


async def _rewound(kafka: str, group: str) -> bool:
    """False while Kafka still waits for a member to come back."""
    prefix = group.split(".", maxsplit=1)[0]
    places = [TopicPartition(f"{prefix}.{owner}.v1", n) for owner in ("recruitment", "activities") for n in range(PARTITIONS)]
    async with AIOKafkaConsumer(bootstrap_servers=kafka, group_id=group, enable_auto_commit=False) as consumer:
        consumer.assign(places)
        try:
            await consumer.commit(dict.fromkeys(places, 0))
        except CommitFailedError:
            return False
    return True
