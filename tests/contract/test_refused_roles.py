"""The written table is kept: every operation, called by every role that has no mark there, refuses before anything else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from deploy.cli.declared import EVENT_SOURCED
from deploy.local.credentials import Credentials
from services.gateway.desk import AUDIENCE as DOOR
from shared.http.roles import Role
from shared.http.tokens import Signer, Verifier
from shared.kernel.ids import ActorId
from shared.runtime.service import AUDIENCE as BEHIND
from shared.store.transaction import Who
from tests.contract.test_roles import offered, written

PLACES = [*EVENT_SOURCED, "gateway"]
OPEN = {"sign_in"}
"""For whoever is not known yet."""


@asynccontextmanager
async def at(app: FastAPI, keys: Credentials, audience: str) -> AsyncIterator[httpx.AsyncClient]:
    """Callers of an application that knows nothing but the keys of tokens: whatever gets past the door would be a fault."""
    app.state.desk = SimpleNamespace(verifier=Verifier(keys.token_keys, audience), cookie=SimpleNamespace(name="kladka"))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client


@pytest.mark.parametrize("place", PLACES)
async def test_every_operation_refuses_every_role_without_a_mark(
    applications: dict[str, FastAPI], keys: Credentials, place: str
) -> None:
    rows, audience = written(), DOOR if place == "gateway" else BEHIND
    signer, asked = Signer.from_file(keys.signing_key), 0
    tokens = {role: signer.sign(Who(ActorId(uuid4()), frozenset({role})), audience, timedelta(hours=1)) for role in Role}
    async with at(applications[place], keys, audience) as client:
        for path, route in offered(applications[place]):
            marked = rows["internal" if path.startswith("/internal") else place, route.name]
            (method,) = route.methods
            for role in set(Role) - {Role(one) for one in marked} if route.name not in OPEN else ():
                headers = {"Authorization": f"Bearer {tokens[role]}"}
                answer = await client.request(method, path, headers=headers)
                assert (answer.status_code, answer.json()["code"]) == (403, "role_missing"), f"{role} {path}"
                asked += 1
    assert asked > 30


@pytest.mark.parametrize("place", PLACES)
async def test_nobody_is_let_in_without_a_token(applications: dict[str, FastAPI], keys: Credentials, place: str) -> None:
    async with at(applications[place], keys, BEHIND) as client:
        for path, route in offered(applications[place]):
            if route.name not in OPEN:
                (method,) = route.methods
                answer = await client.request(method, path)
                assert (answer.status_code, answer.json()["code"]) == (401, "token_missing"), path
