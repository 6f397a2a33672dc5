"""The values that are looked for, as one pattern, so that gigabytes are read once. Values never leave this object."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from deploy.privacy.readable import readable

SHORTEST = 4
"""Letters or digits; what is shorter is found everywhere."""
LONGEST = 60
"""Characters of a value that are looked for: who finds so many has found it."""
BLANK = "[ +_\u00a0]{1,3}"
"""Between words, also in URLs and names of files."""


@dataclass
class Node:
    """A place in the tree of all values, and the ways on from it."""

    ways: "dict[str, Node]" = field(default_factory=dict)
    end: bool = False

    def add(self, word: str) -> None:
        node = self
        for character in word:
            node = node.ways.setdefault(character, Node())
        node.end = True

    def alternatives(self) -> list[str]:
        return [(BLANK if character == " " else re.escape(character)) + node._rest() for character, node in self.ways.items()]

    def _rest(self) -> str:
        """What must follow; where a value ends nothing more."""
        if self.end:
            return ""
        ways = self.alternatives()
        return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


class Needles:
    """Values to look for, in any case and escape."""

    def __init__(self, values: Iterable[str]) -> None:
        tree, folded = Node(), {_folded(value) for value in values} - {""}
        self.count = len(folded)
        for value in sorted(folded):
            for form in ("NFC", "NFD"):
                tree.add(unicodedata.normalize(form, value)[:LONGEST])
        self._pattern = re.compile("|".join(tree.alternatives()) or "(?!)")

    def in_text(self, text: str) -> bool:
        """In what `readable` has made."""
        return self._pattern.search(text) is not None

    def in_bytes(self, raw: bytes) -> bool:
        return self.in_text(readable(raw))


def _folded(value: str) -> str:
    """As `readable` shows it, each blank one."""
    return " ".join(value.casefold().split())


def too_short(value: str) -> bool:
    """Would it be found everywhere?"""
    return sum(character.isalnum() for character in value) < SHORTEST
