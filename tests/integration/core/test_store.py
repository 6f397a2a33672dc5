"""The event store: facts stay, numbers are dense, a key counts once, a lock answers everybody."""

import asyncio
import json
from datetime import timedelta

import asyncpg
import pytest
from pydantic import BaseModel

from shared.events.decider import Decider
from shared.kernel.errors import NotYet, Refused, Stale
from shared.privacy.errors import KeyUnavailable
from shared.privacy.ring import Owner
from shared.store.answer import Answer
from shared.store.database import Database
from shared.store.fingerprints import blank_fingerprints
from shared.store.load import load
from tests.support.tally import (
    EVENTS,
    KEPT,
    KEYS,
    TALLY,
    TOTALS,
    WHO,
    Count,
    Note,
    Sign,
    State,
    Total,
    asking,
    commands,
    count,
    count_kept,
    note,
    prepare,
    sign,
)  # fmt: skip


@pytest.fixture
async def database(fresh_database: Database) -> Database:
    await prepare(fresh_database)
    return fresh_database


async def rows(database: Database, query: str, *arguments: object) -> list[asyncpg.Record]:
    async with database.read() as db:
        return await db.driver.fetch(query, *arguments)


async def test_published_events_are_numbered_densely_and_private_ones_are_not_numbered(database):
    run = commands(database)
    for handler, body, kind in [
        (count, Count(tally="a"), Total),
        (note, Note(tally="a"), Answer),
        (count, Count(tally="a"), Total),
        (note, Note(tally="a"), Answer),
        (count, Count(tally="a"), Total),
    ]:
        await run.execute(handler, asking(body), kind)
    found = await rows(database, "SELECT version, sequence, message IS NULL AS private FROM event ORDER BY version")
    assert [tuple(row) for row in found] == [(1, 1, False), (2, 0, True), (3, 2, False), (4, 0, True), (5, 3, False)]
    assert [row["position"] for row in await rows(database, "SELECT position FROM outbox ORDER BY position")] == [1, 3, 5]


async def test_a_published_event_lacks_what_is_private_and_what_is_sealed(database):
    run = commands(database)
    await run.execute(count, asking(Count(tally="a", amount=2)), Total)
    await run.execute(sign, asking(Sign(tally="a", name="Anna Kowalska")), Answer)
    counted, signed = await rows(database, "SELECT event_id, data, message FROM event ORDER BY position")
    assert json.loads(counted["message"]) == {"project": "p", "tally": "a", "amount": 2}
    assert counted["data"] == {"project": "p", "tally": "a", "amount": 2, "by": 7}
    assert json.loads(signed["message"]) == {"project": "p", "tally": "a", "title": "umowa"}
    token = signed["data"]["name"]
    assert "Anna" not in str(signed["data"])
    owner, elsewhere = Owner("tally:a", "p"), Owner("tally:b", "p")
    ring = await KEYS.for_opening([owner])
    assert ring.open(token, owner, "name", signed["event_id"]) == "Anna Kowalska"
    with pytest.raises(KeyUnavailable):
        ring.open(token, elsewhere, "name", signed["event_id"])


@pytest.mark.parametrize("change", ["UPDATE event SET version = 9", "DELETE FROM event", "TRUNCATE event CASCADE"])
async def test_a_recorded_event_can_neither_be_changed_nor_deleted(database, change):
    await commands(database).execute(count, asking(Count(tally="a")), Total)
    with pytest.raises(asyncpg.RaiseError, match="events are facts"):
        await rows(database, change)
    assert len(await rows(database, "SELECT 1 FROM event")) == 1


async def test_a_repeated_key_gets_the_first_answer_and_adds_nothing(database):
    run = commands(database)
    first = await run.execute(count, asking(Count(tally="a"), "k"), Total)
    await run.execute(count, asking(Count(tally="a"), "other"), Total)
    assert await run.execute(count, asking(Count(tally="a"), "k"), Total) == first == Total(total=1, position="tally:a@1")
    assert len(await rows(database, "SELECT 1 FROM event")) == 2


