"""Somebody who has a keyboard alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser

from tests.browser import work
from tests.browser.bridge import Bridge
from tests.browser.hand import Keyboard
from tests.browser.staff import Played


@asynccontextmanager
async def signed_in(centre: Played, chromium: Browser, login: str) -> AsyncIterator[Keyboard]:
    """At the first page."""
    async with centre.page(chromium, login) as page:
        yield Keyboard(page)


@asynccontextmanager
async def desk(place: Bridge, chromium: Browser, login: str) -> AsyncIterator[Keyboard]:
    """Signed in, in the project."""
    async with signed_in(place.centre, chromium, login) as hand:
        await work.choose_project(hand, place.title)
        yield hand
