"""The desk on a database of its own, and the running service with its own topics."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from deploy.local.credentials import make_credentials
from services.recruitment.main import SERVICE
from shared.http.tokens import Signer
from shared.kernel.clock import ClockMode
from shared.privacy.in_memory import KeysInMemory
from shared.privacy.wrapping import Wrapping
from shared.runtime.service import Running
from shared.store.database import Database
from shared.store.keyring import Keyring
from shared.store.migrate import migrate
from shared.store.transaction import Commands
from tests.integration.recruitment.counter import Counter
from tests.integration.recruitment.eraser import MEASURED
from tests.integration.recruitment.office import Office
from tests.support.keyed import HOOKS
from tests.support.serving import served
from tests.support.settings import settings_of
from tests.support.stack import Addresses


@pytest.fixture
async def office(fresh_database: Database) -> Office:
    await migrate(fresh_database, SERVICE.migrations)
    key = KeysInMemory()
    commands = Commands(fresh_database, SERVICE.events, key, ClockMode.DRIVEN, SERVICE.own, SERVICE.set_rules)
    desk = Office(fresh_database, commands)
    await desk.today("2021-03-01")
    return desk


@pytest.fixture
async def keyed(fresh_database: Database, fresh_database_url: str) -> AsyncIterator[Office]:
    """A desk whose keys stand in the database, as they do in a service, and a project that is measured."""
    await migrate(fresh_database, SERVICE.migrations)
    beside = Database(fresh_database_url, pool=2)
    keys = Keyring(beside, Wrapping({"k1": os.urandom(32)}))
    await keys.start()
    commands = Commands(fresh_database, SERVICE.events, keys, ClockMode.DRIVEN, SERVICE.own, SERVICE.set_rules)
    desk = Office(fresh_database, commands)
    await desk.today("2021-03-01")
    await desk.open(**MEASURED)
    yield desk
    await beside.close()


@pytest.fixture
async def counter(stack: Addresses, fresh_database_url: str, topic_prefix: str, tmp_path: Path) -> AsyncIterator[Counter]:
    credentials = make_credentials(tmp_path)
    place = (stack.kafka, fresh_database_url, topic_prefix, credentials)
    settings = settings_of("recruitment", *place, clock=ClockMode.DRIVEN)
    async with (
        served(Running(SERVICE, settings).app) as url,
        httpx.AsyncClient(base_url=url, timeout=30, event_hooks=HOOKS) as http,
    ):
        desk = Counter(http, Signer.from_file(credentials.signing_key))
        await desk.advance("2021-03-01")
        yield desk
