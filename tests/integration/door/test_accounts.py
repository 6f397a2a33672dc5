"""Accounts as admins keep them: what is made, changed and ended, what is refused, and what of it is on record."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from shared.http.roles import Role
from shared.testing.eventually import eventually
from tests.support.door import bearer, claims
from tests.support.reception import PASSWORD, Person, Reception


async def test_who_is_new_must_choose_a_password_before_anything_else(desk: Reception) -> None:
    made = await desk.create("m.zielinska")
    refused = await desk.sign_in(made)
    assert (refused.status_code, refused.json()["code"]) == (409, "password_change_needed")
    assert (await desk.sign_in(made, new_password=PASSWORD)).status_code == 200
    assert (await desk.sign_in(made)).json()["code"] == "sign_in_refused"
    assert (await desk.sign_in(Person(made.account, made.login, PASSWORD))).status_code == 200


async def test_a_login_is_one_persons_whatever_its_letters(desk: Reception) -> None:
    hired = await desk.hire("m.zielinska")
    body = {"login": "M.Zielinska", "name": "Magda Zielińska", "roles": ["trainer"], "organisation": "MOPS"}
    again = await desk.tell("create_account", body)
    assert (again.status_code, again.json()["code"]) == (409, "login_taken")
    assert (await desk.sign_in(Person(hired.account, "M.ZIELINSKA", PASSWORD))).status_code == 200


async def test_the_reach_of_an_account_stands_in_the_token_its_requests_are_passed_on_with(desk: Reception) -> None:
    hired = await desk.hire(projects=["p1", "p2"])
    said = claims((await desk.sign_in(hired)).json()["token"])
    assert (said["sub"], said["projects"], said["organisation"]) == (str(hired.account), ["p1", "p2"], "MOPS")
    assert said["caseload"] == "everybody"
    case_worker = await desk.hire("j.nowak", "social_worker", caseload="own")
    assert claims((await desk.sign_in(case_worker)).json()["token"])["caseload"] == "own"


async def test_a_caseload_is_for_those_who_are_case_workers(desk: Reception) -> None:
    body = {"login": "t.kos", "name": "Tomasz Kos", "organisation": "MOPS", "caseload": "own"}
    refused = await desk.tell("create_account", body | {"roles": ["trainer"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "caseload_without_casework")
    made = await desk.create("t.kos", "trainer", "coordinator", caseload="own")
    only_trainer = {"account": str(made.account), "roles": ["trainer"]}
    assert (await desk.tell("change_account", only_trainer)).json()["code"] == "caseload_without_casework"
    assert (await desk.tell("change_account", only_trainer | {"caseload": "everybody"})).status_code == 200


async def test_a_change_of_roles_counts_for_who_is_signed_in_already(desk: Reception) -> None:
    hired = await desk.hire("m.zielinska", "coordinator")
    headers = await desk.enter(hired)
    assert (await desk.tell("settle_attention", {}, headers)).status_code == 422
    changed = await desk.tell("change_account", {"account": str(hired.account), "roles": ["trainer"]})
    assert changed.status_code == 200
    assert (await desk.tell("settle_attention", {}, headers)).json()["code"] == "role_missing"


async def test_what_is_left_out_of_a_change_stays_and_projects_can_become_all(desk: Reception) -> None:
    hired = await desk.hire(projects=["p1"])
    await desk.tell("change_account", {"account": str(hired.account), "name": "Maria Nowak", "projects": None})
    (row,) = (await desk.ask("accounts")).json()["items"]
    assert (row["name"], row["projects"], row["roles"], row["caseload"]) == ("Maria Nowak", None, ["trainer"], "everybody")


async def test_a_change_is_on_record_with_the_value_before(desk: Reception) -> None:
    hired = await desk.hire("m.zielinska", "social_worker", projects=["p1"])
    await desk.tell("change_account", {"account": str(hired.account), "projects": ["p2"], "caseload": "own"})
    newest = (await desk.ask("account_history", account=hired.account)).json()["items"][0]
    assert (newest["kind"], newest["details"]) == (
        "account_changed",
        {"projects": [["p1"], ["p2"]], "caseload": ["everybody", "own"]},
    )
    assert newest["actor"] not in (None, str(hired.account))


async def test_a_change_that_changes_nothing_leaves_no_trace(desk: Reception) -> None:
    hired = await desk.hire()
    before = await desk.happened(hired.account)
    assert (await desk.tell("change_account", {"account": str(hired.account), "roles": ["trainer"]})).status_code == 200
    assert await desk.happened(hired.account) == before


@pytest.mark.parametrize("field", ["name", "roles", "organisation", "caseload"])
async def test_only_projects_may_be_null(desk: Reception, field: str) -> None:
    hired = await desk.hire()
    answer = await desk.tell("change_account", {"account": str(hired.account), field: None})
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_who_was_deactivated_is_out_at_once_and_learns_nothing_more(desk: Reception) -> None:
    hired = await desk.hire()
    headers = await desk.enter(hired)
    gone = await desk.tell("deactivate_account", {"account": str(hired.account), "why": "koniec umowy"})
    assert gone.status_code == 200
    assert (await desk.ask("access_tokens", headers)).json()["code"] == "session_ended"
    assert (await desk.sign_in(hired)).json()["code"] == "sign_in_refused"
    newest = (await desk.ask("account_history", account=hired.account)).json()["items"][1]
    assert (newest["kind"], newest["details"]) == ("account_deactivated", {"why": "koniec umowy"})


async def test_who_comes_back_chooses_a_password_again(desk: Reception) -> None:
    hired = await desk.hire()
    await desk.tell("deactivate_account", {"account": str(hired.account), "why": "urlop"})
    answer = (await desk.tell("activate_account", {"account": str(hired.account)})).json()
    back = Person(hired.account, hired.login, answer["password"])
    assert (await desk.sign_in(back)).json()["code"] == "password_change_needed"
    again = await desk.tell("activate_account", {"account": str(hired.account)})
    assert (again.status_code, again.json()["code"]) == (409, "account_active")


async def test_a_reset_password_ends_what_was_open_and_must_be_changed(desk: Reception) -> None:
    hired = await desk.hire()
    headers = await desk.enter(hired)
    made = await desk.tell("create_access_token", {"title": "arkusz", "roles": ["trainer"]}, headers)
    token = bearer(made.json()["secret"])
    assert (await desk.ask("clocks", token)).status_code != 401
    answer = (await desk.tell("reset_password", {"account": str(hired.account)})).json()
    assert (await desk.ask("clocks", token)).status_code == 401, "who had the browser for a minute has nothing left"
    assert (await desk.ask("access_tokens", headers)).json()["code"] == "session_ended"
    assert (await desk.sign_in(hired)).json()["code"] == "sign_in_refused"
    given = Person(hired.account, hired.login, answer["password"])
    assert (await desk.sign_in(given)).json()["code"] == "password_change_needed"


@pytest.mark.parametrize("operation", ["deactivate_account", "reset_password", "reset_second_factor", "change_account"])
async def test_nobody_changes_the_rights_of_an_own_account(desk: Reception, operation: str) -> None:
    admin = await desk.hire("r.sowa", "admin")
    more = {"deactivate_account": {"why": "dość"}, "change_account": {"roles": ["auditor"]}}.get(operation, {})
    answer = await desk.tell(operation, {"account": str(admin.account), **more}, await desk.enter(admin))
    assert (answer.status_code, answer.json()["code"]) == (403, "own_account")


async def test_of_two_admins_who_end_each_other_at_once_one_stays(desk: Reception) -> None:
    one, two = await desk.hire("one", "admin"), await desk.hire("two", "admin")
    pairs = [(await desk.enter(one), two), (await desk.enter(two), one)]
    ends = [desk.tell("deactivate_account", {"account": str(who.account), "why": "spór"}, mine) for mine, who in pairs]
    async with held(desk, "SELECT true FROM account FOR UPDATE"):
        told = asyncio.gather(*ends)
        await eventually(lambda: waiting(desk, 2))
    assert sorted(answer.status_code for answer in await told) == [200, 403]
    assert sorted(row["active"] for row in (await desk.ask("accounts")).json()["items"]) == [False, True]


@asynccontextmanager
async def held(desk: Reception, locks: str) -> AsyncIterator[None]:
    """Somebody else's transaction that has locked these rows."""
    connection = await asyncpg.connect(desk.database_url)
    try:
        async with connection.transaction():
            await connection.execute(locks)
            yield
    finally:
        await connection.close()


