"""Erasing in one service, on real PostgreSQL: keys go for good, it is written down once, and it survives a restore."""

import asyncio
import os
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from shared.operations.erasure import confirmed, erase, is_erased, keys_left
from shared.privacy.errors import CannotOpen
from shared.privacy.ring import Owner
from shared.privacy.wrapping import Wrapping
from shared.store.database import Database
from shared.store.keyring import Keyring
from tests.support.tally import prepare


@dataclass(frozen=True)
class Erased:
    """An event that tells of somebody erased in project p."""

    person: UUID
    applications: tuple[UUID, ...] = ()
    project: str = "p"


@pytest.fixture
async def database(fresh_database: Database) -> Database:
    await prepare(fresh_database)
    return fresh_database


@pytest.fixture
def keyring(database: Database) -> Keyring:
    return Keyring(database, Wrapping({"k1": os.urandom(32)}))


async def told(database: Database, erased: Erased, event: UUID) -> None:
    async with database.begin() as db:
        await erase(db, erased, event)


async def closed(keyring: Keyring, subject: UUID, project: str = "p") -> bool:
    """Neither opens nor seals."""
    owner = Owner(str(subject), project)
    keyring.forget([owner])
    try:
        (await keyring.for_opening([owner])).open("v1." + "A" * 40, owner, "name", uuid4())
    except CannotOpen as no:
        if no.code != "key_destroyed":
            return False
    with pytest.raises(CannotOpen):
        await keyring.for_sealing([owner])
    return True


async def test_the_keys_of_the_person_and_of_the_applications_go_and_others_stay(database, keyring):
    anna, application, marek, event = uuid4(), uuid4(), uuid4(), uuid4()
    await keyring.for_sealing([Owner(str(one), "p") for one in (anna, application, marek)])
    await keyring.for_sealing([Owner(str(anna), "second")])
    await told(database, Erased(anna, (application,)), event)
    assert await closed(keyring, anna)
    assert await closed(keyring, application)
    await keyring.for_sealing([Owner(str(marek), "p"), Owner(str(anna), "second")])
    async with database.read() as db:
        (row,) = await confirmed(db, "p", None, 10)
        assert (row.person, row.event, row.keys) == (anna, event, 2)
        assert await keys_left(db, "p") == 1


async def test_what_is_told_twice_is_done_and_counted_once(database, keyring):
    anna, event = uuid4(), uuid4()
    await keyring.for_sealing([Owner(str(anna), "p")])
    for _ in range(2):
        await told(database, Erased(anna), event)
    async with database.read() as db:
        assert [row.keys for row in await confirmed(db, "p", None, 10)] == [1]


async def test_where_there_was_no_key_none_is_made_any_more(database, keyring):
    anna, application = uuid4(), uuid4()
    await told(database, Erased(anna, (application,)), uuid4())
    assert await closed(keyring, application)
    async with database.read() as db:
        assert await is_erased(db, application, "p")
        assert not await is_erased(db, application, "second")
        assert await keys_left(db, "p") == 0
        assert [row.keys for row in await confirmed(db, "p", None, 10)] == [0]


async def test_a_key_that_is_made_while_its_owner_is_erased_goes_as_well(database, keyring):
    anna = uuid4()
    for _ in range(20):
        owner = Owner(str(anna), "p")
        await asyncio.gather(told(database, Erased(anna), uuid4()), keyring.for_sealing([owner]), return_exceptions=True)
        assert await closed(keyring, anna)
        anna = uuid4()


async def test_people_are_paged_by_their_ids(database):
    people = sorted(uuid4() for _ in range(3))
    for one in people:
        await told(database, Erased(one), uuid4())
    async with database.read() as db:
        first = await confirmed(db, "p", None, 2)
        second = await confirmed(db, "p", first[-1].person, 2)
    assert [row.person for row in (*first, *second)] == people
