"""Somebody who has a keyboard alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser

from tests.browser import work
from tests.browser.bridge import Bridge
from tests.browser.hand import Keyboard


@asynccontextmanager
async def desk(place: Bridge, chromium: Browser, login: str) -> AsyncIterator[Keyboard]:
    """Signed in, in the project."""
    async with place.centre.page(chromium, login) as page:
        hand = Keyboard(page)
        await work.choose_project(hand, place.title)
        yield hand
