"""Activities on real PostgreSQL: plans, places and sessions; own read models at once, recruitment's news as they come."""

import asyncio
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.activities import commands as use
from services.activities import queries
from services.activities.domain.attendance import Entry
from services.activities.main import SERVICE
from services.activities.projections import TABLES
from services.activities.reads import ParticipationEnded, PlaceReleased
from shared.http.roles import Role
from shared.kernel.errors import Forbidden, NotFound
from shared.kernel.ids import ActorId
from shared.store.transaction import Who
from shared.testing.eventually import eventually
from tests.support.activities import ANNA, BIRD_BOXES, EWA, MAREK, PROJECT, REASON, STRANGER, WORKER, Bench, bench_on, recruited
from tests.support.desk import calling

WAITING = "SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'known_participant'::regclass"
WRITTEN_BY_WHO_WAITS = f"""
SELECT relation::regclass::text FROM pg_locks
WHERE granted AND relation IS NOT NULL AND mode <> 'AccessShareLock' AND pid IN ({WAITING})"""
"""Tables that whoever waits has locked rows of, or written to."""


@pytest.fixture
async def bench(fresh_database) -> Bench:
    return await bench_on(fresh_database)


async def test_the_migrated_tables_are_those_of_the_read_models(bench):
    ours = set(TABLES.tables)

    def differences(connection: object) -> list[object]:
        options = {"include_name": lambda name, kind, _: kind != "table" or name in ours, "compare_type": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), TABLES)

    async with bench.database.engine() as engine, engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_reason_stays_sealed_in_the_store_and_is_not_published(bench):
    activity = await bench.planned()
    session = await bench.scheduled(activity)
    await bench.do(use.cancel_session, session=session, reason=REASON)

    (stored,) = await bench.column("SELECT data ->> 'reason' FROM event WHERE name = 'SessionCancelled'")
    (message,) = await bench.column("SELECT convert_from(message, 'UTF8') FROM event WHERE name = 'SessionCancelled'")

    assert stored.startswith("v1.")
    assert "reason" not in message


async def test_who_finds_no_place_waits_and_gets_the_one_given_up(bench):
    activity = await bench.planned()
    answer = await bench.do(use.enrol, activity=activity, participants=[ANNA, MAREK, EWA])
    await bench.do(use.cancel_enrolment, activity=activity, participant=ANNA, reason=REASON)

    view = await bench.ask(queries.activity, activity=activity)

    assert (answer.enrolled, answer.waiting) == ([ANNA, MAREK], [EWA])
    assert [one.participant for one in view.participants] == [MAREK, EWA]
    assert view.waiting_list == []


async def test_who_waits_but_is_no_longer_a_participant_is_passed_over(bench):
    activity = await bench.planned(capacity=1)
    await bench.do(use.enrol, activity=activity, participants=[ANNA, MAREK, EWA])
    await bench.hear(PlaceReleased(project=PROJECT, participant=MAREK))
    await bench.do(use.cancel_enrolment, activity=activity, participant=ANNA, reason=REASON)

    view = await bench.ask(queries.activity, activity=activity)

    assert [one.participant for one in view.participants] == [EWA]
    assert [(one.place, one.participant) for one in view.waiting_list] == [(1, MAREK)]


async def test_only_recruited_people_are_enrolled_and_one_stranger_stops_them_all(bench):
    activity = await bench.planned()

    no = await bench.refused(use.enrol, activity=activity, participants=[ANNA, STRANGER])

    assert (no.code, no.facts["participant"]) == ("participant_not_recruited", str(STRANGER))
    assert (await bench.ask(queries.activity, activity=activity)).participants == []


