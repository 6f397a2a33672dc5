"""How somebody works with a page: by what they read on it, with the mouse or with the keyboard alone."""

import re
from abc import ABC, abstractmethod
from datetime import date
from typing import ClassVar
from urllib.parse import urlsplit

from playwright.async_api import ElementHandle, Locator, Page, Request, expect

from tests.browser.tabbing import SEEN, STOPS

MOST_TABS = 90
"""Presses of Tab after which nobody looks any further."""
AT = """e => {
  const at = document.activeElement;
  if (at === e) return "it";
  return at?.type === "radio" && e.type === "radio" && at.name === e.name && at.form === e.form ? "its group" : "elsewhere";
}"""
AWAY = """e => {
  const stops = (STOPS)(), at = document.activeElement, before = Node.DOCUMENT_POSITION_PRECEDING;
  const passed = stop => stop === at || at !== document.body && at.compareDocumentPosition(stop) & before;
  const group = stop => e.type === "radio" && stop.type === "radio" && stop.name === e.name && stop.form === e.form;
  return stops.findIndex(stop => stop === e || group(stop)) + 1 - stops.filter(passed).length;
}""".replace("STOPS", STOPS)
NOWHERE = "() => !document.activeElement || document.activeElement === document.body"
STEPS = "(e, option) => [...e.options].findIndex(one => one.text.trim() === option) - e.selectedIndex"
CHOSEN = "e => e.options[e.selectedIndex].text.trim()"


