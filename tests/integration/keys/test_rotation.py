"""Rotation of key-encryption keys on real PostgreSQL, in a service that writes and reads meanwhile."""

import asyncio

import pytest
from pydantic import SecretStr

from deploy.installation import Installation
from deploy.privacy.key_file import alone
from deploy.privacy.rotation import BATCH, rotate
from shared.privacy.ring import Owner
from shared.privacy.sealed import owner_of
from shared.privacy.wrapping import written
from shared.store.answer import Answer
from shared.store.keyring import Keyring, destroy
from shared.store.transaction import Commands
from shared.testing.eventually import eventually
from tests.integration.keys.rotating import PEOPLE, WAITS, Kept, open_to_their_texts, seal_many
from tests.support.tally import EVENTS, Sign, Signed, asking, sign


async def signed(commands: Commands, number: int) -> None:
    await commands.execute(sign, asking(Sign(tally=f"t{number}", name=SecretStr(f"Anna {number}"))), Answer)


async def keep_signing(commands: Commands, keyring: Keyring, tokens: dict[Owner, str], done: list[int]) -> None:
    """A service under load: it makes keys, and opens what was sealed before."""
    while True:
        done.append(len(done) + 1)
        await signed(commands, done[-1])
        assert open_to_their_texts(await keyring.for_opening(tokens), tokens)


async def test_every_data_key_is_wrapped_anew_while_a_service_goes_on_and_no_event_is_written(kept):
    tokens, keyring = await seal_many(kept), kept.keyring()
    await keyring.start()
    commands, done = Commands(kept.database, EVENTS, keyring), list[int]()
    await signed(commands, 0)
    events, inode, rights = await kept.dump("event"), kept.file.stat().st_ino, kept.file.stat().st_mode
    busy = asyncio.create_task(keep_signing(commands, keyring, tokens, done))
    await eventually(lambda: counted(done), what="a command before the rotation")
    said = await kept.say("rotate")
    seen = len(done)
    await eventually(lambda: counted(done), lambda now: now > seen + 1, what="a command after the rotation")
    busy.cancel()
    with pytest.raises(asyncio.CancelledError):
        await busy

    assert said.exit_code == 0, said.output
    assert kept.names == ["k2", "k1"]
    assert (await kept.made_with()).keys() == {"k2"}
    assert (kept.file.stat().st_ino, kept.file.stat().st_mode) == (inode, rights), "compose has mounted this very file"
    assert [row for row in await kept.dump("event") if row in events] == events
    assert open_to_their_texts(await kept.keyring().for_opening(tokens), tokens)
    await every_signature_opens(kept, len(done))


async def counted(done: list[int]) -> int:
    return len(done)


async def every_signature_opens(kept: Kept, signatures: int) -> None:
    """Those of before the rotation and those of after it."""
    rows = await kept.fetch("SELECT event_id, stream_id, data FROM event ORDER BY position")
    assert len(rows) >= signatures
    for row in rows:
        event = Signed.model_validate(row["data"])
        owner = owner_of(event, row["stream_id"])
        ring = await kept.keyring().for_opening([owner])
        assert (
            ring.open(str(event.name.token), owner, "name", row["event_id"])
            == f"Anna {row['stream_id'].removeprefix('tally:t')}"
        )


async def test_interrupted_half_way_it_goes_on_with_the_same_key(kept):
    tokens = await seal_many(kept)

    def interrupt(_service: str, _key: str, done: int) -> None:
        raise KeyboardInterrupt(done)

    with pytest.raises(KeyboardInterrupt, match=str(BATCH)):
        await rotate({"finance": kept.url}, {"finance": kept.file}, interrupt)
    assert await kept.made_with() == {"k1": PEOPLE - BATCH, "k2": BATCH}
    assert open_to_their_texts(await kept.keyring().for_opening(tokens), tokens), "both open in between"

    said = await kept.say("rotate")
    assert "an earlier rotation was finished" in said.output
    assert await kept.made_with() == {"k2": PEOPLE}
    assert kept.names == ["k2", "k1"]
    await kept.say("rotate")
    assert await kept.made_with() == {"k3": PEOPLE}


