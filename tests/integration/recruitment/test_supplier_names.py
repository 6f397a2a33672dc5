"""Finance asks the person registry for the names of natural persons among the suppliers, in the caller's own name."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deploy.local.credentials import make_credentials
from services.finance.main import SERVICE as FINANCE
from shared.http.elsewhere import CORRELATION
from shared.http.roles import Role
from shared.kernel.clock import ClockMode
from shared.runtime.service import Running
from tests.integration.recruitment.counter import Counter
from tests.support.keyed import HOOKS
from tests.support.serving import served
from tests.support.settings import settings_of
from tests.support.stack import Addresses, empty_database
from tests.unit.recruitment.examples import definition

TRAINER = {"given_name": "Wirginia", "family_name": "Brzoza", "no_pesel": "not_needed"}


@dataclass
class Desks:
    """Finance and the registry it asks."""

    finance: httpx.AsyncClient
    registry: Counter

    async def listed(self, role: Role, request: str | None = None) -> list[dict[str, Any]]:
        headers = self.registry.token(role) | ({CORRELATION: request} if request else {})
        return (await self.finance.get("/queries/suppliers", headers=headers)).json()["items"]

    async def supplier(self, **said: str) -> str:
        headers = self.registry.token(Role.COORDINATOR)
        answer = await self.finance.post("/commands/register_supplier", json=said, headers=headers)
        return str(answer.json()["supplier_id"])


@pytest.fixture
async def desks(counter: Counter, stack: Addresses, topic_prefix: str, tmp_path: Path) -> AsyncIterator[Desks]:
    credentials = make_credentials(tmp_path)
    async with empty_database(stack) as url:
        others = {"recruitment": str(counter.http.base_url)}
        more: dict[str, Any] = {"clock": ClockMode.DRIVEN, "services": others}
        settings = settings_of("finance", stack.kafka, url, topic_prefix, credentials, **more)
        async with (
            served(Running(FINANCE, settings).app) as address,
            httpx.AsyncClient(base_url=address, timeout=30, event_hooks=HOOKS) as finance,
        ):
            yield Desks(finance, counter)


async def test_names_of_natural_persons_are_for_who_may_read_them_and_their_reading_is_logged(desks):
    await desks.registry.post("open_project", {"definition": definition().model_dump(mode="json")})
    said = {"project": "bridge", "capacity": "supplier", "person": TRAINER}
    person = (await desks.registry.post("register_person", said)).json()["person_id"]
    company = await desks.supplier(name="Topart", tax_number="1234563218")
    one, unknown = await desks.supplier(person=person), await desks.supplier(person=str(uuid4()))
    request = str(uuid4())
    shown = await desks.listed(Role.COORDINATOR, request)
    assert [(item["supplier"], item["name"], item["tax_number"]) for item in shown] == [
        (company, "Topart", "1234563218"),
        (one, "Wirginia Brzoza", None),
        (unknown, None, None),
    ]
    hidden = await desks.listed(Role.ACCOUNTANT)
    assert {item["supplier"]: item["name"] for item in hidden} == {company: "Topart", one: None, unknown: None}
    log = await desks.registry.get("access_log", Role.DATA_PROTECTION_OFFICER, person=person)
    (read,) = log.json()["items"]
    assert (read["purpose"], read["origin"], read["correlation"]) == ("settlement", "finance", request)
    assert (read["fields"], read["roles"]) == (["family_name", "given_name"], ["coordinator"])
