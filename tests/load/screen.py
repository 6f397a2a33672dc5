"""A member of staff at a screen: opens pages, fills in forms as they stand and sends them, and thinks before each click."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from random import Random

import httpx

from deploy.play.client import Login
from tests.load.office import Clock
from tests.support.pages import form_of

THINKS = 5.0
"""Seconds on average, spread from half of it to one and a half."""
LIMITS = httpx.Limits(keepalive_expiry=2)
"""A browser asks again when a connection was closed meanwhile; here none is used that may be."""


def screen(url: str) -> httpx.AsyncClient:
    """A browser without scripts; it keeps cookies."""
    return httpx.AsyncClient(base_url=url, timeout=30, limits=LIMITS)


@dataclass
class Person:
    """Somebody with a browser; `shown` is the page in front of them."""

    http: httpx.AsyncClient
    clock: Clock
    rng: Random
    number: int
    shown: httpx.Response = field(default_factory=lambda: httpx.Response(200))

    async def sign_in(self, account: Login) -> None:
        """Through the door; it is not counted among the commands, for it is made to be slow."""
        self.shown = await self.http.get("/sign-in")
        fields = form_of(self.shown, "/sign-in").filled({"login": account.login, "password": account.password})
        answer = await self.http.post("/sign-in", data=dict(fields))
        assert answer.status_code == 303, f"{answer.status_code} at the door"

    async def open(self, place: str) -> bool:
        """Click on a link; did the page come?"""
        await asyncio.sleep(THINKS * (0.5 + self.rng.random()))
        return await self._load(place)

    async def follow(self, pattern: str) -> bool:
        """Click on one of the links of this page whose address is of this form; False: there is none."""
        found = sorted(set(self.links(pattern)))
        return await self.open(self.rng.choice(found)) if found else False

    def links(self, pattern: str) -> list[str]:
        """The addresses of this form on the page."""
        addresses = [one.replace("&amp;", "&") for one in re.findall(r'href="(/[^"#]*)"', self.shown.text)]
        return [one for one in addresses if re.fullmatch(pattern, one)]

    def options(self, name: str) -> list[str]:
        """What can be chosen in a list of this page."""
        body = re.search(rf'<select[^>]*name="{re.escape(name)}".*?</select>', self.shown.text, re.DOTALL)
        return list(re.findall(r'<option value="([^"]+)"', body[0])) if body else []

    def names(self, pattern: str) -> list[str]:
        """The names of fields of this form on the page, each once."""
        return sorted(set(re.findall(rf'name="({pattern})"', self.shown.text)))

    def actions(self) -> list[str]:
        """Where the forms of the page go."""
        return re.findall(r'<form[^>]*action="([^"]+)"', self.shown.text)

    def participants(self) -> list[str]:
        """Who stands on an attendance sheet."""
        return re.findall(r'name="participant" value="([^"]+)"', self.shown.text)

    async def send(self, action: str, *, raced: bool = False, **typed: str) -> bool:
        """Fill in the form that goes there and send it; dots in names are written `__`. Did the page after it come?

        The form is timed until it is answered, the page that it leads to by itself. `raced`: somebody may have been faster.
        """
        await asyncio.sleep(THINKS * (0.5 + self.rng.random()))
        named = {name.replace("__", "."): value for name, value in typed.items()}
        sent: dict[str, list[str]] = {}
        for name, value in form_of(self.shown, action).filled(named):
            sent.setdefault(name, []).append(value)
        started = time.perf_counter()
        answer = await self.http.post(action, data=sent)
        self.clock.sent(action, time.perf_counter() - started, answer.status_code, raced=raced)
        if answer.status_code == 303:
            return await self._load(answer.headers["location"])
        self.shown = answer
        return answer.status_code < 400

    async def _load(self, place: str) -> bool:
        started = time.perf_counter()
        self.shown = await self.http.get(place)
        self.clock.page(place, time.perf_counter() - started, self.shown.status_code)
        return self.shown.status_code == 200
