"""Activities, attendance lists and certificates."""

from playwright.async_api import Page

from tests.browser.states.state import WRONG, State, States, another, choose, fill_day, filling, form, send
from tests.browser.things import Things

COURSE, PLAN = "/activities/{course}", "/activities/{plan}"
LEAVE = COURSE + "/participants/{signed}/leave"


def list_of(session: str) -> str:
    return "/sessions/{" + session + "}/attendance"


async def wrong_hours(page: Page, things: Things) -> None:
    """Somebody was there for longer than it lasted."""
    await page.locator("main details summary").first.click()
    await page.locator('main [name^="hours."]').first.fill("9")
    await answered_in_place(page, ".errors")


async def both_recorded(page: Page, things: Things) -> None:
    """A list of its own, open before two people who mark different things; the second one is told."""
    await fill_day(page, "on", things["today"])
    await page.locator("#hours").fill("2")
    await send(page, things)
    at = await page.locator("main a[href$='/cancel']").last.get_attribute("href")
    assert at is not None
    await page.goto(at.replace("cancel", "attendance"))
    async with another(page) as faster:
        await choose(faster, 'main [value="excused"]')
        await send(faster, things)
    await choose(page, 'main [value="unexcused"]')
    await answered_in_place(page, "[data-clashes]")


async def answered_in_place(page: Page, what: str) -> None:
    """The script of the list sends it, and puts a refusal in the place of the list."""
    await page.locator("main form button.primary").click()
    await page.locator(f"main {what}").wait_for()


STATES: States = {
    "/projects/{project}/activities": (
        State("full", "/projects/{second}/activities"),
        State("all over", "/projects/{project}/activities", "trainer"),
    ),
    "/projects/{project}/activities/new": form("/projects/{second}/activities/new"),
    "/activities/{activity}": (
        State("full", COURSE),
        State("nothing yet", PLAN, "trainer"),
        State("all over", "/activities/{training}", "auditor"),
        State("without names", COURSE, "accountant"),
    ),
    "/activities/{activity}/sessions/new": form(PLAN + "/sessions/new"),
    "/sessions/{session}/cancel": form("/sessions/{next_session}/cancel"),
    "/activities/{activity}/enrol": (
        State("full", PLAN + "/enrol"),
        State("with errors", PLAN + "/enrol", "trainer", send, WRONG),
        State("nobody of that name", PLAN + "/enrol", act=filling({"name": "Ćż"}, "main [name=find]")),
        State("everybody is there", COURSE + "/enrol"),
    ),
    "/activities/{activity}/participants/{participant}/leave": form(LEAVE),
    "/activities/{activity}/certificates": (
        State("full", COURSE + "/certificates"),
        State("nothing", PLAN + "/certificates", "trainer"),
        State("many", "/activities/{training}/certificates", "auditor"),
    ),
    "/activities/{activity}/certificates/new": form(COURSE + "/certificates/new"),
    "/sessions/{session}/print": (
        State("full", "/sessions/{held}/print"),
        State("of the play", "/sessions/{training_session}/print", "auditor"),
    ),
    "/sessions/{session}/attendance": (
        State("full", list_of("sheet"), "trainer"),
        State("recorded", list_of("held")),
        State("late", list_of("late_sheet")),
        State("before its day", list_of("next_session")),
        State("called off", list_of("called_off")),
        State("for who only reads", list_of("held"), "accountant"),
        State("with errors", list_of("sheet"), "social_worker", wrong_hours),
        State("in conflict", PLAN.replace("plan", "shared_list") + "/sessions/new", act=both_recorded),
    ),
    "/sessions/{session}/attendance/{participant}": form(list_of("held") + "/{signed}"),
}
