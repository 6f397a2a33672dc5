"""Guessing: it becomes slower and slower, for a login and for an address, alike for logins that exist and that do not."""

import asyncio

import pytest

from deploy.local.credentials import Credentials
from services.gateway.attempts import FREE, Kind
from tests.support.reception import PASSWORD, Person, Reception, received

WRONG = "not the password"


async def fail(desk: Reception, login: str, times: int) -> list[int]:
    body = {"login": login, "password": WRONG}
    return [(await desk.http.post("/commands/sign_in", json=body)).status_code for _ in range(times)]


async def test_after_five_failures_the_right_password_must_wait_too(desk: Reception) -> None:
    hired = await desk.hire()
    assert await fail(desk, hired.login, 5) == [401] * 5
    answer = await desk.sign_in(hired)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_attempts")
    assert (answer.json()["facts"], answer.headers["retry-after"]) == ({"retry_after": 30}, "30")
    desk.clock.go_on(seconds=30)
    assert (await desk.sign_in(hired)).status_code == 200


async def test_each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(desk: Reception) -> None:
    hired = await desk.hire()
    await fail(desk, hired.login, 4)
    waits = []
    for _ in range(8):
        await fail(desk, hired.login, 1)
        waits.append((await desk.sign_in(hired)).json()["facts"]["retry_after"])
        desk.clock.go_on(seconds=waits[-1])
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


async def test_a_login_that_nobody_has_is_locked_in_the_same_way(desk: Reception) -> None:
    hired = await desk.hire()
    for login in (hired.login, "nobody"):
        assert await fail(desk, login, 6) == [401] * 5 + [429]
    told = [
        await desk.http.post("/commands/sign_in", json={"login": one, "password": WRONG}) for one in (hired.login, "nobody")
    ]
    assert told[0].content == told[1].content


async def test_another_login_is_not_locked_with_it(desk: Reception) -> None:
    hired = await desk.hire()
    await fail(desk, "nobody", 6)
    assert (await desk.sign_in(hired)).status_code == 200


async def test_who_got_in_starts_anew(desk: Reception) -> None:
    hired = await desk.hire()
    for _ in range(3):
        await fail(desk, hired.login, 4)
        assert (await desk.sign_in(hired)).status_code == 200


async def test_failures_are_forgotten_after_a_day(desk: Reception) -> None:
    hired = await desk.hire()
    await fail(desk, hired.login, 4)
    desk.clock.go_on(hours=24, seconds=1)
    assert await fail(desk, hired.login, 4) == [401] * 4
    assert (await desk.sign_in(hired)).status_code == 200


async def test_guesses_at_the_same_moment_have_no_more_tries_than_one_after_another(desk: Reception) -> None:
    hired = await desk.hire()
    answers = await asyncio.gather(*(fail(desk, hired.login, 1) for _ in range(20)))
    assert sorted(status for one in answers for status in one) == [401] * 5 + [429] * 15


async def test_an_address_that_tries_many_logins_must_wait_with_all_of_them(desk: Reception) -> None:
    hired = await desk.hire()
    await desk.rows("UPDATE attempt SET failures = $1 WHERE kind = 'address'", FREE[Kind.ADDRESS] - 1)
    assert await fail(desk, "nobody", 1) == [401]
    assert (await desk.sign_in(hired)).json()["code"] == "too_many_attempts"
    desk.clock.go_on(seconds=30)
    assert (await desk.sign_in(hired)).status_code == 200


async def test_signing_in_rightly_costs_an_address_nothing(desk: Reception) -> None:
    hired = await desk.hire()
    for _ in range(3):
        await desk.sign_in(hired)
    (row,) = await desk.rows("SELECT failures FROM attempt WHERE kind = 'address'")
    assert row["failures"] == 0


async def test_all_gateways_count_together(desk: Reception, credentials: Credentials) -> None:
    hired = await desk.hire()
    async with received(desk.database_url, credentials) as second:
        second.clock.at = desk.clock.at
        assert await fail(desk, hired.login, 3) + await fail(second, hired.login, 2) == [401] * 5
        assert (await desk.sign_in(hired)).status_code == 429


async def test_a_password_that_is_to_be_confirmed_cannot_be_guessed_either(desk: Reception) -> None:
    hired = await desk.hire()
    headers = await desk.enter(hired)
    body = {"password": WRONG, "new_password": "pięć koni w słońcu"}
    answers = [(await desk.tell("change_password", body, headers)).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


async def test_an_admin_lets_in_who_is_locked_out(desk: Reception) -> None:
    hired = await desk.hire()
    await fail(desk, hired.login, 5)
    given = (await desk.tell("reset_password", {"account": str(hired.account)})).json()["password"]
    assert (await desk.sign_in(Person(hired.account, hired.login, given), new_password=PASSWORD)).status_code == 200


async def test_failures_and_lockouts_are_on_record_with_the_address(desk: Reception) -> None:
    hired = await desk.hire()
    await fail(desk, hired.login, 5)
    seen = (await desk.ask("sign_ins", account=hired.account)).json()["items"][:3]
    assert [(one["kind"], one["actor"], one["details"]) for one in seen] == [
        ("locked_out", None, {"of": "login", "seconds": 30}),
        ("sign_in_failed", None, {"step": "password"}),
        ("sign_in_failed", None, {"step": "password"}),
    ]
    assert {one["address"] for one in seen} == {"127.0.0.1"}


@pytest.mark.parametrize("login", ["stranger-at-the-door", "hasło wpisane w złym polu"])
async def test_a_login_that_nobody_has_is_kept_nowhere(desk: Reception, login: str) -> None:
    await fail(desk, login, 6)
    kept = [str(dict(row)) for table in ("attempt", "account_event") for row in await desk.rows(f"TABLE {table}")]
    assert len(kept) > 5
    assert not [row for row in kept if login in row]
    assert await desk.happened(None) == ["sign_in_failed"] * 5 + ["locked_out"]


async def test_who_came_a_moment_before_a_colleague_got_in_is_not_kept_out(desk: Reception) -> None:
    """Their attempts are counted one after the other, not in the order of their clocks."""
    first, second = await desk.hire("a.nowak"), await desk.hire("b.nowak")
    assert (await desk.sign_in(first)).status_code == 200
    desk.clock.go_on(seconds=-1)
    assert (await desk.sign_in(second)).status_code == 200
