"""A page as somebody without a script uses it: what is read, which fields a form has, and sending it."""

import html
import re
from dataclasses import dataclass
from typing import Any

import httpx

from tests.support.pages import form_in
from tests.support.reception import Browser


@dataclass(frozen=True)
class Sheet:
    """An answer, read."""

    status: int
    text: str
    where: str

    @property
    def words(self) -> str:
        """What a person reads, without markup."""
        main = self.text.partition("<main")[2].partition("</main>")[0]
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", "<main" + main))).strip()

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.S)
        return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""

    @property
    def errors(self) -> dict[str, str]:
        """The error summary: what is wrong by the field it leads to."""
        summary = self.text.partition('class="errors"')[2].partition("</section>")[0]
        return {field: html.unescape(said) for field, said in re.findall(r'<a href="#([^"]*)">(.*?)</a>', summary)}


class Desk:
    """A browser at which somebody works."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    async def open(self, path: str) -> Sheet:
        return _sheet(await self.browser.http.get(path, follow_redirects=True, headers={"Accept": "text/html"}))

    async def fill(self, sheet: Sheet, action: str, **typed: Any) -> Sheet:
        """Fill in the form with this action as it stands on the page, send it, and read what comes."""
        fields = typed_in(sheet, action)
        sent = {**fields, **{name: [value] if isinstance(value, str) else value for name, value in typed.items()}}
        answer = await self.browser.http.post(action, data=sent, follow_redirects=True, headers={"Accept": "text/html"})
        return _sheet(answer)


def typed_in(sheet: Sheet, action: str) -> dict[str, list[str]]:
    """What stands in the fields of the form that is sent to this address."""
    return form_in(sheet.text, action).values


def _sheet(answer: httpx.Response) -> Sheet:
    return Sheet(answer.status_code, answer.text, answer.url.path)
