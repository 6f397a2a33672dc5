"""A running gateway as its callers see it, in the test's own process, with the services the test puts behind it."""

import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from deploy.local.credentials import Credentials
from services.gateway.main import Gateway
from services.gateway.now import Now
from services.gateway.settings import GatewaySettings
from shared.http.roles import Role
from shared.http.tokens import Signer
from shared.kernel.clock import utc_now
from shared.kernel.ids import ActorId
from shared.store.transaction import Who
from tests.support.keyed import HOOKS
from tests.support.serving import served

Headers = dict[str, str]


@dataclass(frozen=True)
class Door:
    """The gateway's address and the keys it signs with."""

    http: httpx.AsyncClient
    signer: Signer

    def signed_in(self, role: Role, audience: str = "gateway", life: timedelta = timedelta(hours=1)) -> Headers:
        """The headers of somebody with this role, as if they had signed in."""
        return bearer(self.signer.sign(Who(ActorId(uuid4()), frozenset({role}), "MOPS"), audience, life))

    async def sign_in(self, login: str, password: str) -> httpx.Response:
        return await self.http.post("/commands/sign_in", json={"login": login, "password": password})


def bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}


def claims(token: str) -> dict[str, Any]:
    """What a token says; nothing is verified."""
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


@asynccontextmanager
async def gateway(
    database_url: str,
    credentials: Credentials,
    services: Mapping[str, str],
    accounts: Path | None = None,
    *,
    now: Now = utc_now,
    tls: bool = False,
) -> AsyncIterator[Door]:
    """The gateway in front of these services, with the demo accounts of a file; `now` is its clock."""
    settings = GatewaySettings(
        service="gateway",
        centre="test",
        database_url=database_url,
        port=1,
        token_keys=credentials.token_keys,
        signing_key=credentials.signing_key,
        sealing_key=credentials.sealing_keys["gateway"],
        tls=tls,
        demo_accounts=accounts,
        services=dict(services),
    )
    async with (
        served(Gateway(settings, now).app) as url,
        httpx.AsyncClient(base_url=url, timeout=30, event_hooks=HOOKS) as http,
    ):
        yield Door(http, Signer.from_file(credentials.signing_key))