async def test_a_key_with_another_body_is_refused_also_when_only_a_personal_text_differs(database):
    run = commands(database)
    await run.execute(sign, asking(Sign(tally="a", name="Anna"), "k"), Answer)
    with pytest.raises(Refused) as refusal:
        await run.execute(sign, asking(Sign(tally="a", name="Ewa"), "k"), Answer)
    assert (refusal.value.code, refusal.value.field) == ("key_used_twice", "Idempotency-Key")
    assert len(await rows(database, "SELECT 1 FROM event")) == 1


async def test_fingerprints_are_blanked_after_thirty_days_and_their_keys_stay_used(database):
    run = commands(database)
    first = await run.execute(count, asking(Count(tally="a"), "old"), Total)
    with pytest.raises(Refused, match="tally_full"):
        await run.execute(count, asking(Count(tally="a", amount=9, limit=5), "refused"), Total)
    await run.execute(note, asking(Note(tally="a"), "young"), Answer)
    await rows(database, "UPDATE command SET recorded_at = recorded_at - interval '30 days' WHERE key <> 'young'")
    assert await blank_fingerprints(database) == 2
    assert await blank_fingerprints(database) == 0
    kept = await rows(database, "SELECT key, length(fingerprint) FROM command ORDER BY key")
    assert [tuple(row) for row in kept] == [("old", 0), ("refused", 0), ("young", 32)]

    assert await run.execute(count, asking(Count(tally="a"), "old"), Total) == first
    assert await run.execute(count, asking(Count(tally="b", amount=7), "old"), Total) == first, "it cannot be told any more"
    with pytest.raises(Refused, match="tally_full"):
        await run.execute(count, asking(Count(tally="a", amount=1), "refused"), Total)
    with pytest.raises(Refused, match="key_used_twice"):
        await run.execute(count, asking(Count(tally="a"), "young"), Total)
    assert len(await rows(database, "SELECT 1 FROM event")) == 2, "nothing was done again"


async def test_after_its_fingerprint_was_blanked_a_key_gives_no_answer_of_another_shape(database):
    run = commands(database)
    await run.execute(note, asking(Note(tally="a"), "k"), Answer)
    assert await blank_fingerprints(database, timedelta(0)) == 1
    with pytest.raises(Refused, match="key_used_twice"):
        await run.execute(count, asking(Count(tally="a"), "k"), Total)


async def test_many_fingerprints_are_blanked_by_two_at_once(database):
    many = "INSERT INTO command SELECT $1, n::text, '\\x01', '{}' FROM generate_series(1, 2500) AS n"
    await rows(database, many, WHO.actor)
    assert sum(await asyncio.gather(*(blank_fingerprints(database, timedelta(0)) for _ in range(2)))) == 2500
    assert await rows(database, "SELECT 1 FROM command WHERE fingerprint <> ''") == []


async def test_a_refusal_leaves_only_itself_and_is_given_again_though_it_would_succeed_now(database):
    run = commands(database)
    await run.execute(count, asking(Count(tally="a", amount=5, limit=5)), Total)
    for _ in range(2):
        with pytest.raises(Refused) as refusal:
            await run.execute(count, asking(Count(tally="a", amount=1, limit=5), "k"), Total)
        assert (refusal.value.code, dict(refusal.value.facts)) == ("tally_full", {"total": 5})
    assert len(await rows(database, "SELECT 1 FROM event")) == 1
    assert len(await rows(database, "SELECT 1 FROM command WHERE key = 'k'")) == 1


async def test_an_answer_that_is_still_on_its_way_is_not_kept_so_the_same_key_can_ask_again(database):
    run, heard = commands(database), []

    async def count_when_heard(command: Count, tx) -> Total:
        if not heard:
            raise NotYet("not_yet", rule="ask again")
        return await count(command, tx)

    with pytest.raises(NotYet):
        await run.execute(count_when_heard, asking(Count(tally="a"), "k"), Total)
    heard.append("the news")
    assert (await run.execute(count_when_heard, asking(Count(tally="a"), "k"), Total)).total == 1


