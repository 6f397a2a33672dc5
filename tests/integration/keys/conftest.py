"""Three databases and what is sealed in them; and one with its key file."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.installation import Installation
from deploy.local.private_files import keep_private
from shared.privacy.ring import Owner
from shared.privacy.wrapping import written
from shared.store.database import Database
from tests.integration.keys.rotating import Kept
from tests.integration.keys.sealing import (
    ANNA,
    ANNAS_APPLICATION,
    DOOR,
    FINANCE,
    MAREK,
    PROJECT,
    REGISTRY,
    Sealing,
    append,
)
from tests.support.backup import Place, databases
from tests.support.tally import prepare


@pytest.fixture
async def place(stack, topic_prefix, tmp_path) -> AsyncIterator[Place]:
    async with databases(stack, topic_prefix, tmp_path, (REGISTRY, FINANCE, DOOR)) as three:
        yield three


@pytest.fixture
async def registry(place) -> Sealing:
    """Anna, who has applied, and Marek."""
    sealing = Sealing(place, REGISTRY)
    for person in (ANNA, MAREK):
        await sealing.seal(Owner(str(person), PROJECT), person=str(person))
    form = {"person": str(ANNA), "project": PROJECT, "application": str(ANNAS_APPLICATION)}
    await append(place, REGISTRY, f"application:{ANNAS_APPLICATION}", "ApplicationSubmitted", form)
    return sealing


@pytest.fixture
async def finance(place) -> Sealing:
    """A benefit of Anna, who is a participant here, and a supplier."""
    sealing = Sealing(place, FINANCE)
    await sealing.seal(Owner(str(ANNAS_APPLICATION), PROJECT), participant=str(ANNAS_APPLICATION))
    await sealing.seal(Owner("s:supplier", PROJECT))
    return sealing


@pytest.fixture
async def kept(fresh_database: Database, fresh_database_url: str, tmp_path: Path) -> Kept:
    await prepare(fresh_database)
    parts = urlsplit(fresh_database_url)
    password = tmp_path / "password"
    password.write_text(parts.password or "", "utf-8")
    file = tmp_path / "sealing.key"
    keep_private(file, lambda: written({"k1": os.urandom(32)}))
    found = Installation(
        databases={"finance": fresh_database_url.replace(f":{parts.password}@", "@")},
        passwords={"finance": password},
        services={},
        signing_key=tmp_path / "none",
        sealing_keys={"finance": file},
        kafka="none:1",
        centre="test",
    )
    (tmp_path / "installation.json").write_text(found.model_dump_json(), "utf-8")
    return Kept(fresh_database, fresh_database_url, file, tmp_path / "installation.json")