async def test_who_is_erased_meanwhile_stays_erased(kept):
    """A row that another transaction has changed is waited for, and a destroyed key is never wrapped."""
    await seal_many(kept)
    async with kept.database.begin() as db:
        assert await destroy(db, [Owner("person-0", "p"), Owner("person-1", "p")]) == 2
        rotating = asyncio.create_task(kept.say("rotate"))
        await eventually(lambda: kept.fetch(WAITS), lambda rows: rows[0][0] == 1, what="the rotation waits for these two")
    assert (await rotating).exit_code == 0
    assert await kept.made_with() == {"k2": PEOPLE - 2}
    gone = await kept.fetch("SELECT subject, wrapped FROM keyring.data_key WHERE destroyed_at IS NOT NULL ORDER BY subject")
    assert [tuple(row) for row in gone] == [("person-0", None), ("person-1", None)]


async def test_the_list_says_what_each_key_wraps_and_what_was_destroyed(kept):
    await seal_many(kept)
    async with kept.database.begin() as db:
        await destroy(db, [Owner("person-0", "p")])
    await kept.say("rotate")
    said = await kept.say("list")
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in said.output.splitlines() if "finance" in line]
    assert rows == [["finance", "k2", "wraps", f"{PEOPLE - 1:,}", "0"], ["finance", "k1", "opens", "0", "1"]]


WRONG = {
    "another key of the same name": (
        lambda file: file.write_text(written({"k1": bytes(32)})),
        "k1 there is not the key that finance",
    ),
    "other names": (lambda file: file.write_text(written({"k9": bytes(32)})), "finance needs k1, which the file does not hold"),
    "no keys": (lambda file: file.write_text("k1:short"), "key-encryption key 1: name:base64 of 32 bytes"),
    "nothing": (lambda file: file.write_text(""), "there is no key-encryption key"),
    "missing": (lambda file: file.unlink(), "No such file or directory"),
}


@pytest.mark.parametrize("how", WRONG)
async def test_a_wrong_key_file_is_named_in_a_sentence_and_nothing_changes(kept, how):
    await seal_many(kept)
    spoil, expected = WRONG[how]
    spoil(kept.file)
    before = await kept.dump("keyring.data_key"), kept.file.read_bytes() if kept.file.exists() else None
    said = await kept.say("rotate")
    assert said.exit_code == 1
    assert said.output.startswith(f"not rotated: {kept.file}: ")
    assert expected in said.output
    assert said.output.count("\n") == 1
    assert (await kept.dump("keyring.data_key"), kept.file.read_bytes() if kept.file.exists() else None) == before


async def test_two_rotations_at_once_are_refused_since_one_would_lose_the_others_key(kept):
    await seal_many(kept)
    with alone([kept.file]):
        for words in (["rotate"], ["forget", "k1"]):
            said = await kept.say(*words)
            assert said.exit_code == 1
            assert "another command is changing it" in said.output
    assert kept.names == ["k1"]


async def test_keys_from_the_environment_are_the_operators_to_write(kept):
    found = Installation.model_validate_json(kept.installation.read_text("utf-8")).model_copy(update={"sealing_keys": {}})
    kept.installation.write_text(found.model_dump_json(), "utf-8")
    for words in (["rotate"], ["list"], ["forget", "k1"], ["rotate", "--service", "finance"]):
        said = await kept.say(*words)
        assert said.exit_code == 1
        assert "Put a new key in front of KLADKA_SEALING_KEYS" in said.output
    assert (await kept.say("rotate", "--service", "payroll")).exit_code == 2


async def test_no_key_is_ever_printed(kept):
    await seal_many(kept)
    printed = "".join([(await kept.say(*words)).output for words in (["rotate"], ["list"], ["forget", "k1"], ["rotate"])])
    for line in kept.file.read_text("ascii").splitlines():
        assert line.partition(":")[2] not in printed
