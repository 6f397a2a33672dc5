"""A form that was sent: its fields as typed, and as the body of a command.

Fields are named by the dotted path of what they fill in, so that a refusal that names a field finds its place on the page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from babel.numbers import NumberFormatError, parse_decimal
from fastapi import Request

from shared.kernel.errors import Invalid

LARGEST_FORM = 256 * 1024
"""Bytes."""
MOST_FIELDS = 1000
FORM = "application/x-www-form-urlencoded"
OWN = frozenset({"csrf", "key", "draft", "page", "version"})
"""Fields of the form itself; everything else was typed."""
DAY_PARTS = ("day", "month", "year")
Typed: TypeAlias = Mapping[str, Any]
"""What stands in the fields of a form: a text, or a list of texts where several boxes have one name."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form that was sent from our own page."""

    fields: Mapping[str, list[str]]

    def text(self, name: str) -> str:
        """As typed, without blanks around it where it is used; nothing when the field is not there."""
        return self.fields.get(name, [""])[-1]

    def all(self, name: str) -> list[str]:
        """Of every box of this name that was ticked."""
        return [value for value in self.fields.get(name, []) if value]

    @property
    def key(self) -> str:
        """Names the one command that the form was drawn for: sent twice, it happens once."""
        return self.text("key")

    @property
    def draft(self) -> str:
        """The name that what was typed is kept under."""
        return self.text("draft")

    @property
    def page(self) -> str:
        """Where the form stands."""
        return self.text("page")

    @property
    def version(self) -> int | None:
        """The version of the thing that the form was drawn from."""
        return int(text) if (text := self.text("version")).isdecimal() else None

    @property
    def typed(self) -> dict[str, Any]:
        """Everything that was typed or ticked, to be shown again."""
        return {name: values[-1] if len(values) == 1 else values for name, values in self.fields.items() if name not in OWN}

    def body(
        self, *names: str, lists: Iterable[str] = (), days: Iterable[str] = (), money: Iterable[str] = ()
    ) -> dict[str, Any]:
        """The body of a command: what was typed into these fields; empty ones are left out.

        `lists`: each a list of the boxes that were ticked, also an empty one. `days`: of three fields each. `money`: amounts
        in local form. Raises `Invalid` (`not_a_day`, `not_an_amount`), which names the field.
        """
        found: dict[str, Any] = {name: text for name in names if (text := self.text(name).strip())}
        found |= {name: self.all(name) for name in lists}
        found |= {name: day.isoformat() for name in days if (day := self.day(name)) is not None}
        found |= {name: str(amount) for name in money if (amount := self.amount(name)) is not None}
        return nested(found)

    def day(self, name: str) -> date | None:
        """A date of three fields, or None when all are empty. Raises `Invalid` (`not_a_day`)."""
        parts = [self.text(f"{name}.{part}").strip() for part in DAY_PARTS]
        if not any(parts):
            return None
        try:
            day, month, year = map(int, parts)
            return date(year, month, day)
        except ValueError:
            raise Invalid("not_a_day", field=name, rule="day, month and year of a day of the calendar") from None

    def amount(self, name: str) -> Decimal | None:
        """An amount such as `1 234,56`, or None. Raises `Invalid` (`not_an_amount`)."""
        try:
            return _decimal(self.text(name).strip().removesuffix("zł"))
        except NumberFormatError:
            raise Invalid("not_an_amount", field=name, rule="an amount such as 1 234,56") from None

    def number(self, name: str) -> Decimal | None:
        """A number such as `12,5`, or None. Raises `Invalid` (`not_a_number`)."""
        try:
            return _decimal(self.text(name).strip().removesuffix("%"))
        except NumberFormatError:
            raise Invalid("not_a_number", field=name, rule="a number such as 12,5") from None


def _decimal(text: str) -> Decimal | None:
    """A number in Polish form, or None. Raises `NumberFormatError`."""
    plain = text.replace("\u00a0", " ").replace(" ", "")
    return Decimal(parse_decimal(plain, locale="pl", strict=True)) if plain else None


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """`{"person.pesel": x}` as `{"person": {"pesel": x}}`."""
    body: dict[str, Any] = {}
    for name, value in flat.items():
        *way, last = name.split(".")
        place = body
        for step in way:
            place = place.setdefault(step, {})
        place[last] = value
    return body


async def read(request: Request) -> Form:
    """The form of a request. Raises `Invalid` (`form_refused`)."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            raise Invalid("form_refused", rule=f"at most {LARGEST_FORM} bytes")
    if body and request.headers.get("content-type", "").partition(";")[0] != FORM:
        raise Invalid("form_refused", rule=FORM)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise Invalid("form_refused", rule="fields in UTF-8") from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        if "\0" in value:
            raise Invalid("form_refused", rule="text without a zero byte")
        fields.setdefault(name, []).append(value)
    return Form(fields)
