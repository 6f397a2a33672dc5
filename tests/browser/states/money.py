"""The budget and the documents."""

from playwright.async_api import Page

from tests.browser.states.state import STALE, WRONG, State, States, another, fill_day, form, press, send
from tests.browser.things import Things

BUDGET, EXPENSES, DOCUMENT = "/projects/{project}/budget", "/projects/{project}/expenses", "/expenses/{document}"
COMMITMENTS = "/projects/{project}/commitments"


async def overtaken(page: Page, things: Things) -> None:
    """Somebody else takes a grosz off the document meanwhile."""
    async with another(page) as faster:
        await faster.goto(f"{page.url.partition('/expenses/')[0]}/expenses/{things['document']}/ineligible")
        await take_off(faster, things)


async def take_off(page: Page, things: Things) -> None:
    await page.locator("main [name=draft]").evaluate("field => field.remove()")  # or it would wait there the next time
    await page.locator("[id='rows.0.amount']").fill("0,01")
    await page.locator("#reason_code").select_option("mistake")
    await page.locator("#reason").fill("pomyłka w odpisie")
    await send(page, things)


async def taken_off_too_late(page: Page, things: Things) -> None:
    await overtaken(page, things)
    await take_off(page, things)


async def corrected_too_late(page: Page, things: Things) -> None:
    await overtaken(page, things)
    await fill_day(page, "on", things["today"])
    await take_off(page, things)


async def approved_too_late(page: Page, things: Things) -> None:
    """As if the page had been opened before the last change."""
    await page.locator("main [name=version]").evaluate("field => { field.value -= 1 }")
    await press(page, "form[action$='/approve'] button")


async def paid_too_late(page: Page, things: Things) -> None:
    await overtaken(page, things)
    await fill_day(page, "paid_on", things["today"])
    await send(page, things)


STATES: States = {
    "/projects/{project}/budget": (
        State("full", BUDGET, "accountant"),
        State("none approved yet", "/projects/{second}/budget", "accountant"),
        State("before it began", BUDGET + "?as_of.day=1&as_of.month=1&as_of.year=2000", "accountant"),
        State("with errors", BUDGET + "?as_of.day=31&as_of.month=2&as_of.year=2021", "accountant", status=WRONG),
    ),
    "/projects/{project}/budget/lines/{line}": (State("full", BUDGET + "/lines/4.1", "accountant"),),
    "/projects/{project}/budget/plan": (
        *form(BUDGET + "/plan", "accountant"),
        State("the first one", "/projects/{second}/budget/plan", "accountant"),
    ),
    "/projects/{project}/budget/versions": (State("full", BUDGET + "/versions", "accountant"),),
    "/projects/{project}/commitments": (
        State("full", COMMITMENTS, "accountant"),
        State("nothing", "/projects/{second}/commitments", "auditor"),
    ),
    "/projects/{project}/commitments/new": form(COMMITMENTS + "/new", "accountant"),
    "/projects/{project}/commitments/{commitment}/release": form(COMMITMENTS + "/{commitment}/release", "accountant"),
    "/projects/{project}/suppliers/person": form("/projects/{project}/suppliers/person"),
    "/projects/{project}/expenses": (
        State("full", EXPENSES, "accountant"),
        State("nothing", EXPENSES + "?line=none", "accountant"),
    ),
    "/projects/{project}/expenses/new": form(EXPENSES + "/new", "accountant"),
    "/expenses/{document}": (
        State("full", DOCUMENT, "accountant"),
        State("for an auditor", DOCUMENT, "auditor"),
        State("to be approved", "/expenses/{approvable}"),
        State("in conflict", "/expenses/{approvable}", act=approved_too_late, status=STALE),
    ),
    "/expenses/{document}/pay": (
        *form(DOCUMENT + "/pay", "accountant"),
        State("in conflict", DOCUMENT + "/pay", "accountant", paid_too_late, STALE),
    ),
    "/expenses/{document}/ineligible": (
        *form(DOCUMENT + "/ineligible", "accountant"),
        State("in conflict", DOCUMENT + "/ineligible", "accountant", taken_off_too_late, STALE),
    ),
    "/expenses/{document}/correct": (
        *form(DOCUMENT + "/correct", "accountant"),
        State("in conflict", DOCUMENT + "/correct", "accountant", corrected_too_late, STALE),
    ),
}
