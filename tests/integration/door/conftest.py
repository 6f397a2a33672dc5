"""A gateway with a clock of its own, and a browser before it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local.credentials import Credentials, make_credentials
from tests.support.reception import Browser, Reception, received


@pytest.fixture
def credentials(tmp_path: Path) -> Credentials:
    return make_credentials(tmp_path)


@pytest.fixture
async def desk(fresh_database_url: str, credentials: Credentials) -> AsyncIterator[Reception]:
    async with received(fresh_database_url, credentials) as it:
        yield it


@pytest.fixture
async def browser(desk: Reception) -> AsyncIterator[Browser]:
    async with desk.browser() as it:
        yield it
