"""Activities on a test's database: its commands and questions, and what recruitment has told it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from pydantic import SecretStr

from services.activities import commands as use
from services.activities.main import SERVICE
from services.activities.reads import ParticipantRecruited, ProjectOpened
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.http.operations import Look
from shared.kernel.clock import ClockMode
from shared.kernel.errors import Refused
from shared.kernel.ids import SYSTEM, ActorId, new_id
from shared.privacy.in_memory import KeysInMemory
from shared.store.database import Database
from shared.store.migrate import migrate
from shared.store.transaction import Commands, Request, Who

PROJECT = "gora-pomocy-3"
BIRD_BOXES = use.PlanActivity(
    project=PROJECT, title="Budki dla ptaków", form="workshop", service_class="social", capacity=2, families=True
)
ANNA, MAREK, EWA, STRANGER = (UUID(int=number) for number in (1, 2, 3, 9))
WORKER = Who(ActorId(UUID(int=100)))
REASON = SecretStr("pomyłka przy przepisywaniu listy")


@dataclass
class Bench:
    """The service's commands and questions on a database of its own."""

    database: Database
    commands: Commands

    async def on(self, day: str) -> None:
        async with self.database.begin() as db:
            await db.driver.execute("DELETE FROM business_date")
            await db.driver.execute("INSERT INTO business_date (today) VALUES ($1)", date.fromisoformat(day))

    async def do(self, handler, who: Who = WORKER, **fields):
        kind = handler.__annotations__
        request = Request(kind["command"](**fields), who, str(new_id()), new_id())
        return await self.commands.execute(handler, request, kind["return"])

    async def ask(self, query, who: Who = WORKER, **asked):
        async with self.database.read() as db:
            return await query(**asked, look=Look(db, who, self.commands.keys, None, self.commands.clock))

    async def hear(self, *events: Event) -> None:
        """What recruitment published, as this service understands it."""
        facts = [(event, meta_of(event, number)) for number, event in enumerate(events, 1)]
        async with self.database.begin() as db:
            for projection in SERVICE.projections:
                await projection.apply(db, facts)

    async def refused(self, handler, **fields) -> Refused:
        with pytest.raises(Refused) as refusal:
            await self.do(handler, **fields)
        return refusal.value

    async def column(self, statement: str) -> list[object]:
        async with self.database.read() as db:
            return [row[0] for row in await db.driver.fetch(statement)]

    async def planned(self, **changes: object) -> UUID:
        answer = await self.do(use.plan_activity, **(BIRD_BOXES.model_dump() | changes))
        return answer.activity_id

    async def scheduled(self, activity: UUID, on: str = "2023-06-10", hours: str = "4.50") -> UUID:
        return (await self.do(use.schedule_session, activity=activity, on=on, hours=hours)).session_id


def meta_of(event: Event, sequence: int) -> Meta:
    day = date(2021, 1, 4)
    at = datetime(2021, 1, 4, 8, tzinfo=UTC)
    return Meta(new_id(), type(event).__name__, 1, "elsewhere:1", sequence, day, at, new_id(), new_id(), SYSTEM)


def recruited(*people: UUID) -> Iterable[Event]:
    return (ParticipantRecruited(project=PROJECT, participant=who) for who in people)


async def bench_on(database: Database) -> Bench:
    """12 June 2023 in "Góra pomocy 3", which runs from 1 January 2021 to 30 June 2023; Anna, Marek and Ewa are recruited."""
    await migrate(database, SERVICE.migrations)
    keys = KeysInMemory()
    bench = Bench(database, Commands(database, SERVICE.events, keys, ClockMode.DRIVEN, SERVICE.own))
    await bench.on("2023-06-12")
    opened = ProjectOpened(project=PROJECT, starts_on=date(2021, 1, 1), ends_on=date(2023, 6, 30))
    await bench.hear(opened, *recruited(ANNA, MAREK, EWA))
    return bench
