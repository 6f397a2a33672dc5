"""Recruitment as a running service, as its callers see it: commands and queries over HTTP with a token."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from shared.http.roles import Role
from shared.http.tokens import Signer
from shared.kernel.ids import ActorId
from shared.store.transaction import Who
from tests.integration.recruitment.office import RESIDENTS

FORM: dict[str, Any] = RESIDENTS | {
    "applied_at": "2021-02-01T09:00",
    "premises": ["art7"],
    "disability": {"degree": "none"},
    "labour_status": "inactive",
    "no_same_support": True,
}


@dataclass(frozen=True)
class Counter:
    """The service's address and who signs for its callers."""

    http: httpx.AsyncClient
    signer: Signer

    def token(self, *roles: Role) -> dict[str, str]:
        who = Who(ActorId(uuid4()), frozenset(roles), "MOPS")
        return {"Authorization": f"Bearer {self.signer.sign(who, 'services', timedelta(minutes=5))}"}

    async def post(self, operation: str, body: Any, *roles: Role, **headers: str) -> httpx.Response:
        sent = self.token(*(roles or (Role.COORDINATOR,))) | {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post(f"/commands/{operation}", json=body, headers=sent)

    async def get(self, operation: str, *roles: Role, **parameters: Any) -> httpx.Response:
        headers = self.token(*(roles or (Role.COORDINATOR,)))
        return await self.http.get(f"/queries/{operation}", params=parameters, headers=headers)

    async def candidate(self, pesel: str, **changes: Any) -> str:
        """Somebody who asked for a place."""
        person = {"given_name": "Anna", "family_name": "Nowak", "pesel": pesel}
        applied = (await self.post("submit_application", FORM | {"person": person} | changes)).json()["application_id"]
        await self.post("assess_application", {"application": applied, "eligible": True})
        await self.post("recruit_candidate", {"application": applied})
        return str(applied)

    async def advance(self, to: str) -> None:
        answer = await self.http.post("/internal/commands/advance_clock", json={"to": to}, headers=self.token(Role.ADMIN))
        assert answer.status_code == 200
