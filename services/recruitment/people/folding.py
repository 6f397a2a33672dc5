"""Names as they are compared: without case, accents, hyphens and order, in Latin letters whatever the alphabet was."""

import re

from anyascii import anyascii

WORD = re.compile(r"[a-z0-9]+")
START = 3
"""Letters of a name that a search begins with."""


def tokens(name: str) -> list[str]:
    """The words of a name, folded: `Łucja Żak-Nowak` gives lucja, nowak, zak; an apostrophe parts nothing."""
    return sorted(WORD.findall(anyascii(name).casefold().replace("'", "")))


def folded(name: str) -> str:
    """The same as one text: two names are alike when theirs are equal."""
    return " ".join(tokens(name))
