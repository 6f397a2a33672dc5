"""WCAG 2.1 AA by axe-core: no page, in none of its states, breaks a rule, grows wider than its screen or weighs too much.

In short axe judges each page, and a part of its further states, in Polish on a usual screen; in full (`KLADKA_BROWSER=full`,
`make browser`) it judges every state in both languages, on a phone as well, and each page with more contrast and larger
text; no page may be wider than a screen zoomed to 200 % or one of 320 px.

Tab leads over each page as it mostly looks, in short over a part of them, from its top to everything that can be worked with
and out again, in the order of the page and with a focus that is seen; a link of a page to itself, such as from what is wrong to
its field, leads to something in each state.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from random import Random

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from playwright.async_api import Browser

from services.gateway.pages.app import PARTS
from tests.browser.staff import FULL, Played
from tests.browser.states import NOT_PAGES, STATES, State
from tests.browser.things import Things
from tests.browser.walking import Look, Walk

USUAL, ZOOMED, PHONE, NARROW = 1366, 683, 360, 320
"""Widths of the screen in px; a usual one zoomed to 200 % is half as wide."""
HEAVIEST = 60_000
"""Bytes of a page's HTML."""
EVERY_STATE = [Look("pl", [USUAL, PHONE], [ZOOMED, NARROW]), Look("en", [USUAL, PHONE], [ZOOMED, NARROW])]
FIRST_STATE = [Look("pl", [USUAL, PHONE], [ZOOMED, NARROW], ["contrast", "large"])]
SEED, IN_SHORT, USUAL_LOOK = 7, 0.25, Look("pl", [USUAL], [NARROW])
"""Which further states are among the short form's, and how large a part; as many pages are walked over with Tab."""


def looks() -> Iterator[tuple[str, State, Look]]:
    """A name, the state and how it is looked at."""
    chance, walked = Random(SEED), Random(SEED)  # noqa: S311 - chosen, not secret
    for route, states in STATES.items():
        tab = FULL or walked.random() < IN_SHORT
        for state in states:
            full = state is states[0]
            short = [USUAL_LOOK] if full or chance.random() < IN_SHORT else []
            for look in [*EVERY_STATE, *(FIRST_STATE if full else [])] if FULL else short:
                yield f"{route} {state.name} {look}", state, replace(look, walked=tab and full and str(look) == "pl")


ALL = list(looks())
NAMES = {state: " ".join(one.name for one in states) for states in STATES.values() for state in states}
"""The names of all states of its page, by state."""


@pytest.fixture(scope="module")
async def walk(centre: Played, chromium: Browser, things: Things, request: pytest.FixtureRequest) -> AsyncIterator[Walk]:
    """Begun with everything that was asked for, so that one page is judged while the next one comes."""
    it = Walk(centre, chromium, things)
    for item in request.session.items:
        asked = getattr(item, "callspec", None)
        if item.path == request.path and asked is not None:
            it.begin(asked.params["state"], asked.params["look"])
    yield it
    await it.end()


def test_every_page_has_its_states_listed() -> None:
    app = FastAPI(openapi_url=None)
    for part in PARTS:
        app.include_router(part.router)
    pages = {found.path for found in iter_route_contexts(app.routes) if "GET" in (found.methods or ())}
    assert pages - NOT_PAGES == STATES.keys()


@pytest.mark.parametrize(("state", "look"), [pytest.param(state, look, id=name) for name, state, look in ALL])
async def test_nothing_keeps_anybody_out(walk: Walk, state: State, look: Look) -> None:
    seen = await walk.seen(state, look)
    assert seen.status == state.status, "another page than the one that was meant"
    assert seen.broken == {}
    assert seen.too_wide == {}, "px that the page is wider than a screen of this width"
    assert seen.complaints == []
    assert seen.dead == [], "links that lead nowhere on the page"
    assert seen.lost == []
    assert seen.weight < HEAVIEST, "bytes of HTML"
    assert {one for one in seen.asks if one not in NAMES[state]} == set(), "states that this page has and nobody listed"
