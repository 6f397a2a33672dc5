"""Erasures that survive a restore, on real PostgreSQL and Kafka."""

import asyncio
from uuid import UUID

import pytest
from typer.testing import CliRunner

from deploy.backup.erasures import Erasure, Told, write_erasures
from deploy.backup.errors import NotDone
from deploy.cli.main import app
from shared.privacy.errors import CannotOpen
from shared.privacy.ring import Owner
from tests.integration.keys.sealing import (
    ANNA,
    ANNA_IN_FINANCE,
    ANNA_IN_REGISTRY,
    DAY,
    DOOR,
    FINANCE,
    MAREK_IN_REGISTRY,
    PROJECT,
    REGISTRY,
    SUPPLIER,
    append,
    erase_anna,
    heard,
    publish_erasure,
)


class TestErasureSurvives:
    """Anna is erased after the backup; whoever knows of it, she does not come back."""

    async def anna_is_gone(self, place, registry, finance) -> None:
        for sealing, owner in ((registry, ANNA_IN_REGISTRY), (finance, ANNA_IN_FINANCE)):
            with pytest.raises(CannotOpen, match="key_destroyed"):
                await sealing.opens(owner)
        assert await registry.opens(MAREK_IN_REGISTRY)
        assert await finance.opens(SUPPLIER)
        left = await place.run(REGISTRY, "SELECT person, project, erased_on FROM keyring.to_erase")
        assert [tuple(row) for row in left] == [(ANNA, PROJECT, DAY)]

    async def test_the_present_database_knows(self, place, registry, finance, tmp_path):
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        await erase_anna(place)
        said, say = heard()
        await place.restore(tmp_path / "data", tmp_path / "apart", say=say)
        await self.anna_is_gone(place, registry, finance)
        assert "1 erasures are done again: their keys are destroyed, the rest follows when recruitment starts" in said

    async def test_of_a_project_whose_retention_has_ended_no_key_comes_back(self, place, registry, finance, tmp_path):
        elsewhere = Owner("s:kept", "another-project")
        await finance.seal(elsewhere)
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        await append(place, REGISTRY, f"retention:{PROJECT}", "RetentionEnded", {"project": PROJECT})
        await place.restore(tmp_path / "data", tmp_path / "apart")
        for sealing, owner in ((registry, MAREK_IN_REGISTRY), (finance, SUPPLIER)):
            with pytest.raises(CannotOpen, match="key_destroyed"):
                await sealing.opens(owner)
        assert await finance.opens(elsewhere)

    async def test_what_an_earlier_restore_left_to_be_done_is_not_lost_by_the_next(self, place, registry, finance, tmp_path):
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        await erase_anna(place)
        for _ in range(2):
            await place.restore(tmp_path / "data", tmp_path / "apart")
            await self.anna_is_gone(place, registry, finance)

    async def test_the_topic_knows_when_the_database_is_lost(self, place, registry, finance, tmp_path):
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        await publish_erasure(place)
        for service in (REGISTRY, FINANCE, DOOR):
            await place.drop(service)
        await place.restore(tmp_path / "data", tmp_path / "apart")
        await self.anna_is_gone(place, registry, finance)

    async def test_a_list_knows_when_everything_is_lost_and_without_one_it_is_refused(self, place, registry, finance, tmp_path):
        ended = Owner("s:reason", "ended-project")
        await finance.seal(ended)
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        for service in (REGISTRY, FINANCE, DOOR):
            await place.drop(service)
        with pytest.raises(NotDone, match="it cannot be known who was erased after the backup"):
            await place.restore(tmp_path / "data", tmp_path / "apart")
        told = Told([Erasure(person=ANNA, project=PROJECT, erased_on=DAY)], {ended.project})
        (tmp_path / "erased").write_text(write_erasures(told), "utf-8")
        await place.restore(tmp_path / "data", tmp_path / "apart", erasures=tmp_path / "erased")
        await self.anna_is_gone(place, registry, finance)
        with pytest.raises(CannotOpen, match="key_destroyed"):
            await finance.opens(ended)

    async def test_the_list_is_the_one_that_was_written_while_the_database_was_there(self, place, registry, finance, tmp_path):
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        await erase_anna(place)
        (tmp_path / "installation.json").write_text(place.installation.model_dump_json(), "utf-8")
        words = ["privacy", "erasures", "--installation", str(tmp_path / "installation.json")]
        listed = await asyncio.to_thread(CliRunner(env={"COLUMNS": "200"}).invoke, app, words)
        assert [str(word) in listed.output for word in (ANNA, PROJECT, DAY)] == [True] * 3
        written = await asyncio.to_thread(CliRunner().invoke, app, [*words, "--out", str(tmp_path / "erased")])
        assert (written.exit_code, (tmp_path / "erased").stat().st_mode & 0o777) == (0, 0o600)
        for service in (REGISTRY, FINANCE, DOOR):
            await place.drop(service)
        await place.restore(tmp_path / "data", tmp_path / "apart", erasures=tmp_path / "erased")
        await self.anna_is_gone(place, registry, finance)

    async def test_it_is_restored_all_the_same_when_it_is_said_that_nobody_knows(self, place, registry, finance, tmp_path):
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        for service in (REGISTRY, FINANCE, DOOR):
            await place.drop(service)
        await place.restore(tmp_path / "data", tmp_path / "apart", no_erasures_known=True)
        assert await registry.opens(ANNA_IN_REGISTRY)

    async def test_a_store_that_has_not_come_as_far_as_the_backup_knows_nothing(self, place, registry, finance, tmp_path):
        """As on a new machine, where the services were started once."""
        await place.back_up(tmp_path / "early", tmp_path / "early-keys")
        await registry.seal(Owner(str(UUID(int=0xC)), PROJECT), person=str(UUID(int=0xC)))
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        await place.restore(tmp_path / "early", tmp_path / "early-keys")
        with pytest.raises(NotDone, match="it cannot be known"):
            await place.restore(tmp_path / "data", tmp_path / "apart")

    async def test_who_was_erased_before_the_backup_does_not_come_back_with_older_keys(
        self, place, registry, finance, tmp_path
    ):
        await place.back_up(tmp_path / "older", tmp_path / "apart")
        await erase_anna(place)
        await place.back_up(tmp_path / "data")
        await place.restore(tmp_path / "data", tmp_path / "apart")
        for sealing, owner in ((registry, ANNA_IN_REGISTRY), (finance, ANNA_IN_FINANCE)):
            with pytest.raises(CannotOpen, match="key_destroyed"):
                await sealing.opens(owner)
        assert await place.run(REGISTRY, "SELECT * FROM keyring.to_erase") == [], "the store knows it already"

    async def test_of_an_owner_without_a_key_none_is_made_again(self, place, registry, finance, tmp_path):
        await place.back_up(tmp_path / "data")
        await erase_anna(place)
        await place.restore(tmp_path / "data")
        with pytest.raises(CannotOpen, match="key_destroyed"):
            await registry.seal(ANNA_IN_REGISTRY)

    @pytest.mark.parametrize("line", ["Anna Kowalska", '{"person": "x"}', "[]"])
    async def test_a_list_that_is_none_is_refused_by_its_line_and_not_quoted(self, place, tmp_path, line):
        await place.back_up(tmp_path / "data", tmp_path / "apart")
        (tmp_path / "erased").write_text("\n" + line, "utf-8")
        with pytest.raises(NotDone, match=r"erased: line 2 is not an erasure: .*, or ended, as JSON$"):
            await place.restore(tmp_path / "data", tmp_path / "apart", erasures=tmp_path / "erased")
