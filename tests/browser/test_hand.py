"""The keyboard of these tests notices what keeps people out who have nothing else."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.hand import Keyboard

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
