"""The door and one's own account; the pages of the house itself."""

from playwright.async_api import Page

from tests.browser.states.state import CONFLICT, WRONG, Act, State, States, choose, filling, send
from tests.browser.things import CALM, CAREFUL, NEW, OWN_PASSWORD, Things


def entering(login: str, password: str, *, then: Act | None = None) -> State:
    """Signing in as far as the next step; `then`: how that is filled in wrongly."""

    async def act(page: Page, things: Things) -> None:
        await enter(page, things, login, password.format_map(things))
        if then is not None:
            await then(page, things)

    return State("with errors" if then else "full", "/sign-in", None, act, WRONG if then else 200)


async def enter(page: Page, things: Things, login: str, password: str) -> None:
    await page.locator("#login").fill(login)
    await page.locator("#password").fill(password)
    await send(page, things)


async def too_short(page: Page, things: Things) -> None:
    """A new password that nobody would need long to guess."""
    await enter(page, things, CALM, OWN_PASSWORD)
    await page.goto("/account/password")
    await page.locator("#password").fill(OWN_PASSWORD)
    await page.locator("#new_password").fill("123")
    await send(page, things)


async def picture(page: Page, things: Things) -> None:
    """The second factor of an account begun: the square for the phone."""
    await enter(page, things, CALM, OWN_PASSWORD)
    await page.goto("/account/second-factor")
    await page.locator("#password").fill(OWN_PASSWORD)
    await send(page, things)


async def wrong_code(page: Page, things: Things) -> None:
    await picture(page, things)
    await page.locator("#code").fill("123")
    await send(page, things)


async def made(page: Page, things: Things) -> None:
    """A token, shown this once."""
    await page.locator("#title").fill("zestawienia miesięczne")
    await choose(page, 'main [name="roles"]')
    await send(page, things)


TOKENS = "/account/tokens"
STATES: States = {
    "/sign-in": (
        State("full", "/sign-in", None),
        State("with errors", "/sign-in", None, send, WRONG),
        State("after the end of a session", "/sign-in?ended=1", None),
    ),
    "/sign-in/code": (entering(CAREFUL, OWN_PASSWORD), entering(CAREFUL, OWN_PASSWORD, then=send)),
    "/sign-in/new-password": (
        entering(NEW, "{new_password}"),
        entering(NEW, "{new_password}", then=filling({"new_password": "123"})),
    ),
    "/account": (State("full", "/account"), State("after a change", "/account?changed=1")),
    "/account/password": (
        State("full", "/account/password"),
        State("with errors", "/sign-in", None, too_short, WRONG),
    ),
    "/account/second-factor": (
        State("full", "/account/second-factor"),
        State("with errors", "/account/second-factor", act=send, status=WRONG),
        State("the picture", "/sign-in", None, picture),
        State("the picture, with errors", "/sign-in", None, wrong_code, CONFLICT),
    ),
    TOKENS: (
        State("full", TOKENS, "accountant"),
        State("nothing", TOKENS, "auditor"),
        State("with errors", TOKENS, act=send, status=WRONG),
        State("made", TOKENS, "trainer", made),
    ),
    "/account/tokens/{token}/revoke": (State("full", TOKENS + "/{token}/revoke", "accountant"),),
    "/projects": (State("full", "/projects"),),
    "/wzornik": (State("full, parts with errors and in conflict", "/wzornik", None),),
    "/accessibility": (State("full", "/accessibility", None), State("signed in", "/accessibility")),
}
