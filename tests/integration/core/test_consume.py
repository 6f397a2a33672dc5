"""Consumers on real Kafka and PostgreSQL: each event takes effect once, a fault parks its stream and nothing else."""

import asyncio

import pytest

from shared.bus.effects import React
from shared.bus.seen import mark
from shared.events.envelope import Meta, headers_of
from shared.kernel.errors import Refused
from shared.kernel.ids import SYSTEM, derived_id
from shared.testing.eventually import eventually
from tests.support.bench import Bench, consuming, counted
from tests.support.bus import committed, producer
from tests.support.tally import TALLY, TOTALS, Counted, commands


async def test_events_sent_twice_take_effect_once(bench):
    await bench.send(counted("a", 1), counted("a", 2), counted("a", 1), counted("a", 2), counted("a", 3))
    async with consuming(bench, bench.consumer()):
        await bench.reach(a=3)
        await bench.send(counted("a", 3), counted("a", 4))
        await bench.reach(a=4)
    assert await bench.parked() == []


async def test_a_consumer_that_starts_again_goes_on_where_its_offsets_stand(bench):
    await bench.send(counted("a", 1), counted("a", 2))
    async with consuming(bench, bench.consumer()) as lag:
        await bench.reach(a=2)
        await eventually(lag, lambda left: left == 0)
    assert sum((await committed(bench.kafka, f"{bench.topic}.read")).values()) == 2
    await bench.send(counted("a", 3))
    async with consuming(bench, bench.consumer()):
        await bench.reach(a=3)


async def test_a_hole_parks_the_stream_which_goes_on_by_itself_when_the_missing_event_comes(bench):
    await bench.send(counted("a", 1), counted("a", 3), counted("b", 1), counted("a", 4))
    async with consuming(bench, bench.consumer()):
        await bench.reach(a=1, b=1)
        await eventually(bench.parked, lambda rows: len(rows) == 2)
        assert await bench.parked() == [("tally:a", 3, "hole"), ("tally:a", 4, "behind")]
        await bench.send(counted("a", 2), counted("a", 5))
        await bench.reach(a=5, b=1)
    assert await bench.parked() == []


async def test_a_faulty_projection_parks_one_stream_with_the_bytes_and_all_others_go_on(bench):
    await bench.send(counted("a", 1), counted("bad", 1, amount=13), counted("bad", 2), counted("b", 1), counted("a", 2))
    async with consuming(bench, bench.consumer()):
        await bench.reach(a=2, b=1)
        await eventually(bench.parked, lambda rows: len(rows) == 2)
        await bench.send(counted("bad", 3), counted("b", 2))
        await bench.reach(a=2, b=2)
    assert await bench.parked() == [("tally:bad", 1, "failed"), ("tally:bad", 2, "behind"), ("tally:bad", 3, "behind")]
    async with bench.database.read() as db:
        row = await db.driver.fetchrow("SELECT value, detail, headers FROM parked ORDER BY id LIMIT 1")
    assert row["value"] == b'{"project":"p","tally":"bad","amount":13}'
    assert row["detail"] == "ZeroDivisionError"
    assert {name for name, _ in row["headers"]} >= {"ce_id", "ce_type", "ce_sequence"}


async def test_undecodable_and_null_header_records_are_parked_and_the_good_ones_of_their_batch_arrive(bench):
    good = headers_of(counted("a", 1)[0], "urn:test")
    async with producer(bench.kafka) as out:
        futures = [
            await out.send(bench.topic, b'{"project":"p","tally":"a","amount":1}', key=b"p", headers=good),
            await out.send(bench.topic, b"garbage", key=b"p", headers=[("ce_id", b"\xff\xfe")]),
            await out.send(bench.topic, b"{}", key=b"p", headers=[("ce_id", None)]),
            await out.send(bench.topic, None, key=b"p", headers=[]),
            await out.send(
                bench.topic, b'{"project":"p","tally":7', key=b"p", headers=headers_of(counted("broken", 1)[0], "urn:test")
            ),
            await out.send(
                bench.topic,
                b'{"project":"p","tally":"b","amount":2}',
                key=b"p",
                headers=headers_of(counted("b", 1)[0], "urn:test"),
            ),
        ]
        await asyncio.gather(*futures)
    async with consuming(bench, bench.consumer()) as lag:
        await bench.reach(a=1, b=2)
        await eventually(lag, lambda left: left == 0)
    reasons = [(stream.split("/")[0], reason) for stream, _, reason in await bench.parked()]
    assert reasons == [(bench.topic, "undecodable")] * 3 + [("tally:broken", "undecodable")]
    async with bench.database.read() as db:
        values = [row["value"] for row in await db.driver.fetch("SELECT value FROM parked ORDER BY id")]
    assert values == [b"garbage", b"{}", None, b'{"project":"p","tally":7']


