"""Drafts: what was typed is there after an expired session, for its own account alone, and readable nowhere else."""

import json
from collections.abc import AsyncIterator

import pytest

from deploy.local.credentials import Credentials
from deploy.local.ports import LOOPBACK, free_port
from shared.testing.eventually import eventually
from tests.support.pages import form_of
from tests.support.reception import Reception, received

SHEET = "/sessions/0190b6a0-0000-7000-8000-000000000001/attendance"
TYPED = {"person.family_name": "Brzęczyszczykiewicz", "premises": ["unemployment", "disability"], "points": 12, "note": None}


async def test_what_was_typed_comes_back_as_it_was_after_the_session_ended(desk: Reception) -> None:
    hired = await desk.hire()
    saved = await desk.tell("save_draft", {"form": "application:p1", "fields": TYPED}, await desk.enter(hired))
    assert saved.status_code == 200
    desk.clock.go_on(days=13)
    answer = await desk.http.post("/queries/draft", json={"form": "application:p1"}, headers=await desk.enter(hired))
    assert (answer.json()["fields"], answer.json()["saved_at"]) == (TYPED, saved.json()["saved_at"])


async def test_the_newest_takes_the_place_of_the_one_before(desk: Reception) -> None:
    headers = await desk.enter(await desk.hire())
    for points in (1, 2):
        await desk.tell("save_draft", {"form": "x", "fields": {"points": points}}, headers)
    answer = await desk.http.post("/queries/draft", json={"form": "x"}, headers=headers)
    assert answer.json()["fields"] == {"points": 2}
    assert len(await desk.rows("TABLE draft")) == 1


async def test_nobody_else_finds_it(desk: Reception) -> None:
    one, two = await desk.hire("one"), await desk.hire("two")
    await desk.tell("save_draft", {"form": "x", "fields": TYPED}, await desk.enter(one))
    answer = await desk.http.post("/queries/draft", json={"form": "x"}, headers=await desk.enter(two))
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_draft")


async def test_a_draft_put_under_another_account_does_not_open(desk: Reception) -> None:
    one, two = await desk.hire("one"), await desk.hire("two")
    for person in (one, two):
        await desk.tell("save_draft", {"form": "x", "fields": TYPED}, await desk.enter(person))
    await desk.rows(
        "UPDATE draft SET sealed = (SELECT sealed FROM draft WHERE account = $1) WHERE account = $2", one.account, two.account
    )
    answer = await desk.http.post("/queries/draft", json={"form": "x"}, headers=await desk.enter(two))
    assert (answer.status_code, answer.json()["code"]) == (409, "token_displaced")


async def test_what_was_typed_is_readable_nowhere_in_the_database(desk: Reception) -> None:
    headers = await desk.enter(await desk.hire())
    await desk.tell("save_draft", {"form": "x", "fields": TYPED}, headers)
    tables = [row["name"] for row in await desk.rows("SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables")]
    ours = [name for name in tables if name.startswith(("public.", "keyring."))]
    kept = {name: json.dumps([dict(row) for row in await desk.rows(f"TABLE {name}")], default=str) for name in ours}
    assert "v1." in kept["public.draft"]
    assert not [name for name, text in kept.items() if "Brz" in text or "family_name" in text or "unemployment" in text]


async def test_after_fourteen_days_it_is_gone(desk: Reception) -> None:
    hired = await desk.hire()
    await desk.tell("save_draft", {"form": "old", "fields": TYPED}, await desk.enter(hired))
    desk.clock.go_on(days=14)
    headers = await desk.enter(hired)
    answer = await desk.http.post("/queries/draft", json={"form": "old"}, headers=headers)
    assert answer.json()["code"] == "unknown_draft"
    assert await desk.rows("TABLE draft") == [], "cleared up when somebody signs in"


