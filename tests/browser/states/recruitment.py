"""Recruitment: the list, taking in an application step by step, assessing, appeals, offers."""

from playwright.async_api import Page

from tests.browser.second_project import KNOWN_BY_NAME
from tests.browser.states.state import WRONG, Act, State, States, filling, form, press, send
from tests.browser.things import Things

LIST = "/projects/{second}/recruitment"
APPLY, OF = LIST + "/apply", "/applications/"
STEPS = ("person", "situation", "premises", "declarations", "check")


async def begin(page: Page, things: Things) -> None:
    """A new application, at its first step."""
    await send(page, things)


async def steps(page: Page, things: Things) -> None:
    """Begun and left: the list of steps."""
    await begin(page, things)
    await page.locator('[name="person.given_name"]').fill("Anna")
    await page.locator('[name="person.family_name"]').fill("Lis")
    await press(page, 'main [name="leave"]')


def step(name: str) -> Act:
    """A step of an application that was just begun."""

    async def act(page: Page, things: Things) -> None:
        await begin(page, things)
        if name != "person":
            await page.goto(page.url.replace("/person", f"/{name}"))

    return act


async def wrong_number(page: Page, things: Things) -> None:
    """A digit of the number is mistyped."""
    await begin(page, things)
    await page.locator('[name="person.pesel"]').fill("44051401459")
    await send(page, things)


async def known_already(page: Page, things: Things) -> None:
    """Somebody with this name and day of birth is known: it is said beside the next step."""
    await begin(page, things)
    for name, text in (("given_name", "Katarzyna"), ("family_name", KNOWN_BY_NAME)):
        await page.locator(f'[name="person.{name}"]').fill(text)
    for part, text in (("day", "17"), ("month", "3"), ("year", "1980")):
        await page.locator(f'[name="person.birth_date.{part}"]').fill(text)
    await send(page, things)


async def handed_in_empty(page: Page, things: Things) -> None:
    """Nothing was filled in: the last step leads back to the first one."""
    await step("check")(page, things)
    await send(page, things)


def application(name: str, login: str = "coordinator") -> State:
    return State(name, OF + "{" + name + "}", login)


IN_APPEAL = OF + "{appealed}/appeal/decide"
STATES: States = {
    "/projects/{project}/recruitment": (
        State("full", LIST, "social_worker"),
        State("nobody waits", "/projects/{project}/recruitment"),
        State("narrowed", LIST + "?state=offered", "auditor"),
        State("documents missing", LIST + "?state=incomplete", "social_worker"),
        State("found by name", LIST, act=filling({"name": "Mazur"}, "main form[method=post] button")),
        State("with errors", LIST, act=filling({"name": "–"}, "main form[method=post] button"), status=WRONG),
    ),
    "/projects/{project}/recruitment/print": (State("full", LIST + "/print"),),
    "/projects/{project}/recruitment/public": (State("full", LIST + "/public"),),
    "/projects/{project}/recruitment/apply": (State("full", APPLY),),
    "/projects/{project}/recruitment/apply/{intake}": (State("full", APPLY, "social_worker", steps),),
    "/projects/{project}/recruitment/apply/{intake}/{step}": (
        *(State(name, APPLY, act=step(name)) for name in STEPS),
        State("with errors", APPLY, act=wrong_number, status=WRONG),
        State("somebody like that is known", APPLY, act=known_already),
        State("handed in empty", APPLY, act=handed_in_empty, status=WRONG),
    ),
    "/applications/{application}": (
        application("offered"),
        *map(application, ("submitted", "incomplete", "eligible", "waiting", "recruited", "taking_part")),
        *map(application, ("rejected", "appealed", "withdrawn", "ended", "twice")),
        State("for the commission", OF + "{appealed}", "commission_member"),
    ),
    "/applications/{application}/why": (
        State("full", OF + "{waiting}/why"),
        State("holds an offer", OF + "{offered}/why", "auditor"),
        State("has a place", OF + "{ended}/why"),
    ),
    "/applications/{application}/withdraw": form(OF + "{waiting}/withdraw"),
    "/applications/{application}/assess": (
        *form(OF + "{submitted}/assess", "social_worker"),
        State("documents missing", OF + "{incomplete}/assess", "social_worker"),
    ),
    "/projects/{project}/recruitment/appeals": (
        State("full", LIST + "/appeals", "commission_member"),
        State("nothing", "/projects/{project}/recruitment/appeals", "social_worker"),
    ),
    "/applications/{application}/appeal": (
        State("full", OF + "{rejected}/appeal"),
        State("with errors", OF + "{rejected}/appeal", act=filling({"on.day": "32"}), status=WRONG),
    ),
    "/applications/{application}/appeal/decide": form(IN_APPEAL, "commission_member"),
    "/applications/{application}/offer": form(OF + "{offered}/offer"),
}
