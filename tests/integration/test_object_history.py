"""What happened to an object: every service tells it the same way, opens nothing and names no situation of a person."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.http.roles import Role
from shared.http.tokens import Signer
from shared.kernel.ids import ActorId
from shared.store.transaction import Who
from tests.integration.recruitment.counter import FORM
from tests.support.everywhere import SERVICES, Everywhere, everywhere
from tests.support.stack import Addresses
from tests.unit.recruitment.examples import PROJECT, definition

pytestmark = pytest.mark.xdist_group("everywhere")
ANNA = {"given_name": "Wirginia", "family_name": "Brzęczyszczykiewicz", "pesel": "44051401458"}
SITUATION = ("premises", "disability_degree", "disability_kinds", "labour_status", "priority_groups", "in_education")


@pytest.fixture(scope="module")
async def house(stack: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Everywhere]:
    async with everywhere(stack, tmp_path_factory.mktemp("keys")) as it:
        await it.on("2021-03-01")
        await it.tell("recruitment", "open_project", {"definition": definition().model_dump(mode="json")})
        yield it


@pytest.fixture(scope="module")
async def applied(house: Everywhere) -> dict[str, Any]:
    """Somebody applied and took a place."""
    found: dict[str, Any] = await house.tell("recruitment", "submit_application", FORM | {"person": ANNA})
    await house.tell("recruitment", "assess_application", {"application": found["application_id"], "eligible": True})
    await house.tell("recruitment", "recruit_candidate", {"application": found["application_id"]})
    return found


async def asked(house: Everywhere, service: str, who: dict[str, str], **inputs: Any) -> httpx.Response:
    url = f"{house.urls[service]}/internal/queries/object_history"
    return await house.http.get(url, params=inputs, headers=who)


async def told(house: Everywhere, role: Role, **inputs: Any) -> list[dict[str, Any]]:
    answer = await asked(house, "recruitment", house.token(uuid4(), role), **inputs)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_an_application_is_told_newest_first_with_who_and_when(house: Everywhere, applied: dict[str, Any]) -> None:
    items = await told(house, Role.AUDITOR, object=applied["application_id"])
    assert [one["event"] for one in items] == ["ParticipantRecruited", "ApplicationAssessed", "ApplicationSubmitted"]
    assert [one["title"] for one in items][-1] == "Złożono zgłoszenie"
    assert {one["actor"] for one in items} == {str(house.coordinator)}
    assert {one["project"] for one in items} == {PROJECT}
    assert items[-1]["fields"]["person"] == applied["person_id"]
    assert items[1]["fields"]["eligible"] is True


async def test_nothing_is_opened_and_no_situation_is_named(house: Everywhere, applied: dict[str, Any]) -> None:
    items = await told(house, Role.DATA_PROTECTION_OFFICER, object=applied["person_id"])
    text = json.dumps(items, ensure_ascii=False)
    registered = next(one for one in items if one["event"] == "PersonRegistered")
    assert {"given_name", "family_name", "pesel", "birth_date"} <= set(registered["sealed"])
    assert not any(value in text for value in ANNA.values())
    assert "v1." not in text, "no token either"
    assert not any(name in text for name in SITUATION)


async def test_a_project_is_told_by_its_code_a_page_at_a_time(house: Everywhere, applied: dict[str, Any]) -> None:
    whole = await told(house, Role.COORDINATOR, object=PROJECT)
    assert whole[-1]["event"] == "ProjectOpened"
    newest = await told(house, Role.COORDINATOR, object=PROJECT, limit=1)
    assert newest == whole[:1]
    rest = await told(house, Role.COORDINATOR, object=PROJECT, before=newest[0]["recorded_at"])
    assert rest == [one for one in whole if one["recorded_at"] < newest[0]["recorded_at"]]


async def test_every_service_answers_with_its_own_name(house: Everywhere, applied: dict[str, Any]) -> None:
    who = house.token(uuid4(), Role.AUDITOR)
    for service in SERVICES:
        answer = await asked(house, service, who, object=applied["application_id"])
        assert answer.status_code == 200, (service, answer.text)
        assert {one["service"] for one in answer.json()["items"]} <= {service}


async def test_an_account_of_another_project_is_told_nothing_of_this_one(house: Everywhere, applied: dict[str, Any]) -> None:
    items = await asked(house, "recruitment", elsewhere(house.signer), object=applied["application_id"])
    assert (items.status_code, items.json()["items"]) == (200, [])


async def test_others_than_coordinators_and_control_are_refused(house: Everywhere, applied: dict[str, Any]) -> None:
    for role in (Role.SOCIAL_WORKER, Role.TRAINER, Role.ACCOUNTANT, Role.ADMIN):
        no = await asked(house, "recruitment", house.token(uuid4(), role), object=applied["application_id"])
        assert (no.status_code, no.json()["code"]) == (403, "role_missing")


async def test_a_name_is_no_object(house: Everywhere) -> None:
    no = await asked(house, "recruitment", house.token(uuid4(), Role.AUDITOR), object="Anna Nowak")
    assert (no.status_code, no.json()["field"]) == (422, "object")


def elsewhere(signer: Signer) -> dict[str, str]:
    """Somebody whose account is assigned to another project."""
    who = Who(ActorId(uuid4()), frozenset({Role.COORDINATOR}), "MOPS", frozenset({"other"}))
    return {"Authorization": f"Bearer {signer.sign(who, 'services', timedelta(minutes=5))}"}
