"""Upkeep: what has been kept long enough goes by itself, in every service that runs."""

import asyncio

import pytest

from deploy.local.credentials import make_credentials
from services.finance.main import SERVICE as FINANCE
from shared.runtime.service import Running
from shared.runtime.tasks import upkeep
from shared.store.database import Database
from shared.store.migrate import migrate
from shared.testing.eventually import eventually
from tests.support.serving import served
from tests.support.settings import settings_of
from tests.support.tally import WHO

OLD = "INSERT INTO command VALUES ($1, 'k', '\\x01', '{}', statement_timestamp() - interval '31 days')"


async def test_a_service_that_runs_blanks_old_fingerprints_by_itself(
    stack, tmp_path, topic_prefix, fresh_database: Database, fresh_database_url
):
    await migrate(fresh_database, FINANCE.migrations)
    async with fresh_database.read() as db:
        await db.driver.execute(OLD, WHO.actor)
    settings = settings_of("finance", stack.kafka, fresh_database_url, topic_prefix, make_credentials(tmp_path))

    async def blanked() -> bool:
        async with fresh_database.read() as db:
            return bool(await db.driver.fetchval("SELECT fingerprint = '' FROM command"))

    async with served(Running(FINANCE, settings).app):
        await eventually(blanked, what="the fingerprint is blank")


async def test_it_goes_on_while_a_database_is_away_and_ends_of_a_fault_of_ours():
    faults = iter([None, ConnectionRefusedError(), None, RuntimeError("ours")])
    done: list[int] = []

    async def work() -> None:
        done.append(len(done))
        if (fault := next(faults)) is not None:
            raise fault

    with pytest.raises(RuntimeError, match="ours"):
        async with asyncio.timeout(5):
            await upkeep(work, every=0)
    assert done == [0, 1, 2, 3]
