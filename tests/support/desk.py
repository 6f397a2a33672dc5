"""A service's HTTP operations on a test's database, without a network, a relay or consumers."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from httpx import ASGITransport, AsyncClient
from joserfc.jwk import OKPKey

from shared.http.app import make_app
from shared.http.operations import Desk, Operations
from shared.http.roles import Role
from shared.http.tokens import Signer, Verifier
from shared.kernel.ids import ActorId, new_id
from shared.runtime.service import AUDIENCE, Service
from shared.store.transaction import Commands, Who
from tests.support.keyed import HOOKS


@asynccontextmanager
async def calling(service: Service, commands: Commands, place: Path, *roles: Role) -> AsyncIterator[AsyncClient]:
    """A client whose token carries these roles; `place` is a folder for the key file."""
    key = OKPKey.generate_key("Ed25519", parameters={"kid": "test"})
    keys = place / "keys.json"
    keys.write_text(json.dumps({"keys": [key.as_dict(private=False)]}), "utf-8")
    desk = Desk(commands, commands.database, commands.keys, Verifier(keys, AUDIENCE), _no_wait)
    app = make_app(service.title, service.operations, Operations(), _nothing, _no_checks)
    app.state.desk = desk
    token = Signer(key).sign(Who(ActorId(new_id()), frozenset(roles)), AUDIENCE, timedelta(minutes=1))
    headers = {"Authorization": f"Bearer {token}"}
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test", headers=headers, event_hooks=HOOKS) as client:
        yield client


async def _no_wait(after: str) -> None:
    """Nothing consumes here, so nothing can be waited for."""


async def _no_checks() -> dict[str, bool]:
    return {}


@asynccontextmanager
async def _nothing() -> AsyncIterator[Desk]:
    raise AssertionError("the application is called without its life cycle")
    yield
