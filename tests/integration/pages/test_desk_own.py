"""One's own account on pages: a second factor by picture or by hand, recovery codes, tokens for programs."""

import re
from datetime import timedelta

import pyotp

from tests.integration.pages.reading import fill_in, heading, links, send_again, words
from tests.support.centre import House
from tests.support.door import bearer
from tests.support.reception import PASSWORD, Browser

FACTOR, TOKENS = "/account/second-factor", "/account/tokens"


async def phone_of(browser: Browser, **typed: str) -> tuple[pyotp.TOTP, object]:
    shown = await fill_in(browser, FACTOR, password=PASSWORD, **typed)
    assert (shown.status_code, heading(shown)) == (200, "Ustawienie telefonu")
    (secret,) = re.findall(r'<code class="secret">([^<]+)</code>', shown.text)
    return pyotp.TOTP(secret), shown


async def test_a_phone_reads_the_picture_and_from_then_on_its_code_is_asked_for(whole: House):
    async with whole.staff("m.telefon", "trainer") as browser:
        assert FACTOR in links(await browser.get("/account"))
        phone, shown = await phone_of(browser)
        assert "<svg" in shown.text
        assert "style=" not in shown.text
        wrong = await send_again(browser, shown, f"{FACTOR}/confirm", code="000000")
        assert wrong.status_code == 409
        assert "To nie jest kod, który telefon teraz pokazuje." in words(wrong)
        assert phone.secret in wrong.text, "the picture stands there again"
        done = await send_again(browser, wrong, f"{FACTOR}/confirm", code=whole.desk.code(phone))
        assert heading(done) == "Kody zapasowe"
        codes = re.findall(r"<li><code>([a-z2-7-]+)</code></li>", done.text)
        assert len(codes) == 10
        assert "włączony" in words(await browser.get(FACTOR))
    async with whole.desk.browser() as another:
        step = await another.send("/sign-in", login="m.telefon", password=PASSWORD)
        assert step.headers["location"].startswith("/sign-in/code")
        opened = await another.send("/sign-in/code", code=codes[0])
        assert opened.status_code == 303
        assert (await another.get("/account")).status_code == 200


async def test_a_wrong_password_begins_nothing_and_is_not_shown_again(whole: House):
    async with whole.staff("m.pomylka", "trainer") as browser:
        refused = await fill_in(browser, FACTOR, password="nie to hasło")
        assert refused.status_code == 401
        assert "To nie jest Pani/Pana obecne hasło." in words(refused)
        assert "nie to hasło" not in refused.text


async def test_a_token_is_made_with_less_than_the_account_may_and_revoked(whole: House):
    async with whole.staff("m.token", "social_worker", "trainer") as browser:
        made = await fill_in(browser, TOKENS, title="zestawienia", roles=["trainer"], reach="all", days="30")
        assert heading(made) == "Nowy token"
        (secret,) = re.findall(r'<code class="secret">([^<]+)</code>', made.text)
        assert secret.startswith("kladka_")
        until = (whole.desk.clock() + timedelta(days=30)).strftime("%d.%m.%Y")
        assert until in words(made)
        listed = await browser.get(TOKENS)
        assert "zestawienia trener" in words(listed)
        assert secret not in listed.text
        assert (await whole.desk.ask("projects", bearer(secret))).status_code == 200
        (place,) = [one for one in links(listed) if one.endswith("/revoke")]
        assert heading(await browser.get(place)) == "Unieważnić token zestawienia?"
        sent = await fill_in(browser, place)
        assert sent.headers["location"] == f"{TOKENS}?done=1"
        assert (await whole.desk.ask("projects", bearer(secret))).status_code == 401
        assert "unieważniony" in words(await browser.get(TOKENS))


async def test_a_token_without_a_name_or_a_role_is_refused_at_the_field(whole: House):
    async with whole.staff("m.pusty", "trainer") as browser:
        refused = await fill_in(browser, TOKENS, title="")
        assert refused.status_code == 422
        assert {'href="#title"', 'href="#roles"'} <= set(re.findall(r'href="#\w+"', refused.text))


async def test_nobody_reaches_the_token_of_somebody_else(whole: House):
    async with whole.staff("m.cudzy", "trainer") as browser:
        made = await fill_in(browser, TOKENS, title="moje", roles=["trainer"], days="30")
        assert made.status_code == 200
        (place,) = [one for one in links(await browser.get(TOKENS)) if one.endswith("/revoke")]
    async with whole.staff("m.inny", "trainer") as browser:
        assert (await browser.get(place)).status_code == 404
