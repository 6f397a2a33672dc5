"""Reading a page as a person does: its words without marks, its forms as they stand, its links by their words."""

import re
from html import unescape

import httpx

from tests.support.pages import form_in
from tests.support.reception import Browser


def words(page: httpx.Response) -> str:
    """What stands on the page, blanks made one."""
    body = re.sub(r"<(script|style|template|head)\b.*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def heading(page: httpx.Response) -> str:
    """The one heading of the page."""
    (found,) = re.findall(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found)).split())


def links(page: httpx.Response) -> list[str]:
    """Where one can go from the content of the page."""
    return re.findall(r'<a [^>]*href="([^"]+)"', page.text.partition("<main")[2].partition("</main>")[0])


async def fill_in(browser: Browser, page: str, action: str | None = None, **typed: str | list[str]) -> httpx.Response:
    """Open the page, fill in the form with this address (else the page's own), and send it; two underscores are a dot."""
    found = await browser.get(page)
    assert found.status_code == 200, found.text
    return await send_again(browser, found, action or page, **typed)


async def send_again(browser: Browser, shown: httpx.Response, action: str, **typed: str | list[str]) -> httpx.Response:
    """Send the form of a page that is open already."""
    data = form_in(shown.text, action).values | {name.replace("__", "."): value for name, value in typed.items()}
    return await browser.http.post(action, data=data)


def rows(page: httpx.Response, caption: str) -> list[list[str]]:
    """The cells of the first table with this caption."""
    table = next(one for one in re.findall(r"<table>.*?</table>", page.text, re.S) if f"<caption>{caption}" in one)
    return [
        [_plain(cell) for cell in re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)
    ]


def _plain(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
