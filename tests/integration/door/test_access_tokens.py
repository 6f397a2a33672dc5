"""Personal access tokens: they may less than their person, never more, are shown once, and end when they are to end."""

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from deploy.local.credentials import Credentials
from shared.http.roles import Role
from tests.support.door import Headers, bearer, claims
from tests.support.reception import PASSWORD, Person, Reception, received
from tests.support.serving import served


def mirror() -> FastAPI:
    """A service that answers with the token it was asked with."""
    app = FastAPI(title="mirror")

    async def seen(request: Request) -> JSONResponse:
        return JSONResponse(claims(request.headers["authorization"]))

    app.add_api_route("/queries/mirror", seen, methods=["GET"], operation_id="mirror")
    return app


@pytest.fixture
async def desk(fresh_database_url: str, credentials: Credentials) -> AsyncIterator[Reception]:
    """A gateway with one service behind it."""
    async with served(mirror()) as url, received(fresh_database_url, credentials, services={"mirror": url}) as it:
        yield it


async def make(desk: Reception, headers: Headers, roles: list[str], **more: Any) -> dict[str, Any]:
    answer = await desk.tell("create_access_token", {"title": "zestawienia", "roles": roles, **more}, headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def may(desk: Reception, secret: str) -> tuple[str, list[str], list[str] | None]:
    """Whom the services behind see with this token."""
    seen = (await desk.ask("mirror", bearer(secret))).json()
    return seen["sub"], seen["roles"], seen["projects"]


async def test_a_program_works_in_its_persons_name_with_the_roles_and_projects_it_was_given(desk: Reception) -> None:
    hired = await desk.hire("e.nowacka", "social_worker", "trainer", projects=["p1", "p2"])
    made = await make(desk, await desk.enter(hired), ["trainer"], projects=["p2"])
    assert await may(desk, made["secret"]) == (str(hired.account), ["trainer"], ["p2"])


async def test_without_projects_of_its_own_it_reaches_those_of_the_account(desk: Reception) -> None:
    hired = await desk.hire("e.nowacka", "coordinator", projects=["p1"])
    made = await make(desk, await desk.enter(hired), ["coordinator"])
    assert await may(desk, made["secret"]) == (str(hired.account), ["coordinator"], ["p1"])


async def test_of_an_account_with_a_caseload_it_reaches_no_more(desk: Reception) -> None:
    made = await make(desk, await desk.enter(await desk.hire("j.nowak", "social_worker", caseload="own")), ["social_worker"])
    assert (await desk.ask("mirror", bearer(made["secret"]))).json()["caseload"] == "own"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"roles": ["accountant"]}, "role_not_yours"),
        ({"roles": ["coordinator"], "projects": ["p9"]}, "project_out_of_scope"),
    ],
)
async def test_nobody_gives_a_program_what_they_have_not(desk: Reception, asked: dict[str, Any], code: str) -> None:
    headers = await desk.enter(await desk.hire("e.nowacka", "coordinator", projects=["p1"]))
    answer = await desk.tell("create_access_token", {"title": "x", **asked}, headers)
    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert await desk.rows("TABLE access_token") == []


async def test_what_the_account_loses_its_tokens_lose(desk: Reception) -> None:
    hired = await desk.hire("e.nowacka", "social_worker", "trainer", projects=["p1", "p2"])
    made = await make(desk, await desk.enter(hired), ["social_worker", "trainer"], projects=["p1", "p2"])
    await desk.tell("change_account", {"account": str(hired.account), "roles": ["trainer"], "projects": ["p2", "p3"]})
    assert await may(desk, made["secret"]) == (str(hired.account), ["trainer"], ["p2"])
    await desk.tell("deactivate_account", {"account": str(hired.account), "why": "koniec umowy"})
    refused = await desk.ask("mirror", bearer(made["secret"]))
    assert (refused.status_code, refused.json()["code"]) == (401, "token_refused")


async def test_it_ends_on_its_day(desk: Reception) -> None:
    headers = await desk.enter(await desk.hire())
    made = await make(desk, headers, ["trainer"], days=30)
    assert (datetime.fromisoformat(made["ends_at"]) - desk.clock()).days == 30
    desk.clock.go_on(days=29, hours=23)
    assert (await desk.ask("mirror", bearer(made["secret"]))).status_code == 200
    desk.clock.go_on(hours=1)
    assert (await desk.ask("mirror", bearer(made["secret"]))).json()["code"] == "token_refused"


