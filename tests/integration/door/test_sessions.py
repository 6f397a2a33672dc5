"""Sessions of browsers: the cookie changes at each step, the session ends in time, only our own forms do anything with it."""

import hashlib

import httpx
import pytest

from deploy.local.credentials import Credentials
from tests.support.reception import PASSWORD, Browser, Person, Reception, received


async def test_a_browser_signs_in_and_comes_where_it_wanted_to_go(desk: Reception, browser: Browser) -> None:
    hired = await desk.hire()
    turned = await browser.get("/account/password?x=1")
    assert turned.headers["location"] == "/sign-in?next=%2Faccount%2Fpassword%3Fx%3D1"
    answer = await browser.sign_in(hired, next="/account/password?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/password?x=1")
    assert "Maria Zielińska" in (await browser.get("/account")).text


async def test_the_cookie_of_before_the_sign_in_opens_nothing_after_it(desk: Reception, browser: Browser) -> None:
    hired = await desk.hire()
    browser.http.cookies.set("kladka", "fixed-by-somebody-else", domain="127.0.0.1", path="/")
    await browser.sign_in(hired)
    assert browser.cookie not in (None, "fixed-by-somebody-else")
    async with httpx.AsyncClient(base_url=browser.http.base_url, cookies={"kladka": "fixed-by-somebody-else"}) as other:
        assert (await other.get("/account")).headers["location"].startswith("/sign-in?")


async def test_each_step_has_a_cookie_of_its_own(desk: Reception, browser: Browser) -> None:
    hired = await desk.hire()
    phone, _ = await desk.enrol(hired)
    await desk.rows("UPDATE account SET must_change = true")
    seen = [await browser.csrf("/sign-in") and browser.cookie]
    await browser.sign_in(hired)
    seen.append(browser.cookie)
    await browser.send("/sign-in/code", code=desk.code(phone))
    seen.append(browser.cookie)
    last = await browser.send("/sign-in/new-password", new_password="pięć koni w słońcu")
    seen.append(browser.cookie)
    assert last.headers["location"] == "/"
    assert len(set(seen)) == 4
    for old in seen[:3]:
        async with httpx.AsyncClient(base_url=browser.http.base_url, cookies={"kladka": old or ""}) as other:
            assert (await other.get("/account")).headers["location"].startswith("/sign-in?")


async def test_only_the_hash_of_the_cookie_is_kept(desk: Reception, browser: Browser) -> None:
    await browser.sign_in(await desk.hire())
    assert browser.cookie is not None
    (row,) = await desk.rows("SELECT * FROM session WHERE kind = 'browser'")
    assert row["secret_hash"] == hashlib.sha256(browser.cookie.encode()).digest()
    assert browser.cookie not in str(dict(row))
    assert len(browser.cookie) >= 43, "256 bits"


async def test_without_a_request_for_half_an_hour_the_session_is_over(desk: Reception, browser: Browser) -> None:
    await browser.sign_in(await desk.hire())
    desk.clock.go_on(minutes=29)
    assert (await browser.get("/account")).status_code == 200
    desk.clock.go_on(minutes=29)
    assert (await browser.get("/account")).status_code == 200
    desk.clock.go_on(minutes=30)
    turned = await browser.get("/account")
    assert (turned.status_code, turned.headers["location"]) == (303, "/sign-in?next=%2Faccount&ended=1")
    assert "Sesja się zakończyła" in (await browser.get(turned.headers["location"])).text


async def test_after_ten_hours_it_is_over_however_much_it_was_used(desk: Reception, browser: Browser) -> None:
    await browser.sign_in(await desk.hire())
    for _ in range(23):
        desk.clock.go_on(minutes=25)
        assert (await browser.get("/account")).status_code == 200
    desk.clock.go_on(minutes=24)
    assert (await browser.get("/account")).status_code == 200
    desk.clock.go_on(minutes=1)
    assert (await browser.get("/account")).status_code == 303


async def test_it_says_how_long_it_lasts_and_asking_does_not_lengthen_it(desk: Reception, browser: Browser) -> None:
    await browser.sign_in(await desk.hire())
    assert (await browser.get("/session")).json() | {"ends_at": ""} == {
        "ends_at": "",
        "seconds": 1800,
        "warn": False,
        "can_stay": False,
    }
    desk.clock.go_on(minutes=25)
    told = (await browser.get("/session")).json()
    assert (told["seconds"], told["warn"], told["can_stay"]) == (300, True, True)
    desk.clock.go_on(minutes=5)
    over = await browser.get("/session")
    assert (over.status_code, over.json()["code"]) == (401, "session_ended")


async def test_who_wishes_to_stay_has_half_an_hour_more(desk: Reception, browser: Browser) -> None:
    await browser.sign_in(await desk.hire())
    csrf = await browser.csrf("/account")
    desk.clock.go_on(minutes=29)
    stayed = await browser.http.post("/session/stay", headers={"X-CSRF-Token": csrf})
    assert (stayed.status_code, stayed.json()["seconds"], stayed.json()["warn"]) == (200, 1800, False)
    desk.clock.go_on(minutes=29)
    assert (await browser.get("/account")).status_code == 200


async def test_near_the_absolute_end_nobody_is_promised_to_stay(desk: Reception, browser: Browser) -> None:
    await browser.sign_in(await desk.hire())
    for _ in range(23):
        desk.clock.go_on(minutes=26)
        await browser.get("/account")
    told = (await browser.get("/session")).json()
    assert (told["seconds"], told["warn"], told["can_stay"]) == (120, True, False)


