"""The gateway in front of real services on real PostgreSQL and Kafka: roles, budget, notification, clock, settling."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from fastapi.openapi.models import OpenAPI
from jsonschema import Draft202012Validator

from services.finance.reads import ProjectOpened
from shared.bus.effects import notice
from shared.events.envelope import Meta
from shared.http.roles import Role
from shared.kernel.errors import Refused
from shared.kernel.ids import SYSTEM, derived_id, new_id
from shared.store.database import Database
from tests.support.house import House, housed
from tests.support.stack import Addresses

pytestmark = pytest.mark.xdist_group("gateway")

BUDGET = {
    "project": "p1",
    "total": "100.00",
    "sources": [{"code": "grant", "title": "dofinansowanie", "amount": "100.00"}],
    "tasks": [
        {
            "code": "1",
            "title": "Aktywizacja społeczna",
            "kind": "direct",
            "lines": [
                {
                    "code": "1.1",
                    "title": "Warsztaty",
                    "category": "usługi zewnętrzne",
                    "unit": "warsztat",
                    "quantity": "1",
                    "unit_price": "100.00",
                    "amount": "100.00",
                    "own_contribution": None,
                }
            ],
        }
    ],
}


@pytest.fixture(scope="module")
async def house(stack: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with housed(stack, tmp_path_factory.mktemp("keys")) as it:
        yield it


async def test_a_trainer_may_not_approve_a_budget(house: House) -> None:
    answer = await house.door.http.post("/commands/approve_budget", json=BUDGET, headers=house.door.signed_in(Role.TRAINER))
    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")


async def test_an_approved_budget_can_be_read_at_once(house: House) -> None:
    await house.open_project("p1", "100.00")
    headers = house.door.signed_in(Role.ACCOUNTANT)
    approved = await house.door.http.post("/commands/approve_budget", json=BUDGET, headers=headers)
    assert approved.json() == {"position": "budget:p1@1"}
    seen = await house.door.http.get("/queries/budget", params={"project": "p1"}, headers=headers)
    assert {name: seen.json()[name] for name in BUDGET} == BUDGET
    assert seen.json()["currency"] == "PLN"


async def test_a_repeated_command_gets_the_first_answer(house: House) -> None:
    await house.open_project("p2", "100.00")
    headers = house.door.signed_in(Role.ACCOUNTANT) | {"Idempotency-Key": "once"}
    answers = [
        await house.door.http.post("/commands/approve_budget", json=BUDGET | {"project": "p2"}, headers=headers)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content


async def test_a_budget_of_a_project_nobody_opened_is_refused(house: House) -> None:
    body = BUDGET | {"project": "p3"}
    answer = await house.door.http.post("/commands/approve_budget", json=body, headers=house.door.signed_in(Role.ACCOUNTANT))
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_project")


async def test_an_offer_is_told_by_letter_once_though_it_arrives_twice(house: House) -> None:
    application = uuid4()
    body = f'{{"project": "p1", "target_group": "residents", "application": "{application}", "answer_by": "2021-01-08"}}'
    event = await house.recruitment_publishes("ReservePlaceOffered", f"places:p1/{application}", body.encode(), times=2)
    headers = house.door.signed_in(Role.SOCIAL_WORKER)
    assert (await house.door.http.post("/commands/settle", headers=headers)).status_code == 200
    answer = await house.door.http.get("/queries/notifications", params={"project": "p1"}, headers=headers)
    planned = {one["channel"]: one for one in answer.json()["items"]}
    assert len(answer.json()["items"]) == 2
    assert {one["application"] for one in planned.values()} == {str(application)}
    assert {one["template"] for one in planned.values()} == {"reserve_place_offered"}
    for channel in ("letter", "in_app"):
        expected = derived_id("notification", event, application, "reserve_place_offered", channel)
        assert planned[channel]["notification"] == str(expected)


async def test_notifications_are_paged_in_the_order_they_were_planned(house: House) -> None:
    headers = house.door.signed_in(Role.SOCIAL_WORKER)
    applications = [str(uuid4()) for _ in range(3)]
    for one in applications:
        body = f'{{"project": "pages", "application": "{one}", "answer_by": "2021-01-08"}}'
        await house.recruitment_publishes("ReservePlaceOffered", f"places:pages/{one}", body.encode())
    assert (await house.door.http.post("/commands/settle", headers=headers)).status_code == 200
    asked = {"project": "pages", "limit": 4}
    first = (await house.door.http.get("/queries/notifications", params=asked, headers=headers)).json()
    second = (
        await house.door.http.get("/queries/notifications", params=asked | {"cursor": first["next"]}, headers=headers)
    ).json()
    assert [one["application"] for one in first["items"] + second["items"]] == [one for one in applications for _ in range(2)]
    assert second["next"] is None


async def test_only_an_admin_advances_the_clock(house: House) -> None:
    answer = await house.door.http.post(
        "/commands/advance_clock", json={"to": "2021-02-01"}, headers=house.door.signed_in(Role.COORDINATOR)
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")


async def test_the_clock_is_set_in_every_service_and_shown_to_staff(house: House) -> None:
    headers = house.door.signed_in(Role.ADMIN)
    answer = await house.door.http.post("/commands/advance_clock", json={"to": "2031-05-31"}, headers=headers)
    assert answer.status_code == 200
    clock = (await house.door.http.get("/queries/clocks", headers=house.door.signed_in(Role.TRAINER))).json()
    assert clock["business_date"] == "2031-05-31"
    assert datetime.fromisoformat(clock["database"]).tzinfo is not None


@pytest.mark.parametrize("to", ["2006-12-31", "2100-01-01"])
async def test_a_clock_is_not_set_to_where_no_rules_are_known_or_dates_no_longer_add_up(house: House, to: str) -> None:
    answer = await house.door.http.post("/commands/advance_clock", json={"to": to}, headers=house.door.signed_in(Role.ADMIN))
    assert (answer.status_code, answer.json()["field"]) == (422, "to")


NOTHING = {"items": [], "next": {}, "unanswered": []}


async def test_what_needs_attention_anywhere_is_listed_newest_first_with_its_service(house: House) -> None:
    headers = house.door.signed_in(Role.SOCIAL_WORKER)
    assert (await house.door.http.get("/queries/attention", headers=headers)).json() == NOTHING
    for service in ("notifications", "finance"):
        await refused_reaction(house.databases[service])
    answer = (await house.door.http.get("/queries/attention", headers=headers)).json()
    assert [(one["service"], one["code"]) for one in answer["items"]] == [("finance", "late"), ("notifications", "late")]


async def refused_reaction(database_url: str) -> None:
    """Something a service could not do by itself, noticed now."""
    own = Database(database_url)
    meta = Meta(new_id(), "ProjectOpened", 1, "project:p9", 1, date(2021, 1, 1), datetime.now(UTC), new_id(), new_id(), SYSTEM)
    opened = ProjectOpened(project="p9", total=Decimal("1.00"), starts_on=date(2021, 1, 1), ends_on=date(2021, 12, 31))
    async with own.begin() as db:
        await notice(db, "test", opened, meta, Refused("late"))
    await own.close()


async def test_the_merged_document_holds_every_operation_with_its_roles_and_its_service(house: House) -> None:
    document = (await house.door.http.get("/openapi.json")).json()
    found = {
        operation["operationId"]: (operation["tags"], operation["x-roles"], operation.get("security"))
        for methods in document["paths"].values()
        for operation in methods.values()
    }
    assert found["sign_in"] == (["gateway"], [], [])
    assert found["approve_budget"] == (["finance"], ["accountant", "coordinator"], None)
    assert found["notifications"] == (["notifications"], ["admin", "auditor", "coordinator", "social_worker"], None)
    assert set(found) == {
        *("sign_in", "sign_out", "sign_out_everywhere", "change_password", "enrol_second_factor", "confirm_second_factor"),
        *("create_access_token", "revoke_access_token", "access_tokens", "save_draft", "draft", "drop_draft"),
        *("create_account", "change_account", "deactivate_account", "activate_account", "reset_password"),
        *("reset_second_factor", "accounts", "account_history", "sign_ins"),
        *("advance_clock", "settle", "clocks", "services", "attention", "settle_attention"),
        *("read_models", "parked_streams", "parked_record", "replay_parked", "discard_parked"),
        *("approve_budget", "revise_budget", "register_supplier", "commit_money", "release_commitment"),
        *("record_expense", "approve_expense", "pay_expense", "declare_ineligible", "correct_expense"),
        *(
            "budget",
            "budget_diff",
            "budget_execution",
            "commitments",
            "expense",
            "expenses",
            "expenses_to_approve",
            "suppliers",
        ),
        *("expenses_to_approve", "suppliers", "line_history", "proposed_budget"),
        *("notifications", "notification_text"),
    }


async def test_the_merged_document_is_valid(house: House) -> None:
    document = (await house.door.http.get("/openapi.json")).json()
    OpenAPI.model_validate(document)
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert re.fullmatch(r"[a-zA-Z0-9._-]+", name)
    text = str(document)
    refs = {part.split("'")[0] for part in text.split("#/components/schemas/")[1:]}
    assert refs == set(document["components"]["schemas"])