async def test_an_event_this_consumer_does_not_read_counts_as_seen(bench):
    meta, event = counted("a", 1)
    await bench.send((meta._replace(name="SomethingElse"), event), counted("a", 2))
    async with consuming(bench, bench.consumer()):
        await bench.reach(a=1)
    assert await bench.parked() == []


async def test_a_reaction_takes_effect_once_and_a_refused_one_waits_for_a_person(bench):
    async def copy(event: Counted, meta: Meta, tx) -> None:
        if event.amount > 5:
            raise Refused("too_much", field="amount", rule="at most five", amount=event.amount)
        mirror = await tx.load(TALLY, f"mirror-{event.tally}")
        tx.append(mirror, [Counted(project="p", tally=f"mirror-{event.tally}", amount=event.amount)])

    react = React("react", commands(bench.database), {Counted: copy})
    await bench.send(counted("a", 1, 2), counted("a", 2, 9), counted("a", 2, 9), counted("a", 3, 4))

    async def mirrored() -> list[int]:
        async with bench.database.read() as db:
            rows = await db.driver.fetch("SELECT data FROM event ORDER BY position")
            return [row["data"]["amount"] for row in rows]

    async with consuming(bench, bench.consumer("react", react)) as lag:
        await eventually(mirrored, lambda found: found == [2, 4])
        await eventually(lag, lambda left: left == 0)
    async with bench.database.read() as db:
        noticed = await db.driver.fetch("SELECT code, field, stream, facts FROM attention")
        causes = await db.driver.fetch("SELECT causation, actor FROM event ORDER BY position")
    assert [tuple(row) for row in noticed] == [("too_much", "amount", "tally:a", {"amount": 9})]
    assert [row["causation"] for row in causes] == [derived_id("a", 1), derived_id("a", 3)]
    assert {row["actor"] for row in causes} == {SYSTEM}
    assert await bench.parked() == []


async def raw(bench: Bench, change: dict[str, bytes], tally: str, sequence: int) -> None:
    """A record with some headers replaced."""
    headers = {**dict(headers_of(counted(tally, sequence)[0], "urn:test")), **change}
    async with producer(bench.kafka) as out:
        await out.send_and_wait(bench.topic, b'{"project":"p","tally":"x","amount":1}', key=b"p", headers=list(headers.items()))


@pytest.mark.parametrize(
    "poison",
    [
        {"ce_type": b"Counted.v0"},
        {"ce_sequence": b"99999999999999999999"},
        {"ce_sequence": b"-1"},
        {"ce_subject": b"tally:\0"},
        {"odd\0name": b"x", "ce_id": b"\xff"},
    ],
    ids=lambda headers: "+".join(name.replace("\0", "0") for name in headers),
)
async def test_a_poisonous_record_is_parked_and_nothing_stops(bench, poison):
    await raw(bench, poison, "poison", 1)
    await bench.send(counted("a", 1))
    async with consuming(bench, bench.consumer()) as lag:
        await bench.reach(a=1)
        await eventually(lag, lambda left: left == 0)
    assert [reason for _, _, reason in await bench.parked()] == ["undecodable"]


async def test_a_stream_whose_hole_was_closed_before_a_crash_goes_on_with_the_next_record(bench):
    await bench.send(counted("a", 1), counted("a", 3))
    async with consuming(bench, bench.consumer()):
        await bench.reach(a=1)
        await eventually(bench.parked, bool)
    async with bench.database.begin() as db:  # what a process leaves that dies between closing the hole and going on
        await TOTALS.apply(db, [(counted("a", 2)[1], counted("a", 2)[0])])
        await mark(db, f"{bench.topic}.read", {"tally:a": 2})
    await bench.send(counted("a", 2))
    async with consuming(bench, bench.consumer()):
        await bench.reach(a=3)
    assert await bench.parked() == []


async def test_a_waiting_record_that_cannot_be_applied_when_its_turn_comes_says_so(bench):
    await bench.send(counted("a", 1), counted("a", 3, amount=13), counted("a", 4))
    async with consuming(bench, bench.consumer()) as lag:
        await eventually(bench.parked, lambda rows: len(rows) == 2)
        await bench.send(counted("a", 2), counted("b", 1))
        await bench.reach(a=2, b=1)
        await eventually(lag, lambda left: left == 0)
        await eventually(bench.parked, lambda rows: rows == [("tally:a", 3, "failed"), ("tally:a", 4, "behind")])
