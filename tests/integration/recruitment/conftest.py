"""The desk on a database of its own, and the running service with its own topics."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from deploy.local.credentials import make_credentials
from deploy.local.ports import free_port
from services.recruitment.main import SERVICE
from shared.http.tokens import Signer
from shared.kernel.clock import ClockMode
from shared.privacy.keys import InstallationKey
from shared.runtime.service import Running
from shared.runtime.settings import Settings
from shared.store.database import Database
from shared.store.migrate import migrate
from shared.store.transaction import Commands
from tests.integration.recruitment.counter import Counter
from tests.integration.recruitment.office import Office
from tests.support.keyed import HOOKS
from tests.support.serving import served
from tests.support.stack import Addresses


@pytest.fixture
async def office(fresh_database: Database) -> Office:
    await migrate(fresh_database, SERVICE.migrations)
    key = InstallationKey(bytes(range(32)))
    commands = Commands(fresh_database, SERVICE.events, key, ClockMode.DRIVEN, SERVICE.own, SERVICE.set_rules)
    desk = Office(fresh_database, commands)
    await desk.today("2021-03-01")
    return desk


@pytest.fixture
async def counter(stack: Addresses, fresh_database_url: str, topic_prefix: str, tmp_path: Path) -> AsyncIterator[Counter]:
    credentials = make_credentials(tmp_path)
    settings = Settings(
        service="recruitment",
        centre="test",
        database_url=fresh_database_url,
        kafka=stack.kafka,
        topic_prefix=topic_prefix,
        port=free_port(),
        clock=ClockMode.DRIVEN,
        token_keys=credentials.token_keys,
        sealing_key=credentials.sealing_keys["recruitment"],
    )
    async with (
        served(Running(SERVICE, settings).app) as url,
        httpx.AsyncClient(base_url=url, timeout=30, event_hooks=HOOKS) as http,
    ):
        desk = Counter(http, Signer.from_file(credentials.signing_key))
        await desk.advance("2021-03-01")
        yield desk
