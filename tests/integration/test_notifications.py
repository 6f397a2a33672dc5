"""Notifications on real PostgreSQL and Kafka: planned from what recruitment and activities publish, once, naming nobody."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from deploy.local.credentials import Credentials, make_credentials
from services.activities.domain import activity as activities
from services.activities.domain import session as sessions
from services.notifications import queries
from services.notifications.domain.telling import Template
from services.notifications.main import SERVICE
from services.notifications.projections import TABLES
from services.recruitment.domain import application as applications
from services.recruitment.domain import participation_events as participation
from services.recruitment.domain import place_events as places
from services.recruitment.domain.project import ProjectOpened
from shared.http.roles import Role
from shared.kernel.clock import ClockMode
from shared.kernel.errors import Forbidden, NotFound, NotYet
from shared.kernel.ids import ActorId
from shared.privacy.keys import NoKeys
from shared.store.transaction import Commands, Who
from shared.testing.eventually import eventually
from tests.support.bus import producer, records
from tests.support.desk import calling
from tests.support.notifications import (
    ANNA,
    COURSE,
    EWA,
    LATER,
    MAREK,
    NO_FILTER,
    OFF,
    PERSON,
    PROJECT,
    SOON,
    SURNAME,
    ZOFIA,
    House,
    rewind,
)
from tests.support.settings import settings_of

FORMULA = (
    "Projekt „Góra pomocy 3” jest współfinansowany ze środków Unii Europejskiej w ramach Europejskiego Funduszu Społecznego."
)


@pytest.fixture(scope="module")
def credentials(tmp_path_factory) -> Credentials:
    return make_credentials(tmp_path_factory.mktemp("keys"))


@pytest.fixture
async def house(stack, fresh_database_url, fresh_database, topic_prefix, credentials) -> AsyncIterator[House]:
    place = (stack.kafka, fresh_database_url, topic_prefix, credentials)
    settings = settings_of(SERVICE.name, *place, clock=ClockMode.DRIVEN)
    async with producer(stack.kafka) as sender:
        house = House(settings, fresh_database, sender, AsyncExitStack())
        await house.start()
        await house.today("2022-02-01")
        yield house
        await house.parts.aclose()


async def everything_of_recruitment(house: House, times: int = 1) -> None:
    """Anna goes all the way; Marek is refused; each event arrives so many times."""
    anna = {"application": ANNA, "person": PERSON}
    place = {"participant": ANNA, "person": PERSON}
    await house.publishes("project:gora", ProjectOpened, times)
    await house.publishes("application:anna", applications.ApplicationSubmitted, times, **anna)
    await house.publishes("application:anna", applications.ApplicationAssessed, times, application=ANNA, eligible=True)
    await house.publishes("application:marek", applications.ApplicationAssessed, times, application=MAREK, eligible=False)
    await house.publishes("places:all", places.CandidatePlacedOnReserveList, times, **anna)
    await house.publishes("places:all", places.ReservePlaceOffered, times, application=ANNA, answer_by="2022-02-08")
    await house.publishes("places:all", places.ParticipantRecruited, times, **place)
    await house.publishes("participation:anna", participation.ContractSigned, times, **place, signed_on="2022-02-09")
    await house.publishes("participation:anna", participation.ParticipationStarted, times, participant=ANNA, on="2022-02-10")
    await house.publishes("participation:anna", participation.ParticipationEnded, times, **place, on="2022-05-31")


EXPECTED = [  # template, way, decision, day of what is told, last day of the term
    ("decision", "letter", "eligible", "2022-02-01", None),
    ("decision", "letter", "not_eligible", "2022-02-01", None),
    ("reserve_list", "letter", None, "2022-02-01", None),
    *(("reserve_place_offered", way, None, "2022-02-01", "2022-02-08") for way in ("in_app", "letter")),
    ("decision", "letter", "recruited", "2022-02-01", None),
    ("contract_signed", "letter", None, "2022-02-09", None),
    ("participation_started", "letter", None, "2022-02-10", None),
    *(("leaving_questionnaire", way, None, "2022-05-31", "2022-06-28") for way in ("in_app", "letter")),
]


def facts(items: list[queries.ListedNotification]) -> list[tuple[str | None, ...]]:
    read = [one.model_dump(mode="json") for one in items]
    return sorted(
        (
            (one["template"], one["channel"], one["decision"], one["happened_on"], one["answer_by"] or one["due"])
            for one in read
        ),
        key=str,
    )


async def test_the_migrated_tables_are_those_of_the_read_models(house):
    ours = set(TABLES.tables)

    def differences(connection: object) -> list[object]:
        options = {"include_name": lambda name, kind, _: kind != "table" or name in ours, "compare_type": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), TABLES)

    async with house.database.engine() as engine, engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_everything_recruitment_tells_is_planned_and_published_once_though_each_event_arrives_three_times(house):
    await everything_of_recruitment(house, times=3)
    await house.quiet()

    items = await house.planned()
    published = [json.loads(record.value) for record in await records(house.settings.kafka, house.topic("notifications"))]

    assert facts(items) == sorted(EXPECTED, key=str)
    assert {one.person for one in items if one.application == ANNA} == {PERSON}
    assert sorted(one["notification"] for one in published) == sorted(str(one.notification) for one in items)
    for one in items:
        text = (await house.ask(queries.notification_text, notification=one.notification)).text
        assert FORMULA in text


@pytest.mark.parametrize("forgotten", [("seen",), ("seen", "command")], ids="+".join)
async def test_a_replay_from_the_beginning_by_consumers_that_forgot_everything_plans_nothing_twice(house, forgotten):
    await everything_of_recruitment(house)
    await house.sessions()
    await house.enrolled(ANNA, MAREK)
    await house.today("2023-06-07")
    await eventually(house.reminded, lambda found: len(found) == 2, what="Marek's reminders; Anna has left")
    await house.quiet()
    before = await house.rows("SELECT * FROM notification ORDER BY notification")

    await house.parts.aclose()
    await rewind(house.settings.kafka, *(f"{house.settings.topic_prefix}.notifications.{name}" for name in ("read", "react")))
    async with house.database.begin() as db:
        for table in forgotten:
            await db.driver.execute(f"DELETE FROM {table}")
    await house.start()
    await house.quiet()

    assert await house.rows("SELECT * FROM notification ORDER BY notification") == before
    assert len(await records(house.settings.kafka, house.topic("notifications"))) == len(before)


async def test_nothing_about_a_person_but_random_ids_is_stored_or_published(house):
    """The events hold a surname in a field this service does not know: it is neither kept nor passed on."""
    await everything_of_recruitment(house)
    await house.quiet()

    tables = await house.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    stored = [str(row) for (name,) in tables for row in await house.rows(f"SELECT * FROM {name}")]
    messages = [record.value.decode() for record in await records(house.settings.kafka, house.topic("notifications"))]

    assert any(str(PERSON) in row for row in stored)
    assert [row for row in stored if SURNAME in row or SURNAME.encode("unicode_escape").decode() in row] == []
    assert messages
    assert not any(SURNAME in one or "Wi\\u015bniewska" in one or str(PERSON) in one for one in messages)


async def test_an_offer_is_planned_before_anything_is_known_of_its_person_or_project(house):
    await house.publishes("places:all", places.ReservePlaceOffered, application=ANNA)
    await house.quiet()
    early = await house.planned(template=Template.RESERVE_PLACE_OFFERED)
    with pytest.raises(NotYet) as no:
        await house.ask(queries.notification_text, notification=early[0].notification)
    await house.publishes("application:anna", applications.ApplicationSubmitted, application=ANNA, person=PERSON)
    await house.quiet()

    assert [one.person for one in early] == [None, None]
    assert no.value.code == "project_not_known_yet"
    assert [one.person for one in await house.planned(application=ANNA)] == [PERSON, PERSON]


async def test_three_days_ahead_those_who_have_a_place_and_take_part_are_reminded(house):
    """Marek gave the place up, Ewa's participation ended the day before, Zofia's ends that day; one session is called off."""
    await house.sessions()
    await house.enrolled(ANNA, MAREK, EWA, ZOFIA)
    await house.publishes("activity:course", activities.EnrolmentCancelled, activity=COURSE, participant=MAREK)
    await house.publishes(f"session:{OFF}", sessions.SessionCancelled, session=OFF, reason="v1.i1.token")
    await house.publishes("participation:ewa", participation.ParticipationEnded, participant=EWA, on="2023-06-09")
    await house.publishes("participation:zofia", participation.ParticipationEnded, participant=ZOFIA, on="2023-06-10")
    await house.quiet()
    await house.today("2023-06-07")
    of_the_tenth = {(SOON, ANNA, None), (SOON, ZOFIA, None)}
    assert await eventually(house.reminded, what="the reminders") == of_the_tenth
    await house.today("2023-06-08")
    tomorrow = await eventually(house.reminded, lambda found: len(found) > 2, what="the next day's reminders")

    assert tomorrow == of_the_tenth | {(LATER, ANNA, None)}


async def test_everybody_of_a_session_is_reminded_in_one_transaction_and_who_comes_later_in_another(house):
    people = [UUID(int=1000 + number) for number in range(40)]
    await house.today("2023-06-06")
    await house.enrolled(*people)
    await house.publishes(f"session:{SOON}", sessions.SessionScheduled, activity=COURSE, session=SOON, on="2023-06-10")
    await house.quiet()
    assert await house.reminded() == set()
    await house.today("2023-06-07")
    await eventually(house.reminded, lambda found: len(found) == 40, what="forty reminders")
    await house.enrolled(ANNA)
    await eventually(house.reminded, lambda found: len(found) == 41, what="the reminder of who came later")

    counted = "SELECT count(*) FROM event WHERE name = 'NotificationPlanned' GROUP BY recorded_at ORDER BY 1"
    assert await house.rows(counted) == [(1,), (40,)]


async def test_reminders_of_a_session_that_is_called_off_are_withdrawn_and_never_come_back(house):
    await house.sessions()
    await house.enrolled(ANNA, MAREK)
    await house.today("2023-06-07")
    await eventually(house.reminded, lambda found: len(found) == 4, what="reminders of two sessions")
    await house.publishes(f"session:{OFF}", sessions.SessionCancelled, times=2, session=OFF, reason="v1.i1.token")
    await house.quiet()
    await house.enrolled(EWA)
    found = await eventually(house.reminded, lambda found: (SOON, EWA, None) in found, what="Ewa's reminder")
    withdrawn = date(2023, 6, 7)

    assert found == {
        *((SOON, who, None) for who in (ANNA, MAREK, EWA)),
        *((OFF, who, withdrawn) for who in (ANNA, MAREK)),
    }
    assert await house.rows("SELECT count(*) FROM event WHERE name = 'NotificationWithdrawn'") == [(2,)]


async def test_a_project_out_of_scope_and_an_unknown_notification_are_refused(house, tmp_path):
    await everything_of_recruitment(house)
    await house.quiet()
    one = (await house.planned())[0].notification
    elsewhere = Who(ActorId(UUID(int=101)), projects=frozenset({"postaw-na-siebie"}))

    with pytest.raises(Forbidden):
        await house.ask(queries.notifications, elsewhere, project=PROJECT, limit=1, cursor=None, **NO_FILTER)
    with pytest.raises(Forbidden):
        await house.ask(queries.notification_text, elsewhere, notification=one)
    with pytest.raises(NotFound):
        await house.ask(queries.notification_text, notification=UUID(int=404))
    commands = Commands(house.database, SERVICE.events, NoKeys())
    async with calling(SERVICE, commands, tmp_path, Role.TRAINER) as trainer:
        answer = await trainer.get("/queries/notification_text", params={"notification": str(one)})
    async with calling(SERVICE, commands, tmp_path, Role.COORDINATOR) as coordinator:
        asked = {"project": PROJECT, "template": "decision", "limit": 2}
        first = (await coordinator.get("/queries/notifications", params=asked)).json()
        rest = (await coordinator.get("/queries/notifications", params=asked | {"cursor": first["next"]})).json()

    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")
    assert [item["decision"] for item in first["items"] + rest["items"]] == ["eligible", "not_eligible", "recruited"]
    assert rest["next"] is None