@pytest.mark.parametrize("days", [0, 367])
async def test_it_has_an_end_within_a_year(desk: Reception, days: int) -> None:
    headers = await desk.enter(await desk.hire())
    answer = await desk.tell("create_access_token", {"title": "x", "roles": ["trainer"], "days": days}, headers)
    assert (answer.status_code, answer.json()["field"]) == (422, "days")


async def test_it_is_kept_as_a_hash_and_listed_without_its_secret(desk: Reception) -> None:
    headers = await desk.enter(await desk.hire())
    made = await make(desk, headers, ["trainer"])
    (row,) = await desk.rows("TABLE access_token")
    assert row["secret_hash"] == hashlib.sha256(made["secret"].encode()).digest()
    listed = await desk.ask("access_tokens", headers)
    assert [one["token"] for one in listed.json()["items"]] == [made["token"]]
    assert made["secret"] not in listed.text + str(dict(row))


async def test_its_owner_and_admins_revoke_it_and_nobody_else(desk: Reception) -> None:
    one, two = await desk.hire("one"), await desk.hire("two")
    headers, others = await desk.enter(one), await desk.enter(two)
    first, second = await make(desk, headers, ["trainer"]), await make(desk, headers, ["trainer"])
    foreign = await desk.tell("revoke_access_token", {"token": first["token"]}, others)
    assert (foreign.status_code, foreign.json()["code"]) == (403, "not_yours")
    assert (await desk.tell("revoke_access_token", {"token": first["token"]}, headers)).status_code == 200
    assert (await desk.tell("revoke_access_token", {"token": second["token"]})).status_code == 200
    for made in (first, second):
        assert (await desk.ask("mirror", bearer(made["secret"]))).json()["code"] == "token_refused"
    unknown = await desk.tell("revoke_access_token", {"token": str(one.account)}, headers)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_access_token")


async def test_tokens_of_others_are_seen_by_admins_and_auditors(desk: Reception) -> None:
    one, two = await desk.hire("one"), await desk.hire("two")
    await make(desk, await desk.enter(one), ["trainer"])
    refused = await desk.ask("access_tokens", await desk.enter(two), account=one.account)
    assert refused.json()["code"] == "not_yours"
    for role in (Role.ADMIN, Role.AUDITOR):
        seen = await desk.ask("access_tokens", desk.door.signed_in(role), account=one.account)
        assert [item["title"] for item in seen.json()["items"]] == ["zestawienia"]


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("change_password", {"password": PASSWORD, "new_password": "pięć koni w słońcu"}),
        ("create_access_token", {"title": "x", "roles": ["admin"]}),
        ("enrol_second_factor", {"password": PASSWORD}),
        ("save_draft", {"form": "x", "fields": {}}),
        ("sign_out_everywhere", {}),
    ],
)
async def test_a_program_does_nothing_with_the_account_itself(desk: Reception, operation: str, body: dict[str, Any]) -> None:
    made = await make(desk, await desk.enter(await desk.hire("r.sowa", "admin")), ["admin"])
    answer = await desk.tell(operation, body, bearer(made["secret"]))
    assert (answer.status_code, answer.json()["code"]) == (403, "sign_in_needed")


async def test_a_program_gives_nobody_rights(desk: Reception) -> None:
    made = await make(desk, await desk.enter(await desk.hire("r.sowa", "admin")), ["admin"])
    body = {"login": "x.y", "name": "Jan Nowak", "roles": ["admin"], "organisation": "MOPS"}
    answer = await desk.tell("create_account", body, bearer(made["secret"]))
    assert (answer.status_code, answer.json()["code"]) == (403, "access_token_not_enough")


async def test_its_use_is_on_record_once_an_hour(desk: Reception) -> None:
    hired = await desk.hire()
    made = await make(desk, await desk.enter(hired), ["trainer"])
    for minutes in (0, 1, 58, 1):
        desk.clock.go_on(minutes=minutes)
        await desk.ask("mirror", bearer(made["secret"]))
    assert (await desk.happened(hired.account))[-3:] == ["token_created", "token_used", "token_used"]


@pytest.mark.parametrize("secret", ["kladka_", "kladka_" + "A" * 43])
async def test_what_was_never_given_out_is_refused(desk: Reception, secret: str) -> None:
    answer = await desk.ask("mirror", bearer(secret))
    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")


async def test_signing_out_everywhere_leaves_programs_at_work(desk: Reception) -> None:
    hired: Person = await desk.hire()
    headers = await desk.enter(hired)
    made = await make(desk, headers, ["trainer"])
    await desk.tell("sign_out_everywhere", {}, headers)
    assert (await desk.ask("mirror", bearer(made["secret"]))).status_code == 200
