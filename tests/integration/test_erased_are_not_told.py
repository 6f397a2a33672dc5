"""Who was erased is told nothing more: what is planned is withdrawn, nothing new is planned, no session is reminded of."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from services.notifications.main import SERVICE
from services.notifications.reads import ApplicationAssessed, ParticipantEnrolled, SessionScheduled, SubjectErased
from services.notifications.timers import remind_of_sessions
from shared.bus.effects import React
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.clock import ClockMode
from shared.kernel.ids import SYSTEM
from shared.privacy.keys import NoKeys
from shared.store.database import Database
from shared.store.migrate import migrate
from shared.store.transaction import Commands

PROJECT, ANNA, MAREK, ACTIVITY = "bridge", uuid4(), uuid4(), uuid4()
TODAY = date(2023, 6, 7)


@dataclass
class Letters:
    """Notifications that hear events one by one."""

    database: Database
    commands: Commands = field(init=False)

    def __post_init__(self) -> None:
        self.commands = Commands(self.database, SERVICE.events, NoKeys(), ClockMode.DRIVEN, SERVICE.own)

    async def hear(self, *events: Event) -> None:
        react = React("test.react", self.commands, SERVICE.reactions)
        now = datetime.now(UTC)
        for event in events:
            name = type(event).__name__
            meta = Meta(uuid4(), name, 1, f"elsewhere:{uuid4()}", 1, TODAY, now, uuid4(), uuid4(), SYSTEM)
            async with self.database.begin() as db:
                await react.apply(db, [(event, meta)])
                for projection in SERVICE.projections:
                    await projection.apply(db, [(event, meta)])

    async def planned(self) -> list[tuple[UUID, bool]]:
        """About whom, and whether it was withdrawn."""
        async with self.database.read() as db:
            rows = await db.driver.fetch("SELECT application, withdrawn_on FROM notification ORDER BY planned_at")
        return [(row["application"], row["withdrawn_on"] is not None) for row in rows]


def erased(*applications: UUID) -> SubjectErased:
    return SubjectErased(project=PROJECT, person=uuid4(), applications=applications)


def assessed(application: UUID) -> ApplicationAssessed:
    return ApplicationAssessed(project=PROJECT, application=application, eligible=True)


@pytest.fixture
async def letters(fresh_database: Database) -> Letters:
    await migrate(fresh_database, SERVICE.migrations)
    async with fresh_database.begin() as db:
        await db.driver.execute("INSERT INTO business_date (today) VALUES ($1)", TODAY)
    return Letters(fresh_database)


async def test_what_is_planned_is_withdrawn_and_what_is_others_stands(letters):
    await letters.hear(assessed(ANNA), assessed(MAREK), erased(ANNA))
    assert await letters.planned() == [(ANNA, True), (MAREK, False)]


async def test_news_that_comes_after_the_erasure_plans_nothing(letters):
    await letters.hear(erased(ANNA), assessed(ANNA), assessed(MAREK))
    assert await letters.planned() == [(MAREK, False)]


async def test_nobody_who_was_erased_is_reminded_of_a_session(letters):
    await letters.hear(
        SessionScheduled(project=PROJECT, activity=ACTIVITY, session=uuid4(), on=date(2023, 6, 9)),
        ParticipantEnrolled(project=PROJECT, activity=ACTIVITY, participant=ANNA),
        ParticipantEnrolled(project=PROJECT, activity=ACTIVITY, participant=MAREK),
        erased(ANNA),
    )
    await remind_of_sessions(letters.commands, TODAY)
    assert await letters.planned() == [(MAREK, False)]
