"""One installation for all of these tests, and browsers of its staff."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.staff import CHROMIUM, Played, played
from tests.browser.things import Things, arranged

NO_CHROMIUM = f"""There is no Chromium at {CHROMIUM}, so nothing can be said about the pages.
As root: make setup-with-browser, or apt-get install chromium."""


@pytest.fixture(scope="package")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Played]:
    async with played(tmp_path_factory.mktemp("centre")) as it:
        yield it


@pytest.fixture(scope="package")
async def things(centre: Played) -> Things:
    """What the pages are looked at with."""
    return await arranged(centre)


@pytest.fixture(scope="package")
async def chromium() -> AsyncIterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail(NO_CHROMIUM, pytrace=False)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()
