"""The search key: once digests were made with it, no service starts with another one unless somebody has accepted that."""

import asyncio
import logging
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from deploy.local.credentials import make_credentials
from services.finance.main import SERVICE
from shared.privacy.errors import KeyUnavailable
from shared.privacy.wrapping import Wrapping
from shared.runtime.service import Running
from shared.store.database import Database
from shared.store.keyring import SEARCH, Keyring
from tests.integration.keys.sealing import DOOR, REGISTRY, Sealing, heard
from tests.support.backup import Place
from tests.support.settings import settings_of
from tests.support.tally import prepare

PESEL = b"44051401458"
SEARCH_KEYS = "SELECT count(*) FROM keyring.data_key WHERE subject = 'search'"


async def started(place: Place, service: str = REGISTRY) -> bytes:
    """What a service that starts finds a number by."""
    database = Database(place.installation.database(service), pool=2)
    try:
        keyring = Keyring(database, Wrapping.from_file(place.installation.sealing_keys[service]))
        await keyring.start()
        return keyring.digest("pesel", PESEL)
    finally:
        await database.close()


async def accept(place: Place, directory: Path) -> Result:
    (directory / "installation.json").write_text(place.installation.model_dump_json(), "utf-8")
    words = ["keys", "new-search-key", "--installation", str(directory / "installation.json")]
    return await asyncio.to_thread(CliRunner().invoke, app, words)


async def test_restored_with_its_keys_everybody_is_found_as_before(place, registry, tmp_path):
    before = await started(place)
    await place.back_up(tmp_path / "data", tmp_path / "apart")
    await place.restore(tmp_path / "data", tmp_path / "apart")
    assert await started(place) == before


@pytest.mark.parametrize("service", [REGISTRY, DOOR])
async def test_restored_without_keys_a_service_does_not_start_before_that_is_accepted(place, registry, tmp_path, service):
    before = await started(place, service)
    await place.back_up(tmp_path / "data")
    said, say = heard()
    await place.restore(tmp_path / "data", say=say)
    assert "services with keys do not start before `kladka keys new-search-key`, which accepts that" in said
    for _ in range(2):
        with pytest.raises(KeyUnavailable, match="key_missing") as lost:
            await started(place, service)
    assert "restore the backup of the keys; or, if there is none, say `kladka keys new-search-key`" in str(lost.value.rule)
    assert await place.value(service, SEARCH_KEYS) == 0

    assert (await accept(place, tmp_path)).exit_code == 0
    after = await started(place, service)
    assert after != before
    assert await started(place, service) == after


async def test_a_backup_of_before_search_keys_were_marked_is_known_by_what_is_sealed_in_it(place, registry, tmp_path):
    await started(place)
    await place.run(REGISTRY, "DELETE FROM search_key")
    await place.back_up(tmp_path / "data", tmp_path / "apart")
    await place.restore(tmp_path / "data")
    with pytest.raises(KeyUnavailable, match="key_missing"):
        await started(place)
    await place.restore(tmp_path / "data", tmp_path / "apart")
    assert await started(place)


async def test_where_nothing_was_sealed_or_digested_a_search_key_is_made_as_ever(place, tmp_path):
    await place.back_up(tmp_path / "data")
    await place.restore(tmp_path / "data", no_erasures_known=True)
    assert await started(place)


async def test_another_search_key_than_the_one_that_was_used_is_refused(place, registry: Sealing):
    await started(place)
    await place.run(REGISTRY, "DELETE FROM keyring.data_key WHERE subject = 'search'")
    name, key = Wrapping.from_file(place.installation.sealing_keys[REGISTRY]).wrap(os.urandom(32), SEARCH)
    strange = "INSERT INTO keyring.data_key (subject, project, made_with, wrapped) VALUES ('search', '', $1, $2)"
    await place.run(REGISTRY, strange, name, key)
    with pytest.raises(KeyUnavailable, match="wrong_key"):
        await started(place)


async def test_many_processes_may_start_for_the_first_time_at_once(fresh_database):
    await prepare(fresh_database)
    keyrings = [Keyring(fresh_database, Wrapping({"k1": bytes(32)})) for _ in range(8)]
    await asyncio.gather(*(keyring.start() for keyring in keyrings))
    assert len({keyring.digest("pesel", PESEL) for keyring in keyrings}) == 1


async def test_a_service_says_in_its_log_why_it_does_not_start(
    stack, tmp_path, topic_prefix, fresh_database, fresh_database_url, caplog
):
    settings = settings_of("finance", stack.kafka, fresh_database_url, topic_prefix, make_credentials(tmp_path))
    async with Running(SERVICE, settings).running():
        pass
    async with fresh_database.read() as db:
        await db.driver.execute("DELETE FROM keyring.data_key")
    caplog.set_level(logging.CRITICAL)
    with pytest.raises(KeyUnavailable, match="key_missing"):
        async with Running(SERVICE, settings).running():
            pass
    assert "not started: the search key that belongs to these data is not here" in caplog.text