async def test_after_fourteen_days_it_is_deleted_also_if_nobody_signs_in(
    desk: Reception, fresh_database_url: str, credentials: Credentials
) -> None:
    await desk.tell("save_draft", {"form": "old", "fields": TYPED}, await desk.enter(await desk.hire()))
    await desk.rows("UPDATE draft SET saved_at = saved_at - interval '14 days'")
    async with received(fresh_database_url, credentials):
        await eventually(lambda: desk.rows("TABLE draft"), lambda rows: not rows, what="no draft is left")


async def test_a_dropped_one_is_gone_and_may_be_dropped_again(desk: Reception) -> None:
    headers = await desk.enter(await desk.hire())
    await desk.tell("save_draft", {"form": "x", "fields": TYPED}, headers)
    answers = [(await desk.tell("drop_draft", {"form": "x"}, headers)).status_code for _ in range(2)]
    assert answers == [200, 200]
    assert await desk.rows("TABLE draft") == []


async def test_it_is_not_larger_than_64_kib(desk: Reception) -> None:
    headers = await desk.enter(await desk.hire())
    for size, status in ((64 * 1024 - 8, 200), (64 * 1024 - 7, 422)):
        body = {"form": "x", "fields": {"a": "b" * (size - 1)}}
        assert len(json.dumps(body["fields"])) == size + 8
        answer = await desk.tell("save_draft", body, headers)
        assert answer.status_code == status, answer.text[:200]
    assert (answer.json()["code"], answer.json()["field"]) == ("draft_too_large", "fields")


async def test_of_more_than_four_hundred_the_oldest_makes_room(desk: Reception) -> None:
    headers = await desk.enter(await desk.hire())
    for number in range(401):
        desk.clock.go_on(seconds=1)
        await desk.tell("save_draft", {"form": f"form-{number}", "fields": {}}, headers)
    kept = {row["form"] for row in await desk.rows("SELECT form FROM draft")}
    assert kept == {f"form-{number}" for number in range(1, 401)}


@pytest.mark.parametrize("form", ["", "Ośrodek", "x" * 121, "a b"])
async def test_a_form_has_a_name_without_personal_data(desk: Reception, form: str) -> None:
    headers = await desk.enter(await desk.hire())
    answer = await desk.tell("save_draft", {"form": form, "fields": {}}, headers)
    assert (answer.status_code, answer.json()["field"]) == (422, "form")


@pytest.fixture
async def alone(fresh_database_url: str, credentials: Credentials) -> AsyncIterator[Reception]:
    """A gateway whose services do not answer."""
    services = {"activities": f"http://{LOOPBACK}:{free_port()}"}
    async with received(fresh_database_url, credentials, services=services) as it:
        yield it


async def test_what_is_sent_while_a_service_is_away_is_kept_and_can_be_sent_again(alone: Reception) -> None:
    typed = {"page": SHEET, "draft": "attendance/x", "key": "k-1", "late_reason": 'wróciła\n"<b>później'}
    async with alone.browser() as browser:
        await browser.sign_in(await alone.hire())
        sent = {"csrf": await browser.csrf("/account"), **typed}
        answer = await browser.http.post(SHEET, data=sent, headers={"Accept": "text/html"})
    assert (answer.status_code, "Wpisane dane są zachowane, ale jeszcze niezapisane." in answer.text) == (503, True)
    assert dict(form_of(answer, SHEET).fields) == sent
    assert [row["form"] for row in await alone.rows("SELECT form FROM draft")] == ["attendance/x"]


async def test_a_form_that_keeps_no_draft_is_not_put_into_another_page(alone: Reception) -> None:
    async with alone.browser() as browser:
        await browser.sign_in(await alone.hire())
        sent = {"csrf": await browser.csrf("/account"), "page": SHEET, "password": "tajne hasło"}
        answer = await browser.http.post(SHEET, data=sent, headers={"Accept": "text/html"})
    assert (answer.status_code, "tajne" in answer.text, "<form" in answer.text) == (503, False, False)
