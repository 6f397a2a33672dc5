"""Today, the project, what needs attention, backstage and the accounts."""

from playwright.async_api import Page

from tests.browser.states.state import FORBIDDEN, NOT_FOUND, STALE, WRONG, State, States, another, filling, form, send
from tests.browser.things import Things

ATTENTION, PARKED = "/attention/finance/{attention}", "/backstage/parked/finance/{parked}"
LIMIT, ACCOUNT = "/projects/{second}/groups/{second_group}/limit", "/backstage/accounts/{account}"


async def both_changed(page: Page, things: Things) -> None:
    """Somebody else is faster with another limit."""
    async with another(page) as faster:
        for one, more in ((faster, 1), (page, 2)):
            await one.locator("main [name=draft]").evaluate("field => field.remove()")  # or it would wait there the next time
            now = int(await one.locator(".summary dd").first.inner_text())
            await one.locator("#limit").fill(str(now + more))
            await one.locator("#reason").fill("aneks nr 2")
            await send(one, things)


STATES: States = {
    "/": (
        State("full", "/"),
        State("of a social worker", "/", "social_worker"),
        State("of a trainer", "/", "trainer"),
        State("of the officer", "/", "data_protection_officer"),
        State("one kind", "/?kind=assessment"),
        State("documents missing", "/?kind=documents"),
        State("nothing waits", "/", "accountant"),
    ),
    "/attention": (State("full", "/attention"), State("nothing settled yet", "/attention?settled=1")),
    "/attention/{service}/{number}": (*form(ATTENTION), State("for who only reads", ATTENTION, "trainer")),
    "/projects/{project}": (
        State("full", "/projects/{second}"),
        State("at its end", "/projects/{project}"),
        State("for an accountant", "/projects/{project}", "accountant"),
        State("there is none", "/projects/none", status=NOT_FOUND),
    ),
    "/projects/{project}/groups/{group}/limit": (
        *form(LIMIT),
        State("in conflict", "/projects/{old}/groups/{old_group}/limit", act=both_changed, status=STALE),
    ),
    "/backstage": (
        State("full", "/backstage", "admin"),
        State("for who may not", "/backstage", "trainer", status=FORBIDDEN),
    ),
    "/backstage/parked/{service}/{record}": (State("full", PARKED, "admin"),),
    "/backstage/parked/{service}/{record}/discard": form(PARKED + "/discard", "admin"),
    "/backstage/accounts": (State("full", "/backstage/accounts", "admin"),),
    "/backstage/accounts/new": form("/backstage/accounts/new", "admin"),
    "/backstage/accounts/{account}": (State("full", ACCOUNT, "admin"),),
    "/backstage/accounts/{account}/change": (
        State("full", ACCOUNT + "/change", "admin"),
        State("with errors", ACCOUNT + "/change", "admin", filling({"name": ""}), WRONG),
    ),
    "/backstage/accounts/{account}/{act}": (
        State("full", ACCOUNT + "/deactivate", "admin"),
        State("with errors", ACCOUNT + "/deactivate", "admin", send, WRONG),
        State("another password", ACCOUNT + "/password", "admin"),
    ),
}
