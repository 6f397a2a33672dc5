"""The keyboard of these tests notices what keeps people out who have nothing else; so does the way of the Tab key."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.hand import Keyboard
from tests.browser.tabbing import tabbed

PAGE = """
<main>
<label>Imię <input></label>
<label>Bez obwódki <input style="outline: none"></label>
<label>Poza kolejnością <input tabindex="-1"></label>
<label><input type="radio" name="answer" value="1"> tak</label>
<label><input type="radio" name="answer" value="2"> nie</label>
<label for="line">Linia</label><select id="line"><option>wybierz</option><option>1.1</option><option>1.2</option></select>
</main>
"""


@pytest.fixture
async def keyboard(chromium: Browser) -> AsyncIterator[Keyboard]:
    page = await chromium.new_page()
    await page.set_content(PAGE)
    yield Keyboard(page)
    await page.close()


async def test_a_form_is_filled_in_with_keys_alone(keyboard: Keyboard) -> None:
    await keyboard.write("Imię", "Żaneta")
    await keyboard.tick("nie")
    await keyboard.choose("Linia", "1.2")
    filled = "[...document.querySelectorAll('input:not([type]), input:checked, select')].map(e => e.value)"
    assert await keyboard.page.evaluate(filled) == ["Żaneta", "", "", "2", "1.2"]


async def test_a_focus_that_nobody_sees_is_noticed(keyboard: Keyboard) -> None:
    with pytest.raises(AssertionError, match="nobody sees"):
        await keyboard.write("Bez obwódki", "x")


async def test_what_no_key_reaches_is_noticed(keyboard: Keyboard) -> None:
    with pytest.raises(AssertionError, match="is not reached"):
        await keyboard.write("Poza kolejnością", "x")


GOOD = """
<a href="#c">treść</a><main id="c"><label>Imię <input></label>
<label><input type="radio" name="a"> tak</label><label><input type="radio" name="a" checked> nie</label>
<details><summary>więcej</summary><button>schowany</button></details>
<button tabindex="-1" aria-hidden="true">dla Enter</button><input type="hidden"><button disabled>później</button></main>
"""
BAD = {
    "nobody sees the focus on 2. input Imię": '<a href="#c">x</a><label>Imię <input style="outline: none"></label>',
    "nobody sees the focus on 1. button zasłonięty": (
        '<button>zasłonięty</button><p style="position: fixed; inset: 0; margin: 0; background: #fff">na wierzchu</p>'
    ),
    "Tab leads to nothing after 1. button pierwszy, where 2. button drugi stands next": (
        '<button>pierwszy</button><button tabindex="1">drugi</button>'
    ),
    "Tab leads to 3. button po after 1. button przed, where 2. button pomijany stands next": (
        '<button>przed</button><button tabindex="-1">pomijany</button><button>po</button>'
    ),
    "at the end Tab does not leave the page, but 2. button pułapka has the focus": (
        '<button>x</button><button onkeydown="event.preventDefault()">pułapka</button>'
    ),
}


async def test_a_page_that_tab_leads_over_is_left_in_peace(keyboard: Keyboard) -> None:
    await keyboard.page.set_content(GOOD)
    assert await tabbed(keyboard.page) == []


@pytest.mark.parametrize(("wrong", "page"), BAD.items(), ids=["unseen", "covered", "out of order", "left out", "a trap"])
async def test_a_page_where_tab_goes_astray_is_noticed(keyboard: Keyboard, wrong: str, page: str) -> None:
    await keyboard.page.set_content(page)
    assert wrong in await tabbed(keyboard.page)
