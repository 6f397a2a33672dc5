"""Languages: templates are written in English, `locale/pl/` has the Polish words; Polish is shown unless asked otherwise."""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LOCALE = Path(__file__).parent / "locale"
COOKIE = "kladka-language"


class Language(StrEnum):
    """The languages, the first one first."""

    POLISH = "pl"
    ENGLISH = "en"


class Words(NamedTuple):
    """How a language says things; a text that is missing stands in English."""

    one: Callable[[str], str]
    many: Callable[[str, str, int], str]


@cache
def words(language: Language) -> Words:
    """The words of a language; its `.po` files, one a part of the house, are read once, by Babel."""
    found = _translations(language)
    return Words(found.ugettext, found.ungettext)


def language_of(chosen: str | None) -> Language:
    """The language of a cookie's value."""
    return Language(chosen) if chosen in list(Language) else Language.POLISH


def _translations(language: Language) -> NullTranslations:
    files = sorted((LOCALE / language).glob("*.po"))
    if not files:
        return NullTranslations()
    catalogue = Catalog(locale=language)
    for file in files:
        with file.open("rb") as source:
            for message in read_po(source, locale=language):
                if message.id:
                    catalogue[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
