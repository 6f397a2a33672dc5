"""The keyring on real PostgreSQL: keys are durable before they are used, wrapped, rotated without a new token, destroyed."""

import asyncio
import os
from uuid import uuid4

import pytest

from shared.kernel.errors import NotYet
from shared.privacy.errors import CannotOpen, KeyUnavailable
from shared.privacy.ring import Owner, Ring
from shared.privacy.wrapping import Wrapping
from shared.store.database import Connection, Database
from shared.store.keyring import MAKE, SEARCH, Keyring, destroy, destroy_project
from shared.testing.eventually import eventually
from tests.support.tally import prepare

ANNA, MAREK, GROUP = Owner("anna", "p1"), Owner("marek", "p1"), Owner("places:p1/all", "p1")
EVENT = uuid4()


@pytest.fixture
async def database(fresh_database: Database) -> Database:
    await prepare(fresh_database)
    return fresh_database


@pytest.fixture
def wrapping() -> Wrapping:
    return Wrapping({"k1": os.urandom(32)})


async def stored(database: Database) -> dict[str, bytes | None]:
    async with database.read() as db:
        return {row["subject"]: row["wrapped"] for row in await db.driver.fetch("SELECT * FROM keyring.data_key")}


async def test_a_key_is_stored_wrapped_before_it_is_handed_out_and_opens_after_a_new_start(database, wrapping):
    ring = await Keyring(database, wrapping).for_sealing([ANNA])
    kept = (await stored(database))["anna"]
    assert kept is not None
    assert len(kept) == 12 + 32 + 16, "nonce, key and tag"
    token = ring.seal("Kowalska", ANNA, "family_name", EVENT)
    after = await Keyring(database, wrapping).for_opening([ANNA])
    assert after.open(token, ANNA, "family_name", EVENT) == "Kowalska"


async def test_two_processes_that_make_a_key_at_once_make_one(database, wrapping):
    rings = await asyncio.gather(*(Keyring(database, wrapping).for_sealing([ANNA, MAREK]) for _ in range(8)))
    tokens = [ring.seal("x", ANNA, "f", EVENT) for ring in rings]
    assert [rings[0].open(token, ANNA, "f", EVENT) for token in tokens] == ["x"] * 8
    assert set(await stored(database)) == {"anna", "marek"}


async def test_keys_that_are_wanted_at_once_are_made_together(database, wrapping):
    keyring = Keyring(database, wrapping)
    owners = [Owner(str(number), "p1") for number in range(50)]
    rings = await asyncio.gather(*(keyring.for_sealing([owner]) for owner in owners))
    assert [ring.seal("x", owner, "f", EVENT)[:3] for ring, owner in zip(rings, owners, strict=True)] == ["v1."] * 50
    async with database.read() as db:
        assert await db.driver.fetchval("SELECT count(DISTINCT made_at) FROM keyring.data_key") == 2, "the first, and the rest"


async def test_a_destroyed_key_neither_opens_nor_seals_again_for_any_process(database, wrapping):
    ours, other = Keyring(database, wrapping), Keyring(database, wrapping)
    token = (await ours.for_sealing([ANNA, MAREK])).seal("Kowalska", ANNA, "family_name", EVENT)
    async with database.begin() as db:
        assert await destroy(db, [ANNA]) == 1
        assert await destroy(db, [ANNA]) == 0, "once"
    ours.forget([ANNA])
    for keyring in (ours, other):
        with pytest.raises(CannotOpen, match="key_destroyed"):
            await keyring.for_sealing([ANNA])
        ring = await keyring.for_opening([ANNA])
        with pytest.raises(CannotOpen, match="key_destroyed"):
            ring.open(token, ANNA, "family_name", EVENT)
    assert (await stored(database))["anna"] is None
    assert (await stored(database))["marek"] is not None


async def test_memory_holds_few_keys_and_not_for_long_and_a_ring_keeps_what_it_was_asked_for(database, wrapping):
    owners = [Owner(str(number), "p1") for number in range(50)]
    small = Keyring(database, wrapping, remembered=10)
    ring = await small.for_sealing(owners)
    tokens = [ring.seal("x", owner, "f", EVENT) for owner in owners]
    ring = await small.for_opening(owners)
    assert [ring.open(token, owner, "f", EVENT) for token, owner in zip(tokens, owners, strict=True)] == ["x"] * 50
    short = Keyring(database, wrapping, seconds=0)
    await short.for_opening(owners)
    async with database.begin() as db:
        await destroy(db, owners[:1])
    with pytest.raises(CannotOpen, match="key_destroyed"):
        (await short.for_opening(owners)).open(tokens[0], owners[0], "f", EVENT)


async def test_the_end_of_a_project_destroys_its_keys_and_no_others(database, wrapping):
    await Keyring(database, wrapping).for_sealing([ANNA, GROUP, Owner("anna", "p2")])
    async with database.begin() as db:
        assert await destroy_project(db, "p1") == 2
    ring = await Keyring(database, wrapping).for_opening([Owner("anna", "p2")])
    assert ring.seal("x", Owner("anna", "p2"), "f", EVENT)


