"""The pages of the door: in two languages, with errors at their fields, safe headers and nothing that runs in them."""

import re

import pytest

from tests.support.reception import PASSWORD, Browser, Reception

PATHS = [
    "/sign-in",
    "/account",
    "/account/password",
    "/session",
    "/static/kladka.css",
    "/static/kladka.js",
    "/static/htmx.js",
    "/nowhere",
    "/queries/clocks",
    "/openapi.json",
]


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_has_the_headers_that_protect_it(desk: Reception, browser: Browser, path: str) -> None:
    headers = (await browser.get(path)).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert (headers["referrer-policy"], headers["cross-origin-opener-policy"]) == ("same-origin", "same-origin")
    assert "strict-transport-security" not in headers, "without TLS it would lock a name of this machine"
    assert headers["cache-control"].startswith("public" if path.startswith("/static") else "no-store")


async def test_an_answer_to_our_own_fault_has_them_too(desk: Reception) -> None:
    headers = await desk.enter(await desk.hire())
    await desk.rows("DROP TABLE draft")
    answer = await desk.tell("drop_draft", {"form": "x"}, headers)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/sign-in", "/account", "/account/password"])
async def test_nothing_in_a_page_needs_what_the_policy_forbids(desk: Reception, browser: Browser, path: str) -> None:
    if path != "/sign-in":
        await browser.sign_in(await desk.hire())
    page = await browser.get(path)
    assert page.status_code == 200
    assert not re.search(r"<script(?![^>]* src=)|<style|\son[a-z]+=|\sstyle=|javascript:", page.text)
    assert len(page.content) < 60_000


async def test_polish_comes_first_and_english_on_wish(desk: Reception, browser: Browser) -> None:
    polish = await browser.get("/sign-in?next=%2Faccount%2Fpassword")
    assert ('<html lang="pl">' in polish.text, "<h1>Zaloguj się</h1>" in polish.text) == (True, True)
    link = re.search(r'href="(/language/en[^"]+)"', polish.text)
    assert link
    answer = await browser.get(link[1])
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Faccount%2Fpassword")
    english = await browser.get("/sign-in")
    assert ('<html lang="en">' in english.text, "<h1>Sign in</h1>" in english.text) == (True, True)
    assert english.headers["content-language"] == "en"


async def test_a_wrong_password_keeps_the_login_and_says_what_to_do(desk: Reception, browser: Browser) -> None:
    hired = await desk.hire()
    answer = await browser.send("/sign-in", login=hired.login, password="nie to", next="/account")
    assert answer.status_code == 401
    assert 'value="m.zielinska"' in answer.text
    assert 'name="next" value="/account"' in answer.text
    assert "nie to" not in answer.text
    assert '<a href="#login">Login lub hasło są nieprawidłowe.' in answer.text
    assert re.search(r'<input id="login"[^>]* aria-invalid="true" aria-describedby="login-error"', answer.text)
    assert answer.text.index('role="alert" tabindex="-1" autofocus') < answer.text.index("<h1>")
    assert "<title>Błąd: Zaloguj się – Kładka</title>" in answer.text


async def test_an_unknown_login_looks_the_same_as_a_wrong_password(desk: Reception, browser: Browser) -> None:
    await desk.hire()
    pages = [(await browser.send("/sign-in", login=login, password="x")).text for login in ("m.zielinska", "m.zielinskb")]
    pages = [re.sub(r'name="key" value="[^"]+"', "", page) for page in pages]  # each form has its own, made by chance
    assert pages[0] == pages[1].replace("m.zielinskb", "m.zielinska")


async def test_empty_fields_are_named_one_by_one(desk: Reception, browser: Browser) -> None:
    answer = await browser.send("/sign-in", login=" ", password="")
    assert answer.status_code == 422
    assert re.findall(r'<a href="#(\w+)">Proszę wypełnić', answer.text) == ["login", "password"]


async def test_who_is_locked_out_reads_when_to_come_back(desk: Reception, browser: Browser) -> None:
    for _ in range(6):
        answer = await browser.send("/sign-in", login="nobody", password="x")
    assert (answer.status_code, "Proszę spróbować ponownie za 1 min" in answer.text) == (429, True)


async def test_a_password_somebody_else_set_is_changed_before_the_first_page(desk: Reception, browser: Browser) -> None:
    made = await desk.create("m.zielinska")
    assert (await browser.sign_in(made)).headers["location"] == "/sign-in/new-password?next=%2F"
    assert (await browser.get("/account")).headers["location"] == "/sign-in/new-password"
    short = await browser.send("/sign-in/new-password", new_password="krótkie")
    assert (short.status_code, "co najmniej 12 znaków" in short.text) == (422, True)
    assert (await browser.send("/sign-in/new-password", new_password=PASSWORD)).headers["location"] == "/"
    assert (await browser.get("/account")).status_code == 200
    assert (await desk.happened(made.account))[-2:] == ["password_changed", "signed_in"]