class Hand(ABC):
    """Somebody at a page. Everything is found by its words; `within`: a group or a part of the page of this name."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    async def heading(self, text: str) -> None:
        """The page of this name is open."""
        await expect(self.page.locator("h1")).to_have_text(text)

    async def reads(self, *texts: str) -> None:
        """Each of these stands on the page."""
        for text in texts:
            await expect(self.main).to_contain_text(text)

    async def words(self) -> str:
        """Everything that stands on the page, each gap as one blank."""
        return " ".join((await self.main.inner_text()).split())

    async def link(self, name: str, within: str = "") -> None:
        """Follow the first link that begins so."""
        begins = re.compile("^" + re.escape(name).replace("/", r"\/"))
        await self._go(self._root(within).get_by_role("link", name=begins).first)

    async def menu(self, name: str) -> None:
        """A part of the house."""
        await self._go(self.page.locator("header").get_by_role("link", name=name, exact=True))

    async def sign_out(self) -> None:
        """Here, by the button in the header."""
        await self._go(self.page.locator("header").get_by_role("button"))

    async def projects(self) -> None:
        """All projects, by the link that names the present one or says to choose one."""
        await self._go(self.page.locator("header a.project"))

    async def send(self, button: str) -> None:
        """The form, with this button; the answer is there afterwards."""
        await self._go(self.main.get_by_role("button", name=button, exact=True))

    async def download(self, link: str) -> str:
        """The file behind a link: its text."""
        target = self.main.get_by_role("link", name=link, exact=True)
        await self._approach(target)
        async with self.page.expect_download() as download:
            await self._activate(target)
        return (await (await download.value).path()).read_text(encoding="utf-8")

    async def press(self, button: str) -> None:
        """A button that leads nowhere else."""
        target = self.page.get_by_role("button", name=button, exact=True)
        await self._approach(target)
        await self._activate(target)

    async def jump(self, link: str) -> None:
        """Follow a link within the page."""
        target = self.main.get_by_role("link", name=link)
        await self._approach(target)
        await self._activate(target)

    async def unfold(self, summary: str) -> None:
        """What is folded up."""
        target = self.main.locator("summary", has_text=summary).first
        await self._approach(target)
        await self._activate(target)

    async def write(self, label: str, text: str, within: str = "") -> None:
        """Into a field, in place of what stands in it."""
        await self._write(self._field(label, within), text)

    async def day(self, legend: str, day: date) -> None:
        """A date, in its three fields."""
        for part, number in (("Dzień", day.day), ("Miesiąc", day.month), ("Rok", day.year)):
            await self.write(part, str(number), within=legend)

    async def tick(self, label: str, within: str = "") -> None:
        """One of several, or a box."""
        await self._tick(self._root(within).get_by_label(label).first)

    @abstractmethod
    async def choose(self, label: str, option: str, within: str = "") -> None:
        """In a list that opens."""

    @abstractmethod
    async def _approach(self, target: Locator) -> None: ...

    @abstractmethod
    async def _activate(self, target: Locator) -> None: ...

    @abstractmethod
    async def _write(self, target: Locator, text: str) -> None: ...

    @abstractmethod
    async def _tick(self, target: Locator) -> None: ...

    def _root(self, within: str) -> Locator:
        if not within:
            return self.main
        parts = self.main.get_by_role("group", name=within).or_(self.main.get_by_role("region", name=within))
        return parts.or_(self.main.get_by_role("row", name=within)).first

    def _field(self, label: str, within: str) -> Locator:
        return self._root(within).get_by_label(label, exact=True)

    async def _go(self, target: Locator) -> None:
        """Until the next page is there."""
        await self._approach(target)
        async with self.page.expect_navigation():
            await self._activate(target)


class Mouse(Hand):
    """With the mouse; text is typed."""

    async def choose(self, label: str, option: str, within: str = "") -> None:
        await self._field(label, within).select_option(label=option)

    async def _approach(self, target: Locator) -> None:
        """Wherever it is."""

    async def _activate(self, target: Locator) -> None:
        await target.click()

    async def _write(self, target: Locator, text: str) -> None:
        await target.fill(text)

    async def _tick(self, target: Locator) -> None:
        await target.check()


class Keyboard(Hand):
    """With Tab, arrows, Space, Enter and typing alone; wherever the focus comes to rest it has to be seen.

    `sent`: the paths that any of them sent a form to in this run.
    """

    sent: ClassVar[set[str]] = set()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        page.on("request", _note)

    async def choose(self, label: str, option: str, within: str = "") -> None:
        field = await self._reach(self._field(label, within))
        steps = await field.evaluate(STEPS, option)
        for _ in range(abs(steps)):
            await self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        assert await field.evaluate(CHOSEN) == option

    async def _approach(self, target: Locator) -> None:
        await self._reach(target)

    async def _activate(self, target: Locator) -> None:
        await self.page.keyboard.press("Enter")

    async def _write(self, target: Locator, text: str) -> None:
        await self._reach(target)
        await self.page.keyboard.press("ControlOrMeta+a")
        await self.page.keyboard.type(text)

    async def _tick(self, target: Locator) -> None:
        field = await self._reach(target)
        if not await field.evaluate("e => e.checked"):
            await self.page.keyboard.press("Space")
        assert await field.evaluate("e => e.checked")

    async def _reach(self, target: Locator) -> ElementHandle:
        """Press Tab until the focus is there, and arrows within a group of radio buttons."""
        element = await target.element_handle()
        await self._skip(element)
        for _ in range(await element.evaluate(AWAY)):
            await self.page.keyboard.press("Tab")
        for _ in range(MOST_TABS):
            match await element.evaluate(AT):
                case "it":
                    assert await element.evaluate(SEEN), f"nobody sees that the focus is on {target}"
                    return element
                case "its group":
                    await self.page.keyboard.press("ArrowDown")
                case _:
                    await self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is not reached with {MOST_TABS} presses of Tab")

    async def _skip(self, element: ElementHandle) -> None:
        """On a new page, past its header, as its first link offers."""
        if await self.page.evaluate(NOWHERE) and await element.evaluate("e => !!e.closest('main')"):
            await self.page.keyboard.press("Tab")
            await self.page.keyboard.press("Enter")


def _note(request: Request) -> None:
    if request.method == "POST":
        Keyboard.sent.add(urlsplit(request.url).path)
