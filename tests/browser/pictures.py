"""The pictures of the README, taken while the story is played: only when `KLADKA_SCREENSHOTS` names their folder."""

import os
from datetime import date
from pathlib import Path

from playwright.async_api import Page

from tests.browser.staff import Played

FOLDER = os.environ.get("KLADKA_SCREENSHOTS")
LARGEST = 150_000
"""Bytes."""


async def take(page: Page, name: str, heading: str = "") -> None:
    """What is seen of the page, or of what stands below a heading."""
    if FOLDER:
        if heading:
            await page.get_by_role("heading", name=heading).first.evaluate("e => e.scrollIntoView()")
        taken = await page.screenshot(path=Path(FOLDER) / f"{name}.png", scale="css")
        assert len(taken) < LARGEST, f"{name}.png has {len(taken)} bytes"


async def today(centre: Played) -> None:
    """On pictures nothing is entered years after it happened: the business date becomes the day of the calendar."""
    if FOLDER:
        await centre.tell("admin", "advance_clock", to=date.today().isoformat())  # noqa: DTZ011 - as the clock on the wall
        await centre.settled()