async def test_the_wrong_present_password_changes_nothing(desk: Reception, browser: Browser) -> None:
    hired = await desk.hire()
    await browser.sign_in(hired)
    answer = await browser.send("/account/password", password="nie to", new_password="pięć koni w słońcu")
    assert (answer.status_code, '<a href="#password">' in answer.text) == (401, True)
    assert (await desk.sign_in(hired)).status_code == 200


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\n/evil"]
)
async def test_nobody_is_sent_to_another_house(desk: Reception, browser: Browser, place: str) -> None:
    answer = await browser.sign_in(await desk.hire(), next=place)
    assert answer.headers["location"] == "/"
    switched = await browser.http.get("/language/en", params={"back": place})
    assert switched.headers["location"] == "/"


async def test_what_is_typed_never_becomes_part_of_the_page(desk: Reception, browser: Browser) -> None:
    answer = await browser.send("/sign-in", login='"><script>alert(1)</script>', password="x", next='/"><b>')
    assert "<script>" not in answer.text
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=" + b"x" * (256 * 1024), "application/x-www-form-urlencoded"),
        (b"login=%ff", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
    ],
    ids=["large", "not UTF-8", "not a form"],
)
async def test_what_is_not_a_form_is_refused(desk: Reception, browser: Browser, body: bytes, kind: str) -> None:
    answer = await browser.http.post("/sign-in", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (422, "form_refused")


async def test_the_style_sheet_may_be_kept_because_its_address_changes_with_it(desk: Reception, browser: Browser) -> None:
    address = re.search(r'href="(/static/kladka\.css\?[0-9a-f]{12})"', (await browser.get("/sign-in")).text)
    assert address
    answer = await browser.get(address[1])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in answer.headers["cache-control"]


HTML = {"Accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/sign-out/again", 404)])
async def test_people_read_in_a_page_what_programs_read_as_a_problem(
    desk: Reception, browser: Browser, path: str, status: int
) -> None:
    page = await browser.http.get(path, headers=HTML)
    assert (page.status_code, "<h1>Nie ma takiej strony</h1>" in page.text) == (status, True)
    told = await browser.get(path)
    assert (told.status_code, told.json()["code"]) == (status, "unknown_operation")


async def test_a_fault_is_a_page_too_and_tells_nothing_inside(desk: Reception, browser: Browser) -> None:
    await browser.get("/sign-in")
    await desk.rows("ALTER TABLE session RENAME TO lost")
    page = await browser.http.get("/account", headers=HTML)
    assert (page.status_code, "<h1>Wystąpił błąd po naszej stronie</h1>" in page.text) == (500, True)
    assert "session" not in page.text


async def test_nobody_is_signed_out_by_a_link(desk: Reception, browser: Browser) -> None:
    await browser.sign_in(await desk.hire())
    assert (await browser.get("/sign-out")).headers["location"] == "/"
    assert (await browser.get("/account")).status_code == 200


async def test_signing_out_after_the_end_is_no_mistake(desk: Reception, browser: Browser) -> None:
    await browser.sign_in(await desk.hire())
    csrf = await browser.csrf("/account")
    desk.clock.go_on(hours=1)
    answer = await browser.http.post("/sign-out", data={"csrf": csrf})
    assert (answer.status_code, answer.headers["location"], browser.cookie) == (303, "/sign-in", None)


async def test_half_a_sign_in_can_be_given_up_and_ends_nothing_else(desk: Reception, browser: Browser) -> None:
    hired = await desk.hire()
    phone, _ = await desk.enrol(hired)
    headers = await desk.enter(hired, code=desk.code(phone))
    await browser.sign_in(hired)
    await browser.send("/sign-out", page="/sign-in/code", everywhere="1")
    assert (await browser.get("/sign-in/code")).headers["location"] == "/sign-in"
    assert (await desk.ask("access_tokens", headers)).status_code == 200


@pytest.mark.parametrize("typed", ["ąćę", "①②③④⑤⑥", " ", "x" * 300])
async def test_strange_letters_are_wrong_and_nothing_more(desk: Reception, browser: Browser, typed: str) -> None:
    hired = await desk.hire()
    await desk.enrol(hired)
    assert (await browser.http.post("/sign-in", data={"csrf": typed})).status_code == 403
    assert (await browser.send("/sign-in", login=typed, password=typed)).status_code in (401, 422)
    await browser.sign_in(hired)
    assert (await browser.send("/sign-in/code", code=typed)).status_code in (401, 422)
    assert (await browser.send("/sign-in", login="a\0b", password="x")).status_code == 422
    told = await desk.http.post("/commands/sign_in", json={"login": "a\0b", "password": "x"})
    assert (told.status_code, told.json()["field"]) == (422, "login")