async def test_who_was_recruited_a_moment_ago_is_enrolled_when_the_news_arrives(bench, tmp_path):
    activity = await bench.planned()
    body = {"activity": str(activity), "participants": [str(STRANGER)]}

    async with calling(SERVICE, bench.commands, tmp_path, Role.COORDINATOR) as client:
        async with bench.database.begin() as holds_up:
            await holds_up.driver.execute("LOCK TABLE known_participant IN ACCESS EXCLUSIVE MODE")
            enrolling = asyncio.create_task(client.post("/commands/enrol", json=body))
            await eventually(lambda: bench.column(WAITING), what="the command looks for the participant")
            written = await bench.column(WRITTEN_BY_WHO_WAITS)
            hearing = asyncio.create_task(bench.hear(*recruited(STRANGER)))
        await hearing
        answer = await enrolling

    assert written == [], "it waits before its transaction"
    assert answer.json()["enrolled"] == [str(STRANGER)]


async def test_nobody_is_enrolled_after_the_place_was_released_or_participation_ended(bench):
    activity = await bench.planned()
    await bench.hear(
        PlaceReleased(project=PROJECT, participant=ANNA),
        ParticipationEnded(project=PROJECT, participant=MAREK, on=date(2023, 5, 31)),
    )

    released = await bench.refused(use.enrol, activity=activity, participants=[ANNA])
    ended = await bench.refused(use.enrol, activity=activity, participants=[MAREK])

    assert (released.code, ended.code) == ("participant_not_recruited", "participation_ended")


async def test_a_session_after_the_end_of_the_project_is_refused(bench):
    """The announcement has a workshop of 24.12.2023 in a project that ended on 30.06.2023: a typing error."""
    activity = await bench.planned()

    no = await bench.refused(use.schedule_session, activity=activity, on="2023-12-24", hours="3")

    assert (no.code, no.field, no.facts["ends_on"]) == ("outside_project_period", "on", "2023-06-30")


async def test_activities_are_listed_by_their_first_day_with_counts(bench):
    later, sooner, undated = (
        await bench.planned(title="Wrocław"),
        await bench.planned(title="Kino"),
        await bench.planned(title="Doradztwo", capacity=None),
    )
    await bench.do(use.enrol, activity=sooner, participants=[ANNA, MAREK, EWA])
    await bench.scheduled(later, on="2023-06-22")
    await bench.scheduled(sooner, on="2023-06-20")

    items = (await bench.ask(queries.activities, project=PROJECT)).items

    assert [(item.title, item.first_on, item.enrolled, item.waiting) for item in items] == [
        ("Kino", date(2023, 6, 20), 2, 1),
        ("Wrocław", date(2023, 6, 22), 0, 0),
        ("Doradztwo", None, 0, 0),
    ]
    assert undated == items[2].activity


async def test_what_comes_next_stands_before_what_is_over_and_the_latest_of_that_first(bench):
    titles = {"Wrocław": "2023-06-22", "Zoo": "2023-06-10", "Kino": "2023-06-12", "Pizza": "2023-05-31"}
    for title, day in titles.items():
        await bench.scheduled(await bench.planned(title=title), on=day)
    await bench.planned(title="Doradztwo")

    found = await bench.ask(queries.activities, project=PROJECT)

    assert found.today == date(2023, 6, 12)
    assert [item.title for item in found.items] == ["Kino", "Wrocław", "Doradztwo", "Zoo", "Pizza"]


async def test_a_summary_counts_hours_days_and_lists_that_are_missing_without_what_was_called_off(bench):
    activity = await bench.planned(leader=WORKER.actor)
    await bench.do(use.enrol, activity=activity, participants=[ANNA])
    first, _, today = [
        await bench.scheduled(activity, on=day, hours="2.25") for day in ("2023-06-08", "2023-06-09", "2023-06-12")
    ]
    later, off = [await bench.scheduled(activity, on=day, hours="1") for day in ("2023-06-20", "2023-06-27")]
    await bench.do(use.cancel_session, session=off, reason=REASON)
    await bench.do(use.record_attendance, session=first, entries=[Entry(participant=ANNA, status="late")])

    (item,) = (await bench.ask(queries.activities, project=PROJECT)).items
    view = await bench.ask(queries.activity, activity=activity)

    assert (item.sessions, item.hours, item.unrecorded, item.leader) == (4, Decimal("7.75"), 2, WORKER.actor)
    assert (item.first_on, item.next_on, item.last_on) == (date(2023, 6, 8), date(2023, 6, 12), date(2023, 6, 20))
    listed = {one.session: (one.recorded, one.present) for one in view.schedule}
    assert (listed[first], listed[today], listed[later]) == ((1, 1), (0, 0), (0, 0))