async def test_of_many_tries_of_one_key_at_once_one_counts_and_all_get_its_answer(database):
    run = commands(database)
    answers = await asyncio.gather(*(run.execute(count, asking(Count(tally="a"), "k"), Total) for _ in range(12)))
    assert {answer.total for answer in answers} == {1}
    assert len(await rows(database, "SELECT 1 FROM event")) == 1


async def test_everybody_who_claims_at_once_is_answered_and_the_limit_holds(database):
    run = commands(database)
    tries = [run.execute(count, asking(Count(tally="a", limit=10)), Total) for _ in range(200)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(result.total for result in results if isinstance(result, Total)) == list(range(1, 11))
    assert sum(isinstance(result, Refused) and result.code == "tally_full" for result in results) == 190


async def test_an_edit_of_a_version_that_is_gone_is_refused_as_stale(database):
    run = commands(database)
    await run.execute(count, asking(Count(tally="a")), Total)
    await run.execute(count, asking(Count(tally="a"), expected=1), Total)
    with pytest.raises(Stale) as refusal:
        await run.execute(count, asking(Count(tally="a"), expected=1), Total)
    assert (refusal.value.code, refusal.value.field, refusal.value.facts["current"]) == ("stale_version", "If-Match", 2)


async def test_a_kept_state_is_used_and_one_of_another_shape_is_folded_anew(database):
    run = commands(database)
    for _ in range(12):
        await run.execute(count_kept, asking(Count(tally="a")), Total)
    assert [tuple(row) for row in await rows(database, "SELECT state_version, version FROM stream")] == [(10, 12)]

    class Wider(BaseModel):
        total: int = 0
        notes: int = 0
        added_later: int = 3

    wider = Decider("kept", Wider(), lambda state, event: state.model_copy(update={"total": state.total + event.amount}))
    async with database.begin() as db:
        now = await load(db, EVENTS, KEPT, "kept:a")
        anew = await load(db, EVENTS, wider, "kept:a")
    assert (now.state, now.folded) == (State(total=12), 10)
    assert (anew.state, anew.folded) == (Wider(total=12), 0)


async def test_streams_must_be_loaded_in_the_order_of_their_ids(database):
    async def crosswise(command: Note, tx) -> Answer:
        await tx.load(TALLY, "b")
        await tx.load(TALLY, "a")
        return Answer()

    with pytest.raises(RuntimeError, match="order of their ids"):
        await commands(database).execute(crosswise, asking(Note(tally="a")), Answer)


async def test_an_own_projection_is_written_with_the_command_or_not_at_all(database):
    run = commands(database, own=[TOTALS])
    await run.execute(count, asking(Count(tally="a", amount=4)), Total)
    await run.execute(count, asking(Count(tally="a", amount=3)), Total)
    with pytest.raises(ZeroDivisionError):
        await run.execute(count, asking(Count(tally="a", amount=13)), Total)
    assert [tuple(row) for row in await rows(database, "SELECT tally, total FROM tally_total")] == [("a", 7)]
    assert len(await rows(database, "SELECT 1 FROM event")) == 2


async def test_a_rule_kept_by_a_unique_index_is_a_typed_refusal_that_is_kept(database):
    rule = Refused("one_total_only", field="tally", rule="one total of a kind")
    async with database.read() as db:
        await db.driver.execute("CREATE UNIQUE INDEX one_total ON tally_total (total)")
    run = commands(database, own=[TOTALS], set_rules={"one_total": rule})
    await run.execute(count, asking(Count(tally="a", amount=4)), Total)
    for _ in range(2):
        with pytest.raises(Refused) as refusal:
            await run.execute(count, asking(Count(tally="b", amount=4), "k"), Total)
        assert refusal.value.code == "one_total_only"
    assert len(await rows(database, "SELECT 1 FROM event")) == 1
    assert len(await rows(database, "SELECT 1 FROM command WHERE actor = $1", WHO.actor)) == 2
