"""Parked streams in an operator's hands: tried again, given up, and never applied afterwards."""

import json
from base64 import b64encode
from dataclasses import replace

import pytest

from shared.bus.apply import Consumer, apply
from shared.bus.effects import Project
from shared.kernel.errors import NotFound, Refused
from shared.operations import waiting
from shared.operations.waiting import Outcome
from shared.store.database import Database
from tests.support.bench import counted, raw, raws
from tests.support.tally import EVENTS, TALLY_DDL, TOTALS, WHO, prepare

READ = Consumer("t.read", ("t",), EVENTS, Project([TOTALS]))
OURS = {READ.name: READ}
WHY = "counted twice at its source"


@pytest.fixture
async def database(fresh_database: Database) -> Database:
    await prepare(fresh_database)
    return fresh_database


async def rows(database: Database, query: str, *arguments: object) -> list[tuple]:
    async with database.read() as db:
        return [tuple(row) for row in await db.driver.fetch(query, *arguments)]


async def totals(database: Database) -> dict[str, int]:
    return dict(await rows(database, "SELECT tally, total FROM tally_total"))


async def parked(database: Database) -> list[tuple]:
    return await rows(database, "SELECT sequence, reason FROM parked ORDER BY sequence, id")


async def number(database: Database, sequence: int | None) -> int:
    ((found,),) = await rows(database, "SELECT id FROM parked WHERE sequence IS NOT DISTINCT FROM $1", sequence)
    return found


async def repair(database: Database, sequence: int, amount: int) -> None:
    """What an upgrade does: the record that failed would be applied now."""
    async with database.begin() as db:
        value = raw(counted("a", sequence, amount)).value
        await db.driver.execute("UPDATE parked SET value = $2 WHERE sequence = $1", sequence, value)


async def try_again(database: Database, stream: str = "tally:a") -> Outcome:
    async with database.begin() as db:
        return await waiting.try_again(db, OURS, READ.name, stream)


async def discard(database: Database, record: int) -> Outcome:
    async with database.begin() as db:
        return await waiting.discard(db, OURS, record, WHO.actor, WHY)


async def bad(database: Database, *sequences: int, amount: int = 13) -> None:
    await apply(database, READ, raws("a", sequences, amount))


async def test_a_replay_applies_the_first_record_and_all_that_wait_behind_it(database):
    await bad(database, 1)
    await apply(database, READ, raws("a", range(2, 1200)))
    await repair(database, 1, 5)
    behind = ("behind", "an earlier event of the stream is parked")
    assert [await try_again(database) for _ in range(3)] == [
        Outcome(500, 699, *behind),
        Outcome(500, 199, *behind),
        Outcome(199, 0),
    ]
    assert await totals(database) == {"a": 5 + 1198}
    assert await rows(database, "SELECT sequence FROM seen") == [(1199,)]


async def test_a_replay_stops_at_the_next_record_that_fails_and_says_why(database):
    await bad(database, 1)
    await apply(database, READ, raws("a", [2, 3]))
    await apply(database, READ, raws("a", [4], amount=13))
    await apply(database, READ, raws("a", [5]))
    await repair(database, 1, 5)
    assert await try_again(database) == Outcome(3, 2, "failed", "ZeroDivisionError")
    assert await totals(database) == {"a": 7}
    assert await parked(database) == [(4, "failed"), (5, "behind")]


async def test_a_replay_of_what_still_fails_changes_nothing(database):
    await bad(database, 1, 2)
    assert await try_again(database) == Outcome(0, 2, "failed", "ZeroDivisionError")
    assert await totals(database) == {}
    assert await rows(database, "SELECT sequence FROM seen") == [(0,)]


async def test_a_replay_of_a_hole_leaves_it_and_a_stream_that_does_not_wait_is_refused(database):
    await apply(database, READ, raws("a", [1, 3]))
    assert await try_again(database) == Outcome(0, 1, "hole", "expected sequence 2, got 3")
    with pytest.raises(NotFound, match="nothing_parked"):
        await try_again(database, "tally:b")
    with pytest.raises(NotFound, match="unknown_consumer"):
        async with database.begin() as db:
            await waiting.try_again(db, {}, READ.name, "tally:a")


async def test_a_record_whose_body_can_be_read_now_is_applied(database):
    await apply(database, READ, [raw(counted("a", 1), ce_type=b"Counted.v2")])
    assert await parked(database) == [(1, "undecodable")]
    assert (await try_again(database)).applied == 0
    async with database.begin() as db:  # an upgrade knows version 2; here the record is what changes
        now = raw(counted("a", 1))
        headers = [[name, b64encode(value).decode()] for name, value in now.headers]
        await db.driver.execute("UPDATE parked SET headers = $1", json.dumps(headers))
    assert await try_again(database) == Outcome(1, 0)
    assert await totals(database) == {"a": 1}


async def test_a_discarded_record_has_no_effect_and_those_behind_it_go_on(database):
    await bad(database, 1)
    await apply(database, READ, raws("a", [2, 3]))
    assert await discard(database, await number(database, 1)) == Outcome(2, 0)
    assert await totals(database) == {"a": 2}
    kept = await rows(database, "SELECT stream, sequence, reason, detail, value, actor, why FROM discarded")
    body = b'{"project":"p","tally":"a","amount":13}'
    assert kept == [("tally:a", 1, "failed", "ZeroDivisionError", body, WHO.actor, WHY)]


async def test_a_discarded_record_that_comes_again_is_neither_applied_nor_parked(database):
    await bad(database, 1)
    await discard(database, await number(database, 1))
    await apply(database, READ, [raw(counted("a", 1)), raw(counted("a", 1), offset=77), *raws("a", [2])])
    assert await totals(database) == {"a": 1}
    assert await parked(database) == []


