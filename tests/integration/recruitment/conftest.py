"""The desk, on a database of its own."""

import pytest

from services.recruitment.main import SERVICE
from shared.kernel.clock import ClockMode
from shared.privacy.keys import InstallationKey
from shared.store.database import Database
from shared.store.migrate import migrate
from shared.store.transaction import Commands
from tests.integration.recruitment.office import Office


@pytest.fixture
async def office(fresh_database: Database) -> Office:
    await migrate(fresh_database, SERVICE.migrations)
    key = InstallationKey(bytes(range(32)))
    commands = Commands(fresh_database, SERVICE.events, key, ClockMode.DRIVEN, SERVICE.own, SERVICE.set_rules)
    desk = Office(fresh_database, commands)
    await desk.today("2021-03-01")
    return desk
