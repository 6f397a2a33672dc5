"""Forgetting an old key-encryption key: only when nothing needs it, and never so that a text is lost."""

import asyncio
import os

import pytest

from shared.privacy.errors import KeyUnavailable
from shared.privacy.ring import Owner
from shared.privacy.wrapping import Wrapping, read_keys, written
from shared.store.database import Database
from shared.store.keyring import MAKE, Keyring
from shared.testing.eventually import eventually
from tests.integration.keys.rotating import EVENT, PEOPLE, WAITS, Kept, open_to_their_texts, seal_many

ANNA, MAREK = Owner("anna", "p"), Owner("marek", "p")


async def test_an_old_key_is_forgotten_only_when_nothing_needs_it(kept):
    tokens = await seal_many(kept)
    first = await kept.say("forget", "k1")
    assert (first.exit_code, kept.names) == (1, ["k1"])
    assert "k1 is the key that wraps" in first.output
    keep_in_front(kept, "k2")
    needed = await kept.say("forget", "k1")
    assert (needed.exit_code, kept.names) == (1, ["k2", "k1"])
    assert f"{PEOPLE} data keys need k1" in needed.output

    await kept.say("rotate")
    forgotten = await kept.say("forget", "k1")
    assert (forgotten.exit_code, kept.names) == (0, ["k2"])
    assert "backups of keys that were made before the rotation can no longer be read" in forgotten.output
    assert open_to_their_texts(await kept.keyring().for_opening(tokens), tokens)
    unknown = await kept.say("forget", "k1")
    assert (unknown.exit_code, unknown.output) == (1, "not forgotten: no file holds a key k1\n")


async def test_who_forgets_a_key_waits_for_a_data_key_that_is_just_being_made_with_it(kept):
    await kept.keyring().for_sealing([ANNA])
    name, key = Wrapping.from_file(kept.file).wrap(os.urandom(32), MAREK)
    await kept.say("rotate")
    async with kept.database.begin() as making:
        await making.driver.fetch(MAKE, [MAREK.subject], [MAREK.project], [name], [key])
        forgetting = asyncio.create_task(kept.say("forget", "k1"))
        await eventually(lambda: kept.fetch(WAITS), lambda rows: rows[0][0] == 1, what="the command waits")
    said = await forgetting
    assert (said.exit_code, kept.names) == (1, ["k2", "k1"])
    assert "1 data keys need k1" in said.output
    assert await kept.keyring().for_opening([MAREK]), "it can be unwrapped"


async def test_a_data_key_that_was_wrapped_before_and_comes_after_its_key_was_forgotten_is_made_anew(kept):
    """Wrapping comes before a connection is free, which may take half a minute."""
    await kept.keyring().for_sealing([ANNA])
    narrow = Database(kept.url, pool=1)
    slow = Keyring(narrow, Wrapping.from_file(kept.file), seconds=0)
    async with narrow.read():
        sealing = asyncio.create_task(slow.for_sealing([MAREK]))
        await asyncio.sleep(0)
        await kept.say("rotate")
        assert (await kept.say("forget", "k1")).exit_code == 0
    token = (await sealing).seal("Marek", MAREK, "name", EVENT)
    await narrow.close()
    assert await kept.made_with() == {"k2": 2}
    assert (await kept.keyring().for_opening([MAREK])).open(token, MAREK, "name", EVENT) == "Marek"


async def test_a_service_that_still_wraps_with_a_forgotten_key_is_told_so(kept):
    """Its keys come from the environment, say, and it was not started again."""
    await kept.keyring().for_sealing([ANNA])
    late = Keyring(kept.database, Wrapping.from_text(kept.file.read_text("ascii")))
    await kept.say("rotate")
    await kept.say("forget", "k1")
    with pytest.raises(KeyUnavailable, match="wrong_key") as wrong:
        await late.for_sealing([MAREK])
    assert "was forgotten" in str(wrong.value.rule)
    assert await kept.made_with() == {"k2": 1}


async def test_the_name_of_a_forgotten_key_is_never_given_again(kept):
    await kept.say("rotate")
    await kept.say("rotate")
    await kept.say("forget", "k2")
    kept.file.write_text(written({"own": os.urandom(32)}), "ascii")
    await kept.say("rotate")
    assert kept.names == ["k3", "own"]


def keep_in_front(kept: Kept, name: str) -> None:
    """What an operator may do by hand, or an interrupted rotation leaves."""
    keys = read_keys(kept.file.read_text("ascii"))
    kept.file.write_text(written({name: os.urandom(32), **keys}), "ascii")