async def waiting(desk: Reception, sessions: int) -> bool:
    """Do so many wait for a lock?"""
    query = "SELECT true FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return len(await desk.rows(query)) == sessions


async def test_an_own_name_may_be_changed(desk: Reception) -> None:
    admin = await desk.hire("r.sowa", "admin")
    body = {"account": str(admin.account), "name": "Robert Sowa"}
    assert (await desk.tell("change_account", body, await desk.enter(admin))).status_code == 200


@pytest.mark.parametrize(
    "roles",
    [["auditor", "accountant"], ["admin", "accountant"], ["social_worker", "commission_member"], ["accountant", "coordinator"]],
)
async def test_roles_that_do_not_go_together_are_refused_when_given(desk: Reception, roles: list[str]) -> None:
    body = {"login": "x.y", "name": "Jan Nowak", "roles": roles, "organisation": "MOPS"}
    answer = await desk.tell("create_account", body)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (409, "incompatible_roles", "roles")
    assert set(answer.json()["facts"].values()) == set(roles)
    assert (await desk.ask("accounts")).json()["items"] == []


async def test_roles_that_do_not_go_together_are_refused_when_changed(desk: Reception) -> None:
    hired = await desk.hire("a.lis", "social_worker", "trainer")
    body = {"account": str(hired.account), "roles": ["social_worker", "auditor"]}
    assert (await desk.tell("change_account", body)).json()["code"] == "incompatible_roles"
    assert (await desk.ask("accounts")).json()["items"][0]["roles"] == ["social_worker", "trainer"]