async def test_no_key_is_made_for_a_project_that_has_ended_by_any_process_or_for_anybody(database, wrapping):
    ours, other = Keyring(database, wrapping), Keyring(database, wrapping)
    await ours.for_sealing([ANNA])
    async with database.begin() as db:
        assert await destroy_project(db, "p1") == 1
        assert await destroy_project(db, "p1") == 0, "once"
    ours.forget([ANNA])
    for owner in (ANNA, MAREK, GROUP):
        for keyring in (ours, other):
            with pytest.raises(CannotOpen, match="key_destroyed"):
                await keyring.for_sealing([Owner("marek", "p2"), owner])
    assert {subject for subject, key in (await stored(database)).items() if key is not None} == {"marek"}, "of p2"
    assert (await other.for_sealing([Owner("marek", "p2")])).seal("x", Owner("marek", "p2"), "f", EVENT)


async def test_no_key_is_made_while_a_project_is_ending_and_nobody_waits_for_the_end(database, wrapping):
    keyring = Keyring(database, wrapping)
    async with database.begin() as db:
        await destroy_project(db, "p1")
        with pytest.raises(CannotOpen, match="key_destroyed"):
            await keyring.for_sealing([MAREK])
    assert {subject: key for subject, key in (await stored(database)).items() if key is not None} == {}


async def test_the_end_waits_for_a_key_that_is_just_being_made(database, wrapping):
    name, key = wrapping.wrap(os.urandom(32), MAREK)
    async with database.begin() as making:
        await making.driver.fetch(MAKE, ["marek"], ["p1"], [name], [key])
        ending = asyncio.create_task(end(database, "p1"))
        await eventually(lambda: waited_for(making), what="the end waits")
    assert await ending == 1
    assert (await stored(database))["marek"] is None


async def end(database: Database, project: str) -> int:
    async with database.begin() as db:
        return await destroy_project(db, project)


async def waited_for(db: Connection) -> bool:
    query = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
    return bool(await db.driver.fetchval(query))


async def test_another_wrapping_key_is_told_from_a_missing_data_key(database, wrapping):
    token = (await Keyring(database, wrapping).for_sealing([ANNA])).seal("x", ANNA, "f", EVENT)
    stranger = Keyring(database, Wrapping({"k1": os.urandom(32)}))
    with pytest.raises(KeyUnavailable, match="wrong_key") as wrong:
        await stranger.for_opening([ANNA])
    assert isinstance(wrong.value, NotYet), "an operator can mend it, so no command is answered with it for ever"
    ring = await stranger.for_opening([MAREK])
    with pytest.raises(KeyUnavailable, match="key_missing"):
        ring.open(token, MAREK, "f", EVENT)


async def test_of_those_who_are_served_together_only_the_owner_of_a_key_that_cannot_be_unwrapped_is_refused(database, wrapping):
    await Keyring(database, Wrapping({"k1": os.urandom(32)})).for_sealing([ANNA])
    keyring = Keyring(database, wrapping)
    waiting = [GROUP, MAREK, ANNA, Owner("ewa", "p1")]
    async with database.begin() as making:
        name, key = wrapping.wrap(os.urandom(32), GROUP)
        await making.driver.fetch(MAKE, ["places:p1/all"], ["p1"], [name], [key])
        asked = [asyncio.create_task(keyring.for_sealing([owner])) for owner in waiting]
        await eventually(lambda: waited_for(making), what="the first waits, and the others behind it")
    answers = await asyncio.gather(*asked, return_exceptions=True)
    faults = {owner.subject: answer.code for owner, answer in zip(waiting, answers, strict=True) if isinstance(answer, NotYet)}
    assert faults == {"anna": "wrong_key"}
    rings = [ring for ring in answers if isinstance(ring, Ring)]
    assert [ring.seal("x", owner, "f", EVENT)[:3] for ring, owner in zip(rings, [GROUP, MAREK, waiting[3]], strict=True)] == [
        "v1."
    ] * 3


async def test_digests_stay_the_same_for_every_process_and_differ_from_a_plain_hash(database, wrapping):
    ours, other = Keyring(database, wrapping), Keyring(database, wrapping)
    await asyncio.gather(ours.start(), other.start())
    assert ours.digest("pesel", b"44051401458") == other.digest("pesel", b"44051401458")
    assert ours.digest("pesel", b"44051401458") != ours.digest("name", b"44051401458")


async def test_a_process_that_starts_while_another_makes_the_search_key_takes_that_one(database, wrapping):
    name, key = wrapping.wrap(os.urandom(32), SEARCH)
    late, after = Keyring(database, wrapping), Keyring(database, wrapping)
    async with database.begin() as making:
        await making.driver.fetch(MAKE, ["search"], [""], [name], [key])
        starting = asyncio.create_task(late.start())
        await eventually(lambda: waited_for(making), what="the other process waits")
    await asyncio.gather(starting, after.start())
    assert late.digest("pesel", b"44051401458") == after.digest("pesel", b"44051401458")
