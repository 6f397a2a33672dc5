"""People: finding, the card with its tabs, correcting, what follows the contract, requests about one's own data."""

import random

from playwright.async_api import Page

from tests.browser.states.state import STALE, WRONG, State, States, another, filling, form, pressing, send
from tests.browser.things import Things

SIGNED, ENDED, TWICE = "/people/{signed_person}", "/people/{ended_person}", "/people/{twice_person}"
OF = "/applications/"
FREE = random.Random()  # noqa: S311 - a telephone number, not a secret
OPEN_DATA, OPEN_HISTORY = "main form[action$='/data'] button", "main form[action$='/history'] button"


async def both_corrected(page: Page, things: Things) -> None:
    """Two people give the same person another telephone number; the second one is asked which of them stands."""
    async with another(page) as faster:
        for one in (faster, page):
            await one.locator("main [name=draft]").evaluate("field => field.remove()")  # or it would wait there the next time
            await one.locator("#phone").fill(f"60{FREE.randrange(10**7):07d}")
            await one.locator("#reason").fill("nowy numer")
            await send(one, things)


async def undecided(page: Page, things: Things) -> None:
    await both_corrected(page, things)
    await send(page, things)


async def came_back(page: Page, things: Things) -> None:
    """Something was typed, kept, and stands there when the page is opened again."""
    async with page.expect_response("**/commands/save_draft"):
        await page.locator("#explanation").fill("Dane są potrzebne do rozliczenia projektu.")
    await page.reload()
    await page.locator("form[action='/drafts/drop']").wait_for()


STATES: States = {
    "/people": (
        State("full", "/people"),
        State("found", "/people", act=filling({"name": "Nowak"})),
        State("nobody", "/people", "data_protection_officer", filling({"name": "Ćwirek"})),
        State("with errors", "/people", act=send, status=WRONG),
        State("a mistyped number", "/people", "auditor", filling({"pesel": "44051401459"}), WRONG),
    ),
    "/people/{person}": (
        State("full", ENDED),
        State("signed", SIGNED, "social_worker"),
        State("taking part, with family", "/people/{taking_part_person}"),
        State("applied", "/people/{submitted_person}"),
        State("for an auditor", ENDED, "auditor"),
        State("for the officer", SIGNED, "data_protection_officer"),
        State("opened", SIGNED, act=pressing(OPEN_DATA)),
    ),
    "/people/{person}/activities": (
        State("full", ENDED + "/activities"),
        State("nothing", "/people/{submitted_person}/activities", "social_worker"),
    ),
    "/people/{person}/documents": (
        State("full", ENDED + "/documents"),
        State("nothing", "/people/{submitted_person}/documents", "data_protection_officer"),
    ),
    "/people/{person}/documents/{notification}": (State("full", ENDED + "/documents/{letter}"),),
    "/people/{person}/history": (
        State("full", ENDED + "/history"),
        State("one kind", SIGNED + "/history?kind=registry", "social_worker"),
        State("opened", SIGNED + "/history", act=pressing(OPEN_HISTORY)),
    ),
    "/people/{person}/correct": (
        *form(SIGNED + "/correct"),
        State("in conflict", "/people/{taking_part_person}/correct", "social_worker", both_corrected, STALE),
        State("in conflict, undecided", "/people/{recruited_person}/correct", "social_worker", undecided, WRONG),
    ),
    "/people/{person}/family": form("/people/{taking_part_person}/family"),
    "/people/{person}/duplicates": (
        State("full", TWICE + "/duplicates"),
        State("nobody", SIGNED + "/duplicates"),
    ),
    "/people/{person}/merge/{other}": form(TWICE + "/merge/{once_person}"),
    "/people/{person}/request": (
        *form("/people/{recruited_person}/request"),
        State("with what was typed before", "/people/{taking_part_person}/request", act=came_back),
    ),
    "/subject-requests": (
        State("full", "/subject-requests", "data_protection_officer"),
        State("only open ones", "/subject-requests?only=waiting", "auditor"),
    ),
    "/subject-requests/{request}": (
        State("full", "/subject-requests/{access}", "data_protection_officer"),
        State(
            "with errors",
            "/subject-requests/{access}",
            "data_protection_officer",
            pressing("main form[action$='/refuse'] button"),
            WRONG,
        ),
        State("restricted", "/subject-requests/{restriction}", "data_protection_officer"),
        State("for who only reads", "/subject-requests/{access}"),
    ),
    "/applications/{application}/contract": (
        State("full", OF + "{recruited}/contract"),
        State("with errors", OF + "{recruited}/contract", "social_worker", filling({"signed_on.day": "32"}), WRONG),
    ),
    "/applications/{application}/end": form(OF + "{taking_part}/end"),
    "/applications/{application}/situation": form(OF + "{ended}/situation"),
    "/applications/{application}/employment": form(OF + "{ended}/employment"),
    "/applications/{application}/social-effect": form(OF + "{ended}/social-effect"),
    "/applications/{application}/exclusion": form(OF + "{ended}/exclusion"),
}
