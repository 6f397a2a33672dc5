"""Headcounts on real PostgreSQL: facts from the bus, and figures of any day as they were known at any moment."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.reporting import queries
from services.reporting.main import SERVICE
from services.reporting.projections import TABLES
from shared.bus.apply import Consumer, apply
from shared.bus.effects import Project
from shared.http.operations import Look
from shared.http.roles import Role
from shared.kernel.errors import Forbidden, Invalid, NotFound
from shared.kernel.ids import SYSTEM
from shared.privacy.keys import NoKeys
from shared.store.transaction import Commands, Who
from tests.support.desk import calling
from tests.support.reporting import ANNA, BEATA, CZESLAW, PROJECT, Told, day, told_on, uid


@pytest.fixture
async def told(fresh_database) -> Told:
    return await told_on(fresh_database)


async def test_the_migrated_tables_are_those_of_the_read_models(told):
    ours = set(TABLES.tables)

    def differences(connection: object) -> list[object]:
        options = {"include_name": lambda name, kind, _: kind != "table" or name in ours, "compare_type": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), TABLES)

    async with told.database.engine() as engine, engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_person_counts_from_the_first_to_the_last_day_of_support(told):
    told.recruited(ANNA, "02-01")
    told.started(ANNA, "03-10")
    told.ended(ANNA, "05-20")
    await told.to_reporting()

    days = ("03-09", "03-10", "05-20", "05-21")

    assert [await told.headcount(one) for one in days] == [(0, 0, 0), (1, 1, 0), (1, 1, 0), (0, 0, 0)]


async def test_contracts_places_and_ever_supported_stand_beside_the_headcount(told):
    """Three recruited, one released; two contracts; two started, one of them ended in May."""
    for who in (ANNA, BEATA, CZESLAW):
        told.recruited(who, "02-01")
    told.that("PlaceReleased", "places:families", "02-20 08", participant=uid(BEATA))
    for who in (ANNA, CZESLAW):
        told.signed(who, "03-01")
        told.started(who, "03-10")
    told.ended(ANNA, "05-20")
    await told.to_reporting()

    answer = (await told.ask(queries.headcount, as_of=day("05-31"))).model_dump()
    before_release = await told.ask(queries.headcount, as_of=day("02-19"))

    assert (answer["persons"], answer["women"], answer["men"]) == (1, 0, 1)
    assert answer["ever_supported"] == {"persons": 2, "women": 1, "men": 1}
    assert answer["contracts"] == {"persons": 2, "women": 1, "men": 1}
    assert answer["places_taken"] == 2
    assert before_release.places_taken == 3
    assert before_release.contracts.persons == 0


async def test_every_target_group_of_the_project_is_shown_in_its_order_empty_ones_too(told):
    for who in (ANNA, BEATA, CZESLAW):
        told.recruited(who, "02-01")
        told.started(who, "03-10")
    await told.to_reporting()

    groups = (await told.ask(queries.headcount, as_of=day("03-31"))).target_groups

    assert [(group.target_group, group.persons, group.women, group.men) for group in groups] == [
        ("dependent", 1, 0, 1),
        ("families", 2, 2, 0),
        ("activation", 0, 0, 0),
    ]


async def test_a_corrected_start_changes_the_past_only_for_what_was_known_afterwards(told):
    told.recruited(ANNA, "02-01")
    told.started(ANNA, "03-30")
    told.start_corrected(ANNA, previous="03-30", on="04-04", recorded="05-02 12")
    await told.to_reporting()

    assert await told.headcount("03-31", known="05-02 11") == (1, 1, 0)
    assert await told.headcount("03-31", known="05-02 12") == (0, 0, 0)
    assert await told.headcount("04-04") == (1, 1, 0)


async def test_a_start_that_was_undone_is_no_support_ever(told):
    told.recruited(ANNA, "02-01")
    told.started(ANNA, "03-30")
    told.start_corrected(ANNA, previous="03-30", on=None, recorded="05-02 12")
    await told.to_reporting()

    answer = await told.ask(queries.headcount, as_of=day("06-30"))

    assert (answer.persons, answer.ever_supported.persons) == (0, 0)
    assert await told.headcount("06-30", known="05-01 00") == (1, 1, 0)


async def test_a_start_undone_and_made_again_counts_from_the_new_day(told):
    told.recruited(ANNA, "02-01")
    told.started(ANNA, "03-30")
    told.start_corrected(ANNA, previous="03-30", on=None, recorded="04-02 12")
    told.started(ANNA, "04-20")
    await told.to_reporting()

    assert [await told.headcount(one) for one in ("03-30", "04-19", "04-20")] == [(0, 0, 0), (0, 0, 0), (1, 1, 0)]


async def test_a_start_corrected_after_the_end_stays_in_its_own_stretch(told):
    told.recruited(ANNA, "02-01")
    told.started(ANNA, "03-30")
    told.ended(ANNA, "05-20")
    told.start_corrected(ANNA, previous="03-30", on="04-04", recorded="06-01 12")
    await told.to_reporting()

    days = ("04-03", "04-04", "05-20", "05-21", "06-30")

    assert [(await told.headcount(one))[0] for one in days] == [0, 1, 1, 0, 0]


async def test_a_return_after_an_end_opens_a_new_stretch_and_the_earlier_one_stays(told):
    told.recruited(ANNA, "02-01")
    told.started(ANNA, "03-01")
    told.ended(ANNA, "03-20")
    told.started(ANNA, "05-10")
    await told.to_reporting()

    days = ("03-20", "03-21", "05-09", "05-10")

    assert [(await told.headcount(one))[0] for one in days] == [1, 0, 0, 1]


async def test_who_comes_back_with_a_new_application_is_ever_supported_once(told):
    told.recruited(ANNA, "02-01")
    told.started(ANNA, "03-01")
    told.ended(ANNA, "03-20")
    told.recruited("anna again", "04-20", person=ANNA, sex="female")
    told.started("anna again", "05-10")
    await told.to_reporting()

    answer = await told.ask(queries.headcount, as_of=day("05-31"))

    assert (answer.persons, answer.ever_supported.persons, answer.places_taken) == (1, 1, 2)


async def test_a_late_start_is_counted_on_its_day_only_once_it_was_recorded(told):
    told.recruited(ANNA, "02-01")
    told.started(ANNA, "03-30", recorded="04-05 12")
    await told.to_reporting()

    assert await told.headcount("03-31", known="04-01 00") == (0, 0, 0)
    assert await told.headcount("03-31", known="04-05 12") == (1, 1, 0)


async def test_a_corrected_sex_counts_for_all_days_once_it_was_recorded(told):
    told.recruited(ANNA, "02-01", sex="male")
    told.started(ANNA, "03-01")
    told.that(
        "SexCorrected",
        f"participation:{ANNA}",
        "06-01 12",
        participant=uid(ANNA),
        person=uid(f"person of {ANNA}"),
        sex="female",
    )
    await told.to_reporting()

    assert await told.headcount("03-31", known="05-31 00") == (1, 0, 1)
    assert await told.headcount("03-31") == (1, 1, 0)


async def test_records_that_come_twice_or_in_other_batches_change_nothing(told):
    told.recruited(ANNA, "02-01")
    told.started(ANNA, "03-01")
    told.session("kino", "06-20")
    told.attended(ANNA, "kino", "06-20")
    await told.to_reporting()
    await told.to_reporting()
    consumer = Consumer("another", ("t",), SERVICE.reads, Project(SERVICE.projections, at_once=1))
    await apply(told.database, consumer, told.records)

    answer = await told.ask(queries.monthly_report, month="2022-06")

    assert (answer.headcount.persons, answer.headcount.places_taken, answer.supports.totals.attendances) == (1, 1, 1)


async def test_an_unknown_project_and_a_reversed_period_are_refused(told):
    await told.to_reporting()

    async with told.database.read() as db:
        with pytest.raises(NotFound) as unknown:
            await queries.headcount("nowhere", day("06-30"), Look(db, Who(SYSTEM), NoKeys(), None))
    with pytest.raises(Invalid) as reversed_period:
        await told.ask(queries.supports, since=day("06-02"), until=day("06-01"))

    assert (unknown.value.code, reversed_period.value.code) == ("unknown_project", "period_reversed")


async def test_an_account_of_another_project_sees_no_figures_of_this_one(told):
    await told.to_reporting()
    elsewhere = Who(SYSTEM, projects=frozenset({"gora-pomocy-3"}))

    async with told.database.read() as db:
        with pytest.raises(Forbidden) as no:
            await queries.monthly_report(PROJECT, "2022-06", Look(db, elsewhere, NoKeys(), None))

    assert no.value.code == "project_out_of_scope"


async def test_over_http_the_moment_of_knowledge_travels_back_as_it_was_given(told, tmp_path):
    told.recruited(ANNA, "02-01")
    told.started(ANNA, "03-01")
    await told.to_reporting()
    commands = Commands(told.database, SERVICE.events, NoKeys())
    asked = {"project": PROJECT, "as_of": "2022-03-31", "known_at": "2022-04-01T00:00:00.000001Z"}

    async with calling(SERVICE, commands, tmp_path, Role.AUDITOR) as client:
        answer = await client.get("/queries/headcount", params=asked)
        wrong = await client.get("/queries/monthly_report", params={"project": PROJECT, "month": "2022-13"})

    assert (answer.status_code, answer.json()["persons"]) == (200, 1)
    assert answer.json()["known_at"] == "2022-04-01T00:00:00.000001Z"
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["field"]) == (422, "invalid_field", "month")
