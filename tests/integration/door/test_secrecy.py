"""What people type at the door stands in no log: not logins, not passwords, not codes, not tokens."""

import logging

import pytest

from tests.support.reception import PASSWORD, Browser, Reception


async def test_the_logs_of_a_whole_day_hold_nothing_that_was_typed(
    desk: Reception, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    hired = await desk.hire()
    phone, codes = await desk.enrol(hired)
    for login in (hired.login, "stranger-at-the-door"):
        await desk.http.post("/commands/sign_in", json={"login": login, "password": "guess-1"})
    await desk.http.post("/commands/sign_in", json={"login": hired.login, "password": "guess-2" * 100})
    headers = await desk.enter(hired, code=codes[0])
    token = (await desk.tell("create_access_token", {"title": "x", "roles": ["trainer"]}, headers)).json()["secret"]
    await desk.tell("save_draft", {"form": "x", "fields": {"family_name": "Brzęczyszczykiewicz"}}, headers)
    await browser.send("/sign-in", login="stranger-at-the-door", password="guess-3")
    await browser.sign_in(hired)
    await browser.send("/sign-in/code", code=desk.code(phone))
    assert (await browser.get("/account")).status_code == 200
    text = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    typed = (hired.login, PASSWORD, "stranger-at-the-door", "guess-", phone.secret, codes[0], token, browser.cookie, "Brzęcz")
    assert text, "something was logged, or this proves nothing"
    assert not [word for word in typed if word and word in text]


@pytest.mark.parametrize("operation", ["sign_in", "change_password", "create_account", "save_draft"])
async def test_a_refused_input_is_not_repeated(desk: Reception, operation: str) -> None:
    typed = "s3cret-of-somebody"
    body = {"login": typed * 30, "password": typed * 30, "new_password": typed * 30, "name": typed * 30, "form": typed.upper()}
    answer = await desk.tell(operation, body)
    assert answer.status_code in (403, 422)
    assert typed not in answer.text.lower()