@pytest.mark.parametrize("step", ["/sign-in/code", "/sign-in/new-password"])
async def test_half_a_sign_in_is_over_after_ten_minutes(desk: Reception, browser: Browser, step: str) -> None:
    hired = await desk.hire()
    if step == "/sign-in/code":
        await desk.enrol(hired)
    else:
        await desk.rows("UPDATE account SET must_change = true")
    await browser.sign_in(hired)
    assert (await browser.get(step)).status_code == 200
    desk.clock.go_on(minutes=10)
    assert (await browser.get(step)).headers["location"] == "/sign-in"


async def test_signing_out_ends_the_session_and_drops_the_cookie(desk: Reception, browser: Browser) -> None:
    await browser.sign_in(await desk.hire())
    kept = browser.cookie
    answer = await browser.send("/sign-out", page="/account")
    assert (answer.headers["location"], browser.cookie) == ("/sign-in", None)
    async with httpx.AsyncClient(base_url=browser.http.base_url, cookies={"kladka": kept or ""}) as other:
        assert (await other.get("/account")).status_code == 303


async def test_signing_out_everywhere_reaches_browsers_and_programs(desk: Reception, browser: Browser) -> None:
    hired = await desk.hire()
    headers = await desk.enter(hired)
    await browser.sign_in(hired)
    async with desk.browser() as other:
        await other.sign_in(hired)
        await other.send("/sign-out", page="/account", everywhere="1")
    assert (await browser.get("/account")).status_code == 303
    assert (await desk.ask("access_tokens", headers)).json()["code"] == "session_ended"


async def test_a_changed_password_changes_the_cookie_and_ends_the_others(desk: Reception, browser: Browser) -> None:
    hired = await desk.hire()
    await browser.sign_in(hired)
    before = browser.cookie
    async with desk.browser() as other:
        await other.sign_in(hired)
        answer = await browser.send("/account/password", password=PASSWORD, new_password="pięć koni w słońcu")
        assert answer.headers["location"] == "/account?changed=1"
        assert (await other.get("/account")).status_code == 303
    assert browser.cookie not in (before, None)
    assert "Hasło zostało zmienione" in (await browser.get("/account?changed=1")).text
    assert (await desk.sign_in(Person(hired.account, hired.login, "pięć koni w słońcu"))).status_code == 200


FORMS = [
    ("/sign-in", {"login": "m.zielinska", "password": PASSWORD}),
    ("/account/password", {"password": PASSWORD, "new_password": "pięć koni w słońcu"}),
    ("/sign-out", {}),
    ("/session/stay", {}),
]


@pytest.mark.parametrize("token", [{}, {"csrf": ""}, {"csrf": "0" * 64}], ids=["missing", "empty", "wrong"])
@pytest.mark.parametrize(("path", "fields"), FORMS, ids=[path for path, _ in FORMS])
async def test_a_form_that_is_not_of_this_session_does_nothing(
    desk: Reception, browser: Browser, path: str, fields: dict[str, str], token: dict[str, str]
) -> None:
    hired = await desk.hire()
    await browser.sign_in(hired)
    cookie, before = browser.cookie, await desk.happened(hired.account)
    answer = await browser.http.post(path, data={**fields, **token})
    assert (answer.status_code, browser.cookie) == (403, cookie)
    assert await desk.happened(hired.account) == before
    assert (await browser.get("/account")).status_code == 200


async def test_a_form_of_another_browser_does_nothing(desk: Reception, browser: Browser) -> None:
    hired = await desk.hire()
    await browser.sign_in(hired)
    async with desk.browser() as other:
        await other.sign_in(hired)
        answer = await browser.http.post("/sign-out", data={"csrf": await other.csrf("/account")})
    assert (answer.status_code, "Formularz nie został przyjęty" in answer.text) == (403, True)


async def test_a_script_of_our_pages_calls_the_api_with_the_token_of_its_forms(desk: Reception, browser: Browser) -> None:
    hired = await desk.hire()
    await browser.sign_in(hired)
    assert (await browser.get("/queries/access_tokens")).json() == {"items": []}
    refused = await browser.http.post("/commands/sign_out", json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "form_refused")
    csrf = await browser.csrf("/account")
    assert (await browser.http.post("/commands/sign_out", json={}, headers={"X-CSRF-Token": csrf})).status_code == 200
    assert (await browser.get("/queries/access_tokens")).json()["code"] == "session_ended"


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(desk: Reception, browser: Browser) -> None:
    answer = await browser.sign_in(await desk.hire())
    assert answer.headers["set-cookie"].startswith(f"kladka={browser.cookie};")
    assert set(answer.headers["set-cookie"].split("; ")[1:]) == {"HttpOnly", "Path=/", "SameSite=lax"}


async def test_behind_tls_the_cookie_is_bound_to_it_and_to_this_host(fresh_database_url: str, credentials: Credentials) -> None:
    async with received(fresh_database_url, credentials, tls=True) as desk:
        answer = await desk.http.get("/sign-in")
    name, _, rest = answer.headers["set-cookie"].partition("=")
    assert name == "__Host-kladka"
    assert set(rest.split("; ")[1:]) == {"HttpOnly", "Path=/", "SameSite=lax", "Secure"}
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


async def test_what_ended_long_ago_is_cleared_up(desk: Reception, browser: Browser) -> None:
    hired = await desk.hire()
    await browser.sign_in(hired)
    assert len(await desk.rows("TABLE session")) == 2
    desk.clock.go_on(days=8)
    await desk.sign_in(hired)
    assert len(await desk.rows("TABLE session")) == 1
