"""The second factor: asked of who has one, never taken twice, replaced by recovery codes, taken away by an admin."""

import asyncio
import json
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from tests.support.reception import PASSWORD, Browser, Reception


async def test_the_phone_gets_what_it_needs(desk: Reception) -> None:
    headers = await desk.enter(await desk.hire())
    answer = (await desk.tell("enrol_second_factor", {"password": PASSWORD}, headers)).json()
    address = urlsplit(answer["uri"])
    assert (address.scheme, address.netloc, address.path) == ("otpauth", "totp", "/K%C5%82adka:m.zielinska")
    assert parse_qs(address.query)["secret"] == [answer["secret"]]


async def test_it_counts_only_after_the_phone_showed_a_right_code(desk: Reception) -> None:
    hired = await desk.hire()
    headers = await desk.enter(hired)
    secret = (await desk.tell("enrol_second_factor", {"password": PASSWORD}, headers)).json()["secret"]
    assert (await desk.sign_in(hired)).status_code == 200
    phone = pyotp.TOTP(secret)
    wrong = "000000" if desk.code(phone) != "000000" else "111111"
    refused = await desk.tell("confirm_second_factor", {"code": wrong}, headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_code")
    assert (await desk.tell("confirm_second_factor", {"code": desk.code(phone)}, headers)).status_code == 200
    needed = await desk.sign_in(hired)
    assert (needed.status_code, needed.json()["code"]) == (401, "code_needed")


async def test_it_takes_the_password_to_begin(desk: Reception) -> None:
    headers = await desk.enter(await desk.hire())
    answer = await desk.tell("enrol_second_factor", {"password": "something else"}, headers)
    assert answer.json()["code"] == "password_refused"
    nothing = await desk.tell("confirm_second_factor", {"code": "123456"}, headers)
    assert nothing.json()["code"] == "nothing_to_confirm"


async def test_password_and_code_together_open(desk: Reception) -> None:
    hired = await desk.hire()
    phone, _ = await desk.enrol(hired)
    assert (await desk.sign_in(hired, code=desk.code(phone))).status_code == 200
    newest = (await desk.ask("sign_ins", account=hired.account)).json()["items"][0]
    assert newest["details"] == {"by": "api", "second_factor": True}


async def test_a_code_is_taken_once(desk: Reception) -> None:
    hired = await desk.hire()
    phone, _ = await desk.enrol(hired)
    code = desk.code(phone)
    assert (await desk.sign_in(hired, code=code)).status_code == 200
    again = await desk.sign_in(hired, code=code)
    assert (again.status_code, again.json()["code"]) == (401, "code_refused")


async def test_a_code_sent_twice_at_the_same_moment_opens_once(desk: Reception) -> None:
    hired = await desk.hire()
    phone, _ = await desk.enrol(hired)
    code = desk.code(phone)
    answers = await asyncio.gather(*(desk.sign_in(hired, code=code) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_an_older_code_is_not_taken_after_a_newer_one(desk: Reception) -> None:
    hired = await desk.hire()
    phone, _ = await desk.enrol(hired)
    desk.clock.go_on(seconds=60)
    older = phone.at(desk.clock.at.timestamp() - 30)
    assert (await desk.sign_in(hired, code=desk.code(phone))).status_code == 200
    assert (await desk.sign_in(hired, code=older)).json()["code"] == "code_refused"


@pytest.mark.parametrize(("seconds", "status"), [(-30, 200), (30, 200), (-90, 401), (90, 401)])
async def test_a_phones_clock_may_differ_by_half_a_minute(desk: Reception, seconds: int, status: int) -> None:
    hired = await desk.hire()
    phone, _ = await desk.enrol(hired)
    desk.clock.go_on(minutes=5)
    code = phone.at(desk.clock.at.timestamp() + seconds)
    assert (await desk.sign_in(hired, code=code)).status_code == status


async def test_codes_cannot_be_guessed(desk: Reception) -> None:
    hired = await desk.hire()
    phone, _ = await desk.enrol(hired)
    wrong = "000000" if desk.code(phone) != "000000" else "111111"
    answers = [(await desk.sign_in(hired, code=wrong)).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


async def test_a_recovery_code_opens_once_in_place_of_the_phone(desk: Reception) -> None:
    hired = await desk.hire()
    _, codes = await desk.enrol(hired)
    assert len(set(codes)) == 10
    assert (await desk.sign_in(hired, code=codes[0].upper().replace("-", " "))).status_code == 200
    assert (await desk.sign_in(hired, code=codes[0])).json()["code"] == "code_refused"
    assert (await desk.sign_in(hired, code=codes[1])).status_code == 200
    assert (await desk.happened(hired.account)).count("recovery_code_used") == 2


async def test_recovery_codes_of_somebody_else_open_nothing(desk: Reception) -> None:
    one, two = await desk.hire("one"), await desk.hire("two")
    _, codes = await desk.enrol(one)
    await desk.enrol(two)
    assert (await desk.sign_in(two, code=codes[0])).json()["code"] == "code_refused"


async def test_another_phone_needs_a_code_of_the_present_one(desk: Reception) -> None:
    hired = await desk.hire()
    phone, _ = await desk.enrol(hired)
    headers = await desk.enter(hired, code=desk.code(phone))
    desk.clock.go_on(seconds=30)
    assert (await desk.tell("enrol_second_factor", {"password": PASSWORD}, headers)).json()["code"] == "code_refused"
    body = {"password": PASSWORD, "code": desk.code(phone)}
    assert (await desk.tell("enrol_second_factor", body, headers)).status_code == 200


async def test_an_admin_takes_away_the_second_factor_of_a_lost_phone(desk: Reception) -> None:
    hired = await desk.hire()
    phone, codes = await desk.enrol(hired)
    headers = await desk.enter(hired, code=desk.code(phone))
    assert (await desk.ask("accounts")).json()["items"][0]["second_factor"] is True
    assert (await desk.tell("reset_second_factor", {"account": str(hired.account)})).status_code == 200
    assert (await desk.ask("access_tokens", headers)).json()["code"] == "session_ended"
    assert (await desk.sign_in(hired)).status_code == 200
    assert "second_factor_reset" in await desk.happened(hired.account)
    assert await desk.rows("TABLE recovery_code") == [], codes


async def test_secret_and_recovery_codes_are_not_readable_where_they_are_kept(desk: Reception) -> None:
    hired = await desk.hire()
    phone, codes = await desk.enrol(hired)
    tables = ("second_factor", "recovery_code", "account_event")
    kept = json.dumps([dict(row) for table in tables for row in await desk.rows(f"TABLE {table}")], default=str)
    assert phone.secret not in kept
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]


async def test_a_browser_is_asked_for_the_code_on_a_page_of_its_own(desk: Reception, browser: Browser) -> None:
    hired = await desk.hire()
    phone, _ = await desk.enrol(hired)
    first = await browser.sign_in(hired, next="/account/password")
    assert (first.status_code, first.headers["location"]) == (303, "/sign-in/code?next=%2Faccount%2Fpassword")
    assert (await browser.get("/account")).headers["location"] == "/sign-in/code"
    wrong = await browser.send("/sign-in/code", code="nonsense")
    assert (wrong.status_code, 'href="#code"' in wrong.text) == (401, True)
    right = await browser.send("/sign-in/code", code=desk.code(phone), next="/account/password")
    assert (right.status_code, right.headers["location"]) == (303, "/account/password")
    assert (await browser.get("/account/password")).status_code == 200
