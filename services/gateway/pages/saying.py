"""How days, moments, money and numbers are said in the visitor's language; in pages, by filters of these names."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

from services.gateway.pages.language import Language
from shared.events.labels import LABELS

LOCALES: Mapping[Language, str] = {Language.POLISH: "pl_PL", Language.ENGLISH: "en_GB"}
WARSAW = ZoneInfo("Europe/Warsaw")
DAY, MOMENT = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")
"""As services write them."""
NOTHING = "–"
"""What stands where nothing is known."""


def money(locale: str, amount: Decimal | str | None) -> str:
    """`1 234,56 zł`."""
    return NOTHING if amount is None else format_currency(Decimal(amount), "PLN", locale=locale)


def day(locale: str, one: date | None) -> str:
    """`31.05.2016`."""
    pattern = "dd.MM.yyyy" if locale == LOCALES[Language.POLISH] else "d MMM yyyy"
    return NOTHING if one is None else format_date(one, pattern, locale=locale)


def weekday(locale: str, one: date) -> str:
    """`piątek 27.01.2023`."""
    return f"{format_date(one, 'EEEE', locale=locale)} {day(locale, one)}"


def moment(locale: str, one: datetime | None) -> str:
    """`31.05.2016, 14:05`, in Warsaw; a time that says no zone is of Warsaw already."""
    if one is None:
        return NOTHING
    there = one if one.tzinfo is None else one.astimezone(WARSAW)
    return f"{day(locale, there.date())}, {format_datetime(there, 'HH:mm', locale=locale)}"


def moments(locale: str, text: str) -> str:
    """A text of a service with its moments (`2016-05-31 14:05`) as they are said here."""
    return MOMENT.sub(lambda found: moment(locale, datetime.fromisoformat(found[0])), text)


def number(locale: str, one: int | Decimal | None) -> str:
    """`1 234` or `1,5`."""
    return NOTHING if one is None else format_decimal(one, locale=locale)


def percent(locale: str, one: Decimal | float | None) -> str:
    """`34,5%` of 0.345."""
    return NOTHING if one is None else format_percent(one, "#,##0.0%", locale=locale)


def fact(locale: str, text: str) -> str:
    """What a service says of a fact: a day or a moment as people say it, a code as its Polish word, any other text as it is."""
    if DAY.fullmatch(text):
        return day(locale, date.fromisoformat(text))
    if MOMENT.fullmatch(text):
        return moment(locale, datetime.fromisoformat(text))
    return LABELS["codes"].get(text, text)


def filters(language: Language) -> dict[str, Callable[..., str]]:
    """For the templates of a language."""
    named = (money, day, weekday, moment, moments, number, percent, fact)
    return {one.__name__: partial(one, LOCALES[language]) for one in named}
