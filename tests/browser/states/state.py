"""What a state of a page is, and the small acts that lead to one."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

from tests.browser.things import Things

Act = Callable[[Page, Things], Awaitable[Any]]
WRONG = 422
"""What a form that was filled in wrongly is answered with."""
SENDS = "main form :is(button.primary, button.danger)"
FORBIDDEN, NOT_FOUND, CONFLICT, STALE = 403, 404, 409, 412


@dataclass(frozen=True)
class State:
    """A state of a page: who looks at which address, what they do there before it is judged, and the status of the answer.

    `path` names things in braces.
    """

    name: str
    path: str
    login: str | None = "coordinator"
    act: Act | None = None
    status: int = 200


States = Mapping[str, tuple[State, ...]]
"""By route; the first state of each is the full one, as the page mostly looks."""


async def send(page: Page, things: Things) -> None:
    """The form as it stands."""
    await press(page, SENDS)


async def press(page: Page, selector: str) -> None:
    """A button or a link of the page; the page after it has come."""
    async with page.expect_navigation():
        await page.locator(selector).last.click()


async def choose(page: Page, selector: str) -> None:
    """One of several, or a box: the words beside it are pressed as well as the box itself."""
    await page.locator(selector).first.check()


async def fill_day(page: Page, name: str, day: str) -> None:
    """A day, YYYY-MM-DD, in its three fields."""
    for part, text in zip(("year", "month", "day"), day.split("-"), strict=True):
        await page.locator(f'[name="{name}.{part}"]').fill(text)


@asynccontextmanager
async def another(page: Page) -> AsyncIterator[Page]:
    """The same page before somebody else, in a browser of their own."""
    browser = page.context.browser
    assert browser is not None
    context = await browser.new_context(storage_state=await page.context.storage_state())
    try:
        beside = await context.new_page()
        await beside.goto(page.url)
        yield beside
    finally:
        await context.close()


def filling(texts: Mapping[str, str], button: str = SENDS) -> Act:
    """The fields of a form by name, and the button pressed."""

    async def act(page: Page, things: Things) -> None:
        for name, text in texts.items():
            await page.locator(f'main [name="{name}"]').first.fill(text.format_map(things))
        await press(page, button)

    return act


def pressing(button: str) -> Act:
    """A button or a link of the page."""

    async def act(page: Page, things: Things) -> None:
        await press(page, button)

    return act


def form(path: str, login: str | None = "coordinator", *, status: int = WRONG) -> tuple[State, State]:
    """A page that is a form: as it is met, and sent as it stands, which is refused."""
    return State("full", path, login), State("with errors", path, login, send, status)
