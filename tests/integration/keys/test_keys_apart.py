"""Keys in a backup of their own, on real PostgreSQL and Kafka."""

import asyncio
import subprocess
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from deploy.backup.errors import NotDone
from deploy.backup.manifest import read_backup, read_keys_backup
from deploy.local.pginstall import postgres_program
from shared.privacy.ring import Owner
from shared.privacy.wrapping import written
from shared.testing.eventually import eventually
from tests.integration.keys.sealing import (
    ANNA,
    ANNA_IN_FINANCE,
    ANNA_IN_REGISTRY,
    DATA_KEYS,
    DOOR,
    FINANCE,
    MAREK_IN_REGISTRY,
    PROJECT,
    REGISTRY,
    SUPPLIER,
    Sealing,
    heard,
)


class TestKeysApart:
    async def test_no_key_is_in_the_backup_of_the_data_and_every_key_is_in_that_of_the_keys(self, place, registry, tmp_path):
        keys = [row[0].hex() for row in await place.run(REGISTRY, "SELECT wrapped FROM keyring.data_key")]
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        data, apart = (as_sql(tmp_path / name / f"{REGISTRY}.dump") for name in ("data", "apart"))
        assert len(keys) == 2
        assert [key in data for key in keys] == [False, False]
        assert [key in apart for key in keys] == [True, True]
        assert str(ANNA) in data
        assert "public.event" not in apart
        assert read_backup(tmp_path / "data").dumps.keys() == {REGISTRY, FINANCE, DOOR}
        assert {service: dump.held.living for service, dump in read_keys_backup(tmp_path / "apart").dumps.items()} == {
            REGISTRY: 2,
            FINANCE: 0,
            DOOR: 0,
        }

    async def test_both_show_the_same_moment_however_busy_the_writers(self, place, tmp_path):
        sealing = Sealing(place, REGISTRY)

        made = asyncio.Event()

        async def keep_sealing() -> None:
            while not made.is_set():
                person = str(uuid4())
                await sealing.seal(Owner(person, PROJECT), person=person)

        busy = asyncio.create_task(keep_sealing())
        await eventually(lambda: count(sealing), lambda now: now > 5, what="some people")
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        made.set()
        await busy
        said, say = heard()
        await place.restore(tmp_path / "data", tmp_path / "apart", say=say)
        assert not [line for line in said if "missing" in line]
        restored = {row["subject"] for row in await place.run(REGISTRY, DATA_KEYS)}
        events = [row[0] for row in await place.run(REGISTRY, "SELECT data->>'person' FROM event")]
        assert set(events) <= restored
        assert len(restored) - len(events) <= 1, "a key whose event was not yet written"
        assert all([await sealing.opens(Owner(person, PROJECT)) for person in events])

    async def test_restored_with_its_keys_everything_opens(self, place, registry, finance, tmp_path):
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        await place.restore(tmp_path / "data", tmp_path / "apart")
        assert await registry.opens(ANNA_IN_REGISTRY)
        assert await finance.opens(ANNA_IN_FINANCE)
        assert await finance.opens(SUPPLIER)

    async def test_older_data_open_with_newer_keys(self, place, registry, tmp_path):
        await place.back_up(tmp_path / "data")
        later = Owner(str(UUID(int=0xC)), PROJECT)
        await registry.seal(later, person=later.subject)
        await place.back_up(tmp_path / "newer", tmp_path / "apart")
        said, say = heard()
        await place.restore(tmp_path / "data", tmp_path / "apart", say=say)
        assert not [line for line in said if "older" in line or "missing" in line]
        assert await registry.opens(ANNA_IN_REGISTRY)

    async def test_keys_older_than_the_data_are_restored_and_it_is_said_how_many_are_missing(self, place, registry, tmp_path):
        await place.back_up(tmp_path / "older", tmp_path / "apart")
        for number in (0xC, 0xD):
            await registry.seal(Owner(str(UUID(int=number)), PROJECT), person=str(UUID(int=number)))
        await place.back_up(tmp_path / "data")
        said, say = heard()
        await place.restore(tmp_path / "data", tmp_path / "apart", say=say)
        assert any(line.startswith("the keys are older (") for line in said)
        assert "recruitment: the keys of 2 owners are missing; what was sealed for them stays closed" in said
        assert await registry.opens(MAREK_IN_REGISTRY)

    async def test_without_keys_only_when_that_is_said(self, place, registry, tmp_path):
        await place.back_up(tmp_path / "data")
        with pytest.raises(NotDone, match=r"--keys DIRECTORY.*--without-keys"):
            await place.restore(tmp_path / "data", without_keys=False)
        said, say = heard()
        await place.restore(tmp_path / "data", say=say)
        assert "without keys: nothing that is sealed in this backup can be opened" in said
        assert "recruitment: the keys of 2 owners are missing; what was sealed for them stays closed" in said

    @pytest.mark.parametrize("apart", ["data", "data/keys", "."])
    async def test_the_keys_never_lie_with_the_data(self, place, tmp_path, apart):
        with pytest.raises(NotDone, match="the keys are kept apart from the data"):
            await place.back_up(tmp_path / "data", tmp_path / apart)
        assert not (tmp_path / "data").exists()

    async def test_when_the_keys_cannot_be_written_there_is_no_backup_of_the_data_either(self, place, tmp_path):
        (tmp_path / "apart").mkdir()
        with pytest.raises(NotDone, match="apart exists"):
            await place.back_up(tmp_path / "data", tmp_path / "apart")
        assert not [file for file in tmp_path.iterdir() if file.name.startswith("data")]

    async def test_one_is_not_taken_for_the_other(self, place, tmp_path):
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        with pytest.raises(NotDone, match="apart is a backup of the keys; one of the data is wanted"):
            await place.restore(tmp_path / "apart", tmp_path / "data")
        with pytest.raises(NotDone, match="data is a backup of the data; one of the keys is wanted"):
            await place.restore(tmp_path / "data", tmp_path / "data")

    async def test_a_damaged_dump_of_keys_is_named_and_nothing_changes(self, place, registry, tmp_path):
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        file = tmp_path / "apart" / f"{REGISTRY}.dump"
        file.write_bytes(file.read_bytes()[:-1])
        with pytest.raises(NotDone, match=f"apart/{REGISTRY}.dump is damaged"):
            await place.restore(tmp_path / "data", tmp_path / "apart")
        assert await registry.opens(ANNA_IN_REGISTRY)

    async def test_keys_that_the_key_file_does_not_open_are_refused_and_nothing_changes(self, place, registry, tmp_path):
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        file = place.installation.sealing_keys[REGISTRY]
        before = await place.run(REGISTRY, DATA_KEYS), file.read_text("ascii"), await place.databases()
        file.write_text(written({"k1": bytes(32)}), "ascii")
        with pytest.raises(NotDone, match="k1 there is not the key that recruitment has wrapped its data keys with"):
            await place.restore(tmp_path / "data", tmp_path / "apart")
        file.write_text(before[1], "ascii")
        assert (await place.run(REGISTRY, DATA_KEYS), before[1], await place.databases()) == before


async def count(sealing: Sealing) -> int:
    return len(sealing.tokens)


def as_sql(dump: Path) -> str:
    return subprocess.run([postgres_program("pg_restore"), "-f", "-", dump], capture_output=True, check=True, text=True).stdout
