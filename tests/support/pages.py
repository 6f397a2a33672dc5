"""What a person does with a page: reads its text, fills in a form as it stands on it, sends it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeAlias

import httpx

from tests.support.reception import Browser

Fields: TypeAlias = list[tuple[str, str]]
UNSEEN = {"script", "style", "template", "svg", "head"}
IN_LINE = {"a", "span", "strong"}
"""Around anything else there is a gap."""


@dataclass
class Drawn:
    """A form of a page: where it goes, and what it would send if nothing were changed."""

    action: str
    fields: Fields = field(default_factory=list)

    @property
    def values(self) -> dict[str, list[str]]:
        """What stands in the fields, by name."""
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(value)
        return found

    def filled(self, changes: Mapping[str, str | list[str]]) -> Fields:
        """What it sends when these fields are filled in; an empty list is a box nobody ticked."""
        kept = [(name, value) for name, value in self.fields if name not in changes]
        typed = [(name, one) for name, value in changes.items() for one in ([value] if isinstance(value, str) else value)]
        return [*kept, *typed]


class _Reader(HTMLParser):
    """Collects the forms of a page and the text that is read on it."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Drawn] = []
        self.text: list[str] = []
        self._open: Drawn | None = None
        self._select: str | None = None
        self._area: str | None = None
        self._unseen = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = dict(attributes)
        self._unseen += tag in UNSEEN
        self._gap(tag)
        if tag == "form":
            self._open = Drawn(has.get("action") or "")
            self.forms.append(self._open)
        elif tag == "input":
            self._input(has)
        elif tag == "select":
            self._select = has.get("name")
        elif tag == "option" and self._select:
            self._option(has)
        elif tag == "textarea":
            self._area = has.get("name")
            self._add(self._area, "")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN
        self._gap(tag)
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.text.append(data)
        if self._area and self._open:
            name, value = self._open.fields.pop()
            self._open.fields.append((name, value + data))

    def _gap(self, tag: str) -> None:
        if tag not in IN_LINE:
            self.text.append(" ")

    def _input(self, has: Mapping[str, str | None]) -> None:
        if has.get("type") not in ("radio", "checkbox") or "checked" in has:
            self._add(has.get("name"), has.get("value"))

    def _option(self, has: Mapping[str, str | None]) -> None:
        """The chosen one, or the first where none is chosen."""
        if self._open is None or self._select is None:
            return
        others = [field for field in self._open.fields if field[0] != self._select]
        if "selected" in has or others == self._open.fields:
            self._open.fields = others
            self._add(self._select, has.get("value"))

    def _add(self, name: str | None, value: str | None) -> None:
        if name and self._open:
            self._open.fields.append((name, value or ""))


def read(page: httpx.Response) -> str:
    """The text of a page, as it is read: blanks are one blank."""
    reader = _Reader()
    reader.feed(page.text)
    return re.sub(r"\s+", " ", "".join(reader.text)).replace(" ,", ",")


def forms_of(text: str) -> list[Drawn]:
    """The forms of a page, in order."""
    reader = _Reader()
    reader.feed(text)
    return reader.forms


def form_of(page: httpx.Response, action: str) -> Drawn:
    return form_in(page.text, action)


def form_in(text: str, action: str) -> Drawn:
    """The form of a page that goes there and changes something; of two alike the first."""
    drawn = forms_of(text)
    found = [one for one in drawn if one.action == action]
    assert found, f"forms go to {[one.action for one in drawn]}"
    return next((one for one in found if "csrf" in one.values), found[0])


async def send(browser: Browser, page: httpx.Response, action: str, **changes: str | list[str]) -> httpx.Response:
    """The form of this page, filled in and sent; what is not named stays as it stands. Dots in names are written `__`."""
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return await send_fields(browser, action, form_of(page, action).filled(named))


async def send_fields(browser: Browser, action: str, fields: Fields) -> httpx.Response:
    """These fields, several of one name too."""
    return await browser.http.post(action, data=Drawn(action, fields).values)


async def follow(browser: Browser, answer: httpx.Response) -> httpx.Response:
    """The page that an accepted form leads to."""
    assert answer.status_code == 303, read(answer)
    page = await browser.get(answer.headers["location"])
    assert page.status_code == 200, read(page)
    return page