async def test_what_does_not_exist_is_not_found(bench):
    nowhere = UUID(int=404)

    project = await bench.refused(use.plan_activity, **(BIRD_BOXES.model_dump() | {"project": "nowhere"}))
    activity = await bench.refused(use.schedule_session, activity=nowhere, on="2023-06-10", hours="1")
    session = await bench.refused(use.cancel_session, session=nowhere, reason=REASON)
    with pytest.raises(NotFound) as roster:
        await bench.ask(queries.roster, session=nowhere)

    codes = [no.code for no in (project, activity, session, roster.value)]
    assert codes == ["unknown_project", "unknown_activity", "unknown_session", "unknown_session"]


async def test_an_account_of_another_project_reaches_nothing_of_this_one(bench):
    activity = await bench.planned()
    session = await bench.scheduled(activity)
    elsewhere = Who(ActorId(UUID(int=101)), projects=frozenset({"gora-pomocy-2"}))

    commands = (
        await bench.refused(use.plan_activity, who=elsewhere, **BIRD_BOXES.model_dump()),
        await bench.refused(use.enrol, who=elsewhere, activity=activity, participants=[ANNA]),
        await bench.refused(use.cancel_session, who=elsewhere, session=session, reason=REASON),
    )
    with pytest.raises(Forbidden) as roster:
        await bench.ask(queries.roster, who=elsewhere, session=session)

    assert {no.code for no in (*commands, roster.value)} == {"project_out_of_scope"}


async def test_over_http_a_trainer_keeps_the_list_but_does_not_plan(bench, tmp_path):
    activity = await bench.planned()
    await bench.do(use.enrol, activity=activity, participants=[ANNA])
    scheduled = {"activity": str(activity), "on": "2023-06-10", "hours": "4.5"}

    async with calling(SERVICE, bench.commands, tmp_path, Role.TRAINER) as client:
        plan = await client.post("/commands/plan_activity", json=BIRD_BOXES.model_dump(mode="json"))
        session = (await client.post("/commands/schedule_session", json=scheduled)).json()["session_id"]
        lines = {"session": session, "entries": [{"participant": str(ANNA), "status": "present", "hours": "4.25"}]}
        recorded = await client.post("/commands/record_attendance", json=lines)
        roster = (await client.get("/queries/roster", params={"session": session})).json()

    assert (plan.status_code, plan.json()["code"]) == (403, "role_missing")
    assert recorded.json()["position"] == f"session:{session}@2"
    assert (roster["hours"], roster["items"][0]["hours"], roster["items"][0]["percent"]) == ("4.50", "4.25", "100.00")


async def test_over_http_a_command_without_a_key_is_refused_and_the_header_is_named(bench, tmp_path):
    async with calling(SERVICE, bench.commands, tmp_path, Role.COORDINATOR) as client:
        client.event_hooks = {}
        answer = await client.post("/commands/plan_activity", json=BIRD_BOXES.model_dump(mode="json"))

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_field")
    assert answer.json()["field"] == "idempotency-key"
    assert await bench.column("SELECT 1 FROM event") == []


@pytest.mark.parametrize("hours", [1.5, "1.3", "0", "-1", "24.25"])
async def test_over_http_hours_that_are_no_quarter_steps_are_refused(bench, tmp_path, hours):
    activity = await bench.planned()
    scheduled = {"activity": str(activity), "on": "2023-06-10", "hours": hours}

    async with calling(SERVICE, bench.commands, tmp_path, Role.COORDINATOR) as client:
        answer = await client.post("/commands/schedule_session", json=scheduled)

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid_field", "hours")