async def test_only_the_first_record_of_a_stream_can_be_given_up(database):
    await bad(database, 1, 2)
    with pytest.raises(Refused) as refusal:
        await discard(database, await number(database, 2))
    assert refusal.value.code == "not_the_first"
    assert refusal.value.facts == {"first": await number(database, 1)}
    with pytest.raises(NotFound, match="unknown_parked_record"):
        await discard(database, 987)
    assert await parked(database) == [(1, "failed"), (2, "behind")]


async def test_a_hole_cannot_be_given_up_for_what_is_missing_still_stands_at_its_owner(database):
    await apply(database, READ, raws("a", [1, 4]))
    with pytest.raises(Refused) as refusal:
        await discard(database, await number(database, 4))
    assert (refusal.value.code, refusal.value.facts) == ("hole_not_discarded", {"missing": 2})
    assert "kladka republish" in refusal.value.rule
    await apply(database, READ, raws("a", [2, 3]))
    assert await totals(database) == {"a": 4}


async def test_a_record_without_a_stream_is_given_up_and_its_bytes_are_known_when_they_come_again(database):
    garbage = raw(counted("a", 1), ce_id=b"\xff\xfe")
    await apply(database, READ, [garbage])
    assert await discard(database, await number(database, None)) == Outcome(0, 0)
    await apply(database, READ, [garbage])
    assert await parked(database) == []
    await apply(database, READ, [raw(counted("a", 1), ce_id=b"\xff\xff")])  # another record where the first one stood
    assert await parked(database) == [(None, "undecodable")]
    assert await rows(database, "SELECT stream FROM seen") == []


async def test_a_record_without_a_stream_takes_its_place_when_its_envelope_can_be_read_now(database):
    await apply(database, READ, [*raws("a", [1]), raw(counted("a", 2), ce_id=b"\xff"), *raws("a", [3])])
    ((place,),) = await rows(database, "SELECT stream FROM parked WHERE sequence IS NULL")
    assert (await try_again(database, place)).applied == 0
    async with database.begin() as db:  # an upgrade reads it; here the record is what changes
        headers = await db.driver.fetchval("SELECT headers FROM parked WHERE sequence = 3")
        good = [[name, "MDAwMDAwMDAwMDAy" if name == "ce_sequence" else value] for name, value in headers]
        await db.driver.execute("UPDATE parked SET headers = $1 WHERE sequence IS NULL", json.dumps(good))  # 000000000002
    assert await try_again(database, place) == Outcome(2, 0)
    assert await parked(database) == []
    assert await rows(database, "SELECT sequence FROM seen") == [(3,)]


async def test_who_begins_anew_passes_over_what_was_given_up(database):
    """A rebuild: the same records once more into empty tables, with `discarded` in sight."""
    await bad(database, 1)
    await apply(database, READ, raws("a", [2, 3]))
    await discard(database, await number(database, 1))
    async with database.begin() as db:
        known = await waiting.given_up(db, READ.name)
        await db.driver.execute("CREATE SCHEMA rebuild")
        await db.driver.execute("SET LOCAL search_path = rebuild, public")
        await db.driver.execute("CREATE TABLE seen (LIKE public.seen INCLUDING ALL)")
        await db.driver.execute("CREATE TABLE parked (LIKE public.parked INCLUDING ALL)")
        await db.driver.execute(TALLY_DDL)
    shadow = Database(database._url, path="rebuild, public")
    await apply(shadow, replace(READ, given_up=known), [raw(counted("a", 1, 13)), *raws("a", [2, 3])])
    assert (await totals(shadow), await parked(shadow)) == ({"a": 2}, [])
    assert await rows(shadow, "SELECT stream, sequence FROM seen") == [("tally:a", 3)]
    await shadow.close()


async def test_records_of_a_topic_that_was_made_anew_are_kept_beside_those_at_the_same_offset(database):
    await apply(database, READ, [raw(counted("a", 1, 13), offset=5), raw(counted("a", 2), offset=6)])
    await apply(database, READ, [raw(counted("a", 3), offset=5), raw(counted("b", 1, 13), offset=6)])
    assert await rows(database, "SELECT stream, sequence FROM parked ORDER BY id") == [
        ("tally:a", 1), ("tally:a", 2), ("tally:a", 3), ("tally:b", 1),
    ]  # fmt: skip


async def test_streams_that_wait_are_listed_page_by_page_with_the_first_record_and_how_many(database):
    for tally in "cab":
        await apply(database, READ, [raw(counted(tally, 1, 13)), raw(counted(tally, 2), offset=9)])
    async with database.read() as db:
        page = await waiting.streams(db, "", "", 2)
        rest = await waiting.streams(db, page[-1]["consumer"], page[-1]["stream"], 2)
    found = [(row["stream"], row["sequence"], row["reason"], row["waiting"]) for row in [*page, *rest]]
    assert found == [(f"tally:{tally}", 1, "failed", 2) for tally in "abc"]
    assert len(page) == 2


async def test_garbage_that_has_the_number_of_a_true_event_is_given_up_without_it(database):
    garbage = replace(raw(counted("a", 1, 2), offset=1), value=b"{")
    await apply(database, READ, [garbage, raw(counted("a", 1, 2), offset=2), raw(counted("a", 2, 3), offset=3)])
    assert await parked(database) == [(1, "undecodable"), (1, "behind"), (2, "behind")]
    ((first,),) = await rows(database, "SELECT min(id) FROM parked")
    assert await discard(database, first) == Outcome(2, 0)
    assert await totals(database) == {"a": 5}
    async with database.read() as db:
        assert await waiting.given_up(db, READ.name) == frozenset()
