"""The gateway over HTTP: who gets in, where requests go, and what it says when a service is away."""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from joserfc.jwk import OKPKey

from deploy.local.credentials import Credentials, make_credentials
from deploy.local.ports import LOOPBACK, free_port
from services.gateway.pace import MOST
from shared.http.roles import Role
from shared.http.tokens import Signer
from tests.support.door import Door, bearer, claims, gateway
from tests.support.serving import served

PASSWORD = " śnieg 12 "


def mirror() -> FastAPI:
    """A service that answers with what it was asked."""
    app = FastAPI(title="mirror")

    async def seen(request: Request) -> JSONResponse:
        body = (await request.body()).decode()
        told = {"headers": dict(request.headers), "query": request.url.query, "body": body}
        return JSONResponse(told, status_code=202, headers={"ETag": '"7"', "Retry-After": "3", "X-Inside": "secret"})

    app.add_api_route("/queries/mirror", seen, methods=["GET"], operation_id="mirror")
    app.add_api_route("/commands/look", seen, methods=["POST"], operation_id="look")
    return app


@pytest.fixture
def credentials(tmp_path: Path) -> Credentials:
    return make_credentials(tmp_path)


def accounts(place: Path, password: str = PASSWORD) -> Path:
    """The file of one demo account."""
    entry = {"login": "trainer", "password": password, "name": "Adam Lis", "roles": ["trainer"], "organisation": "MOPS"}
    file = place / "demo.json"
    file.write_text(json.dumps([entry]), "utf-8")
    return file


@pytest.fixture
async def staffed(fresh_database_url: str, credentials: Credentials, tmp_path: Path) -> AsyncIterator[Door]:
    """A gateway with one account and nothing behind it."""
    async with gateway(fresh_database_url, credentials, {}, accounts(tmp_path)) as it:
        yield it


@pytest.fixture
async def door(fresh_database_url: str, credentials: Credentials) -> AsyncIterator[Door]:
    """A gateway with one service behind it."""
    async with served(mirror()) as url, gateway(fresh_database_url, credentials, {"mirror": url}) as it:
        yield it


@pytest.fixture
async def half(fresh_database_url: str, credentials: Credentials) -> AsyncIterator[Door]:
    """A gateway with one service that answers and one that is away."""
    away = f"http://{LOOPBACK}:{free_port()}"
    async with served(mirror()) as url, gateway(fresh_database_url, credentials, {"mirror": url, "away": away}) as it:
        yield it


async def test_the_right_password_gives_a_token_of_eight_hours_and_the_roles(staffed: Door) -> None:
    answer = (await staffed.sign_in("trainer", PASSWORD)).json()
    said = claims(answer["token"])
    assert (said["aud"], said["roles"], answer["roles"]) == ("gateway", ["trainer"], ["trainer"])
    assert said["exp"] - said["iat"] == 8 * 3600
    assert 0 <= said["exp"] - datetime.fromisoformat(answer["expires_at"]).timestamp() <= 1


async def test_a_wrong_password_and_an_unknown_login_are_refused_alike(staffed: Door) -> None:
    wrong = await staffed.sign_in("trainer", PASSWORD.strip())
    unknown = await staffed.sign_in("nobody", PASSWORD)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in_refused")
    assert (wrong.status_code, wrong.content) == (unknown.status_code, unknown.content)


async def test_a_refused_sign_in_never_repeats_what_was_typed(staffed: Door) -> None:
    answer = await staffed.sign_in("trainer", "s3cret" * 100)
    assert (answer.status_code, answer.json()["field"]) == (422, "password")
    assert "s3cret" not in answer.text


async def test_an_account_keeps_its_id_when_the_gateway_starts_again_with_another_password(
    fresh_database_url: str, credentials: Credentials, tmp_path: Path
) -> None:
    async with gateway(fresh_database_url, credentials, {}, accounts(tmp_path)) as door:
        first = await door.sign_in("trainer", PASSWORD)
    async with gateway(fresh_database_url, credentials, {}, accounts(tmp_path, "another one")) as door:
        second = await door.sign_in("trainer", "another one")
        refused = await door.sign_in("trainer", PASSWORD)
    assert refused.json()["code"] == "sign_in_refused"
    assert claims(first.json()["token"])["sub"] == claims(second.json()["token"])["sub"]


async def test_a_request_without_a_token_is_refused(door: Door) -> None:
    answer = await door.http.get("/queries/mirror")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")


