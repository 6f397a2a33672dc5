"""`kladka persons reindex`: what people are found by is made anew with the installation's own keys, or nothing changes."""

import asyncio
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import Result
from typer.testing import CliRunner

from deploy.cli.main import app
from services.recruitment.main import SERVICE
from shared.privacy.wrapping import Wrapping, written
from shared.store.keyring import Keyring
from shared.store.migrate import migrate
from shared.store.transaction import Commands
from tests.integration.recruitment.office import Office
from tests.integration.recruitment.registry import anna, digests, olena, register

KEYS = {"k1": bytes(range(32))}


@pytest.fixture
async def sealed(fresh_database) -> Office:
    """A desk whose keys are those of an installation."""
    await migrate(fresh_database, SERVICE.migrations)
    keyring = Keyring(fresh_database, Wrapping(KEYS))
    await keyring.start()
    desk = Office(fresh_database, Commands(fresh_database, SERVICE.events, keyring, own=SERVICE.own))
    await desk.open()
    await register(desk, anna())
    await register(desk, olena())
    return desk


async def reindex(place: Path, url: str, keys: dict[str, bytes]) -> Result:
    parts = urlsplit(url)
    (place / "password").write_text(str(parts.password))
    (place / "keys").write_text(written(keys))
    installation = {
        "databases": {"recruitment": f"postgresql://{parts.username}@{parts.hostname}:{parts.port}{parts.path}"},
        "passwords": {"recruitment": str(place / "password")},
        "sealing_keys": {"recruitment": str(place / "keys")},
        "services": {},
        "signing_key": str(place / "key"),
        "kafka": "nowhere:9092",
        "centre": "test",
    }
    (place / "installation.json").write_text(json.dumps(installation))
    told = ["persons", "reindex", "--installation", str(place / "installation.json")]
    return await asyncio.to_thread(CliRunner().invoke, app, told)


async def test_every_card_can_be_found_again(sealed, fresh_database_url, tmp_path):
    before = await digests(sealed)
    async with sealed.database.begin() as db:
        await db.driver.execute("DELETE FROM person_digest")
    done = await reindex(tmp_path, fresh_database_url, KEYS)
    assert (done.exit_code, done.output) == (0, "2 cards can be found\n")
    assert await digests(sealed) == before


async def test_with_other_keys_nothing_is_changed(sealed, fresh_database_url, tmp_path):
    before = await digests(sealed)
    done = await reindex(tmp_path, fresh_database_url, {"k1": bytes(32)})
    assert done.exit_code == 1
    assert "wrong_key" in done.output
    assert await digests(sealed) == before
