"""A query that asks another service holds no connection meanwhile: services that ask each other cannot stand still."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from joserfc.jwk import OKPKey

from deploy.local.ports import LOOPBACK, free_port
from shared.events.registry import Registry
from shared.http.app import make_app
from shared.http.elsewhere import Elsewhere
from shared.http.operations import Desk, Looking, Operations
from shared.http.roles import STAFF, Role
from shared.http.tokens import Signer, Verifier
from shared.kernel.command import View
from shared.kernel.ids import ActorId, new_id
from shared.privacy.keys import NoKeys
from shared.runtime.service import AUDIENCE
from shared.store.database import Database
from shared.store.transaction import Commands, Who
from tests.support.serving import served


class Sum(View):
    """What a query counted, and what another one did."""

    here: int
    there: int = 0


async def counted(look: Looking) -> Sum:
    """One statement."""
    return Sum(here=await look.db.driver.fetchval("SELECT 1"))


async def asking(look: Looking) -> Sum:
    """A statement before and one after another service, this one itself, was asked."""
    before = await look.db.driver.fetchval("SELECT 10")
    there = await look.ask("self", "counted", {}, Sum)
    return Sum(here=before + await look.db.driver.fetchval("SELECT 5"), there=there.here)


async def asking_in_a_snapshot(look: Looking) -> Sum:
    """What must not be done: the snapshot would be lost on the way."""
    async with look.db.driver.transaction(isolation="repeatable_read", readonly=True):
        return await look.ask("self", "counted", {}, Sum)


@asynccontextmanager
async def service(url: str, place, pool: int) -> AsyncIterator[httpx.AsyncClient]:
    key, port = OKPKey.generate_key("Ed25519", parameters={"kid": "test"}), free_port()
    (place / "keys.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}), "utf-8")
    operations = Operations()
    for query in (counted, asking, asking_in_a_snapshot):
        operations.query(query, STAFF)

    @asynccontextmanager
    async def running() -> AsyncIterator[Desk]:
        database, elsewhere = Database(url, pool=pool), Elsewhere({"self": f"http://{LOOPBACK}:{port}"})
        commands = Commands(database, Registry("test", []), NoKeys())
        try:
            yield Desk(commands, database, NoKeys(), Verifier(place / "keys.json", AUDIENCE), nothing_to_wait_for, elsewhere)
        finally:
            await elsewhere.close()
            await database.close()

    token = Signer(key).sign(Who(ActorId(new_id()), frozenset({Role.AUDITOR})), AUDIENCE, timedelta(minutes=1))
    app = make_app("test", operations, Operations(), running, nothing_to_check)
    async with served(app, port) as address:
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=10) as client:
            yield client


async def nothing_to_wait_for(after: str) -> None:
    """Nobody consumes here."""


async def nothing_to_check() -> dict[str, bool]:
    return {}


@pytest.mark.parametrize("callers", [1, 5])
async def test_with_a_single_connection_a_query_that_asks_its_own_service_is_answered(fresh_database_url, tmp_path, callers):
    async with service(fresh_database_url, tmp_path, pool=1) as client:
        answers = await asyncio.gather(*(client.get("/queries/asking") for _ in range(callers)))
        assert [answer.json() for answer in answers] == [{"here": 15, "there": 1}] * callers


async def test_a_snapshot_is_not_given_up_in_silence(fresh_database_url, tmp_path):
    async with service(fresh_database_url, tmp_path, pool=1) as client:
        assert (await client.get("/queries/asking_in_a_snapshot")).status_code == 500
        assert (await client.get("/queries/counted")).json() == {"here": 1, "there": 0}, "the connection is free again"