async def test_an_expired_token_is_refused(door: Door) -> None:
    headers = door.signed_in(Role.COORDINATOR, life=timedelta(seconds=-1))
    answer = await door.http.get("/queries/mirror", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")


async def test_a_token_signed_by_somebody_else_is_refused(door: Door) -> None:
    stranger = Door(door.http, Signer(OKPKey.generate_key("Ed25519", {"kid": door.signer.key.kid})))
    answer = await door.http.get("/queries/mirror", headers=stranger.signed_in(Role.COORDINATOR))
    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")


async def test_a_token_meant_for_the_services_does_not_open_the_gateway(door: Door) -> None:
    headers = door.signed_in(Role.COORDINATOR, audience="services")
    answer = await door.http.get("/queries/mirror", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")


async def test_a_request_is_passed_on_with_its_query_its_body_and_its_headers(door: Door) -> None:
    asked = {"Idempotency-Key": "k-1", "If-Match": '"4"', "X-Correlation-Id": str(uuid4()), "Content-Type": "application/json"}
    headers = door.signed_in(Role.COORDINATOR) | asked
    seen = (await door.http.post("/commands/look?a=1&a=%C5%82", content=b'{"x": 1}', headers=headers)).json()
    assert (seen["query"], seen["body"]) == ("a=1&a=%C5%82", '{"x": 1}')
    assert {name: seen["headers"][name.lower()] for name in asked} == asked


async def test_an_idempotency_key_is_passed_on_only_when_given(door: Door) -> None:
    async with httpx.AsyncClient(base_url=door.http.base_url) as http:
        answer = await http.post("/commands/look", headers=door.signed_in(Role.COORDINATOR))
    assert "idempotency-key" not in answer.json()["headers"]


async def test_the_service_sees_a_token_of_one_minute_for_the_same_person(door: Door) -> None:
    headers = door.signed_in(Role.TRAINER)
    answer = await door.http.get("/queries/mirror", headers=headers)
    shown, passed = claims(headers["Authorization"]), claims(answer.json()["headers"]["authorization"])
    assert (passed["aud"], passed["exp"] - passed["iat"]) == ("services", 60)
    assert (passed["sub"], passed["roles"], passed["organisation"]) == (shown["sub"], ["trainer"], "MOPS")


async def test_the_answer_comes_back_with_its_status_and_only_the_headers_of_the_contract(door: Door) -> None:
    answer = await door.http.get("/queries/mirror", headers=door.signed_in(Role.COORDINATOR))
    assert (answer.status_code, answer.headers["etag"], answer.headers["retry-after"]) == (202, '"7"', "3")
    assert answer.headers["content-type"] == "application/json"
    assert "x-inside" not in answer.headers


async def test_an_operation_nobody_owns_is_unknown(door: Door) -> None:
    answer = await door.http.post("/commands/fly", json={}, headers=door.signed_in(Role.COORDINATOR))
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_operation")


async def test_who_searches_for_people_too_often_is_told_to_wait(door: Door) -> None:
    headers = door.signed_in(Role.SOCIAL_WORKER)
    answers = [await door.http.post("/queries/find_people", json={}, headers=headers) for _ in range(MOST + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {404}, "nobody owns it here, which is found out afterwards"
    slowed = answers[-1]
    assert (slowed.status_code, slowed.json()["code"], slowed.headers["retry-after"]) == (429, "too_many_searches", "60")
    other = await door.http.post("/queries/find_people", json={}, headers=door.signed_in(Role.SOCIAL_WORKER))
    assert other.status_code == 404


async def test_a_query_sent_as_a_command_is_unknown(door: Door) -> None:
    answer = await door.http.post("/commands/mirror", json={}, headers=door.signed_in(Role.COORDINATOR))
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_operation")


async def test_the_inside_of_a_service_is_not_reached_through_the_gateway(door: Door) -> None:
    answer = await door.http.get("/queries/..%2Finternal%2Fqueries%2Fclock", headers=door.signed_in(Role.ADMIN))
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_operation")


async def test_an_operation_is_unavailable_while_a_service_that_may_own_it_was_never_heard_of(half: Door) -> None:
    answer = await half.http.post("/commands/fly", json={}, headers=half.signed_in(Role.COORDINATOR))
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert (answer.json()["facts"], answer.headers["retry-after"]) == ({"service": "away"}, "1")


async def test_the_document_is_not_handed_out_by_halves(half: Door) -> None:
    answer = await half.http.get("/openapi.json")
    assert (answer.status_code, answer.json()["facts"]) == (503, {"service": "away"})


async def test_a_service_that_goes_away_and_comes_back_is_unavailable_meanwhile(
    fresh_database_url: str, credentials: Credentials
) -> None:
    port = free_port()
    async with gateway(fresh_database_url, credentials, {"mirror": f"http://{LOOPBACK}:{port}"}) as door:
        headers = door.signed_in(Role.COORDINATOR)
        async with served(mirror(), port):
            assert (await door.http.get("/queries/mirror", headers=headers)).status_code == 202
        answer = await door.http.get("/queries/mirror", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        async with served(mirror(), port):
            assert (await door.http.get("/queries/mirror", headers=headers)).status_code == 202


async def test_the_gateway_is_ready_while_a_service_is_away(half: Door) -> None:
    answer = await half.http.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "parts": {"database": True}})


async def test_bearer_words_are_not_a_token(door: Door) -> None:
    answer = await door.http.get("/queries/mirror", headers=bearer("not-a-token"))
    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")
