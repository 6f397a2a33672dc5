"""The walk through all pages: each state is reached once in a language, and looked at in every size that is asked for.

Several states are looked at side by side, each in a page of its own; whoever looks signs in once.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Response, StorageState

from tests.browser.staff import SCREEN, Language, Played
from tests.browser.states.state import State
from tests.browser.tabbing import tabbed
from tests.browser.things import Things

AT_ONCE = 4
"""Pages open side by side."""
AXE = Axe().axe_script
ASK_AXE = """async tags => (await axe.run({runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], preload: false}))
    .violations.map(one => one.id + ": " + one.nodes.map(node => node.target.join(" ")).join(", "))"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ASKS = """() => [...document.querySelectorAll("main form[method=post]")].flatMap(form => [
    ...([...form.elements].some(one => one.matches("textarea, select, input:not([type=hidden])")
        && (one.tagName !== "SELECT" || one.value === "")) ? ["with errors"] : []),
    ...(form.querySelector("[name=version]") ? ["in conflict"] : []),
])"""
DEAD = """[...document.querySelectorAll("a[href^='#']")].map(a => decodeURIComponent(a.hash.slice(1)))
    .filter(id => !document.getElementById(id))"""
POLICY = re.compile("Content Security Policy|Refused to")


@dataclass(frozen=True)
class Look:
    """How a page is looked at: in which language, on screens how wide, and with what switched on.

    `judged`: the widths, in px, at which axe judges; at all the others only the width of the page is measured. `walked`:
    Tab is pressed from the top of the page to its end, at the first width.
    """

    language: Language
    judged: Sequence[int]
    measured: Sequence[int] = ()
    switched: Sequence[str] = ()
    walked: bool = False

    @property
    def widths(self) -> Sequence[int]:
        return [*self.judged, *self.measured]

    def __str__(self) -> str:
        return " ".join([self.language, *self.switched])


@dataclass
class Seen:
    """What was found: rules of WCAG that are broken, and pages wider than their screen, by width in px."""

    status: int
    weight: int
    """Bytes of HTML."""
    broken: dict[int, list[str]] = field(default_factory=dict)
    too_wide: dict[int, int] = field(default_factory=dict)
    dead: list[str] = field(default_factory=list)
    """Links to a part of the page that is not there."""
    lost: list[str] = field(default_factory=list)
    """Where Tab leads astray, or its focus is not seen."""
    asks: set[str] = field(default_factory=set)
    """The states that its forms can be answered with: errors where something is typed, conflicts where it has a version."""
    complaints: list[str] = field(default_factory=list)
    """Of the browser: scripts that failed, and what the policy of the house forbids."""


class Walk:
    """Through one installation with one browser."""

    def __init__(self, centre: Played, browser: Browser, things: Things) -> None:
        self._centre, self._browser, self._things = centre, browser, things
        self._free = asyncio.Semaphore(AT_ONCE)
        self._idle: dict[tuple[str | None, str], list[Page]] = {}
        self._doors: dict[str, asyncio.Task[StorageState]] = {}
        self._begun: dict[tuple[State, str], asyncio.Task[Seen]] = {}

    def begin(self, state: State, look: Look) -> None:
        """Look at it as soon as there is room; `seen` waits for it."""
        self._begun[state, str(look)] = asyncio.create_task(self._look(state, look))

    async def seen(self, state: State, look: Look) -> Seen:
        return await self._begun[state, str(look)]

    async def end(self) -> None:
        """Whatever is still on its way is left."""
        for task in self._begun.values():
            task.cancel()
        await asyncio.gather(*self._begun.values(), return_exceptions=True)
        for pages in self._idle.values():
            for page in pages:
                await page.context.close()

    async def _look(self, state: State, look: Look) -> Seen:
        async with self._free, self._page(state.login, look) as page:
            return await self._judge(page, state, look)

    @asynccontextmanager
    async def _page(self, login: str | None, look: Look) -> AsyncIterator[Page]:
        """A page of somebody who has signed in, used again and again; who has not signed in has one of their own each time."""
        idle = self._idle.setdefault((login, str(look)), [])
        page = idle.pop() if idle else await (await self._context(login, look)).new_page()
        try:
            await page.set_viewport_size({"width": look.widths[0], "height": SCREEN["height"]})
            yield page
        except BaseException:
            await page.context.close()
            raise
        if login is None:
            await page.context.close()
        else:
            idle.append(page)

    async def _judge(self, page: Page, state: State, look: Look) -> Seen:
        with _listening(page) as (answers, complaints):
            await page.goto(state.path.format_map(self._things))
            if state.act is not None:
                await state.act(page, self._things)
            last = answers[-1]
            seen = Seen(last.status, len(await last.body()), complaints=complaints, asks=set(await page.evaluate(ASKS)))
            seen.dead = await page.evaluate(DEAD)
            if look.walked:
                seen.lost = await tabbed(page)
        for width in look.widths:
            await page.set_viewport_size({"width": width, "height": SCREEN["height"]})
            if (wide := await page.evaluate(TOO_WIDE)) > 0:
                seen.too_wide[width] = wide
            if width in look.judged and (broken := await judge(page)):
                seen.broken[width] = broken
        return seen

    async def _context(self, login: str | None, look: Look) -> BrowserContext:
        """A browser of somebody who has signed in, or of nobody yet."""
        door = await self._door(login) if login else None
        size = {"width": look.widths[0], "height": SCREEN["height"]}
        context = await self._browser.new_context(base_url=self._centre.url, viewport=size, storage_state=door)
        cookies = {"kladka-language": look.language, "kladka-look": ".".join(look.switched)}
        await context.add_cookies([{"name": name, "value": value, "url": self._centre.url} for name, value in cookies.items()])
        return context

    async def _door(self, login: str) -> StorageState:
        """Signed in once; everybody else who looks as the same person comes in with the same cookie."""
        if login not in self._doors:
            self._doors[login] = asyncio.create_task(self._sign_in(login))
        return await self._doors[login]

    async def _sign_in(self, login: str) -> StorageState:
        async with self._centre.page(self._browser, login) as page:
            return await page.context.storage_state()


async def judge(page: Page) -> list[str]:
    """The rules of WCAG 2.1 AA that the page breaks, with where."""
    await page.evaluate(AXE)
    found: list[str] = await page.evaluate(ASK_AXE, TAGS)
    return found


@contextmanager
def _listening(page: Page) -> Iterator[tuple[list[Response], list[str]]]:
    """The answers that are shown as pages, and what the browser complains about."""
    answers: list[Response] = []
    complaints: list[str] = []

    def answered(response: Response) -> None:
        if response.request.is_navigation_request() and not 300 <= response.status < 400:
            answers.append(response)

    def failed(error: Error) -> None:
        complaints.append(str(error))

    def said(message: ConsoleMessage) -> None:
        if POLICY.search(message.text):
            complaints.append(message.text)

    page.on("response", answered)
    page.on("pageerror", failed)
    page.on("console", said)
    try:
        yield answers, complaints
    finally:
        page.remove_listener("response", answered)
        page.remove_listener("pageerror", failed)
        page.remove_listener("console", said)