async def test_the_role_of_the_installation_is_given_to_nobody(desk: Reception) -> None:
    body = {"login": "x.y", "name": "Jan Nowak", "roles": ["system"], "organisation": "MOPS"}
    answer = await desk.tell("create_account", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "role_not_given")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER])
async def test_only_admins_make_accounts(desk: Reception, role: Role) -> None:
    body = {"login": "x.y", "name": "Jan Nowak", "roles": ["admin"], "organisation": "MOPS"}
    assert (await desk.tell("create_account", body, desk.door.signed_in(role))).json()["code"] == "role_missing"


async def test_an_auditor_sees_accounts_and_their_history(desk: Reception) -> None:
    hired = await desk.hire()
    headers = desk.door.signed_in(Role.AUDITOR)
    assert [one["login"] for one in (await desk.ask("accounts", headers)).json()["items"]] == [hired.login]
    history = (await desk.ask("account_history", headers, account=hired.account)).json()["items"]
    assert [one["kind"] for one in history] == ["signed_in", "password_changed", "account_created"]


async def test_the_record_is_read_page_by_page(desk: Reception) -> None:
    hired = await desk.hire()
    first = (await desk.ask("account_history", account=hired.account, limit=2)).json()
    second = (await desk.ask("account_history", account=hired.account, limit=2, cursor=first["next"])).json()
    assert [len(first["items"]), len(second["items"]), second["next"]] == [2, 1, None]


@pytest.mark.parametrize(
    "statement", ["UPDATE account_event SET kind = 'x'", "DELETE FROM account_event", "TRUNCATE account_event"]
)
async def test_the_record_only_grows(desk: Reception, statement: str) -> None:
    await desk.hire()
    with pytest.raises(asyncpg.RaiseError, match="only grows"):
        await desk.rows(statement)


async def test_no_password_stands_in_the_database_as_it_was_typed(desk: Reception) -> None:
    hired = await desk.hire()
    reset = (await desk.tell("reset_password", {"account": str(hired.account)})).json()["password"]
    kept = json.dumps(
        [dict(row) for table in ("account", "account_event") for row in await desk.rows(f"TABLE {table}")], default=str
    )
    assert "argon2id" in kept
    assert PASSWORD not in kept
    assert reset not in kept


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("krótkie 1", "password_too_short"),
        ("aaaaaaaabbbb", "password_too_simple"),
        ("Zielińska wraca do domu", "password_has_own_words"),
        ("!!Haslo20262026!!", "password_common"),
    ],
)
async def test_a_weak_password_is_refused_and_the_old_one_stays(desk: Reception, new: str, code: str) -> None:
    hired = await desk.hire()
    headers = await desk.enter(hired)
    answer = await desk.tell("change_password", {"password": PASSWORD, "new_password": new}, headers)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert new not in answer.text
    assert (await desk.sign_in(hired)).status_code == 200


async def test_a_changed_password_ends_every_session_but_this_one(desk: Reception) -> None:
    hired = await desk.hire()
    here, elsewhere = await desk.enter(hired), await desk.enter(hired)
    body = {"password": PASSWORD, "new_password": "pięć koni w słońcu"}
    assert (await desk.tell("change_password", body, here)).status_code == 200
    assert (await desk.ask("access_tokens", here)).status_code == 200
    assert (await desk.ask("access_tokens", elsewhere)).json()["code"] == "session_ended"
    assert (await desk.sign_in(Person(hired.account, hired.login, "pięć koni w słońcu"))).status_code == 200


async def test_a_password_is_changed_only_by_who_knows_it_and_to_another_one(desk: Reception) -> None:
    hired = await desk.hire()
    headers = await desk.enter(hired)
    wrong = await desk.tell("change_password", {"password": "x", "new_password": "pięć koni w słońcu"}, headers)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "password_refused")
    same = await desk.tell("change_password", {"password": PASSWORD, "new_password": PASSWORD}, headers)
    assert (same.status_code, same.json()["code"]) == (422, "password_same")


async def test_signing_out_ends_the_session_and_everywhere_ends_all(desk: Reception) -> None:
    hired = await desk.hire()
    first, second, third = [await desk.enter(hired) for _ in range(3)]
    assert (await desk.tell("sign_out", {}, first)).status_code == 200
    assert (await desk.ask("access_tokens", first)).json()["code"] == "session_ended"
    assert (await desk.ask("access_tokens", second)).status_code == 200
    assert (await desk.tell("sign_out_everywhere", {}, second)).status_code == 200
    assert (await desk.ask("access_tokens", third)).json()["code"] == "session_ended"
    assert (await desk.happened(hired.account))[-2:] == ["signed_out", "signed_out_everywhere"]


async def test_a_token_of_the_api_ends_after_eight_hours(desk: Reception) -> None:
    headers = await desk.enter(await desk.hire())
    desk.clock.go_on(hours=7, minutes=59)
    assert (await desk.ask("access_tokens", headers)).status_code == 200
    desk.clock.go_on(minutes=1)
    assert (await desk.ask("access_tokens", headers)).json()["code"] == "session_ended"
