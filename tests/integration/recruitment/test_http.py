"""Recruitment as a running service over HTTP: roles, versions, problems, and the timer that lets offers expire."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deploy.local.credentials import make_credentials
from deploy.local.ports import free_port
from services.recruitment.main import SERVICE
from shared.http.roles import Role
from shared.http.tokens import Signer
from shared.kernel.clock import ClockMode
from shared.kernel.ids import ActorId
from shared.runtime.service import Running
from shared.runtime.settings import Settings
from shared.store.transaction import Who
from shared.testing.eventually import eventually
from tests.integration.recruitment.office import RESIDENTS
from tests.support.keyed import HOOKS
from tests.support.serving import served
from tests.support.stack import Addresses
from tests.unit.recruitment.examples import definition

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

    async def candidate(self, pesel: str) -> str:
        """Somebody who asked for a place."""
        person = {"given_name": "Anna", "family_name": "Nowak", "pesel": pesel}
        applied = (await self.post("submit_application", FORM | {"person": person})).json()["application_id"]
        await self.post("assess_application", {"application": applied, "eligible": True})
        await self.post("recruit_candidate", {"application": applied})
        return str(applied)

    async def advance(self, to: str) -> None:
        answer = await self.http.post("/internal/commands/advance_clock", json={"to": to}, headers=self.token(Role.ADMIN))
        assert answer.status_code == 200


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


async def test_an_offer_that_nobody_answers_goes_to_the_next_when_the_clock_passes_its_last_day(counter):
    opened = await counter.post("open_project", {"definition": definition(limit=0).model_dump(mode="json")})
    assert opened.json()["project"] == "bridge"
    first, second = await counter.candidate("02270803624"), await counter.candidate("44051401458")
    group = await counter.get("target_group", **RESIDENTS)
    change = RESIDENTS | {"limit": 1, "reason": "approved"}
    stale = await counter.post("change_group_limit", change, if_match='"1"')
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    changed = await counter.post("change_group_limit", change, if_match=group.headers["ETag"])
    assert changed.status_code == 200
    await counter.advance("2021-03-08")
    assert (await counter.get("application", application=first)).json()["status"] == "offered"
    await counter.advance("2021-03-09")

    async def places() -> list[tuple[str, str, str]]:
        listed = await counter.get("reserve_list", **RESIDENTS)
        return [(item["application"], item["state"], item["answer_by"]) for item in listed.json()["items"]]

    await eventually(places, lambda found: found == [(second, "offered", "2021-03-16")])
    told = await counter.get("why_this_place", application=second)
    assert [one["event"] for one in told.json()["events"]][-1] == "ReservePlaceOffered"


async def test_roles_are_checked_and_refusals_are_problems_without_what_was_typed(counter):
    trainer = await counter.post("open_project", {"definition": definition().model_dump(mode="json")}, Role.TRAINER)
    assert (trainer.status_code, trainer.json()["code"]) == (403, "role_missing")
    await counter.post("open_project", {"definition": definition().model_dump(mode="json")})
    person = {"given_name": "Anna", "family_name": "Nowak", "pesel": "44051401459"}
    wrong = await counter.post("submit_application", FORM | {"person": person})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["field"]) == (422, "pesel_checksum", "person.pesel")
    assert "4405" not in wrong.text
    person["surprise"] = "44051401458"
    unknown = await counter.post("submit_application", FORM | {"person": person})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "invalid_field")
    assert "4405" not in unknown.text
