"""What several of these modules compare with is played once for all of them, also when several workers run them."""

import json
import os
from typing import Any

import pytest
from filelock import AsyncFileLock

from tests.system.installation import installation, player_of, write_scenario


@pytest.fixture(scope="session")
async def undisturbed(tmp_path_factory) -> dict[str, Any]:
    """The figures of a run of single processes in which nothing happens."""
    place = tmp_path_factory.getbasetemp()
    shared = place.parent if "PYTEST_XDIST_WORKER" in os.environ else place
    file = shared / "undisturbed.json"
    async with AsyncFileLock(shared / "undisturbed.lock"):
        if not file.exists():
            file.write_text(json.dumps(await _play(tmp_path_factory.mktemp("undisturbed"))), "utf-8")
        return json.loads(file.read_text("utf-8"))


async def _play(place) -> dict[str, Any]:
    async with installation(place) as whole, whole.client() as client:
        await player_of(client, write_scenario(place / "scenario")).play()
        return await whole.figures()
