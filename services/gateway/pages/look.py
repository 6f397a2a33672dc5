"""The look: more contrast or larger text, remembered in a cookie, for who sees little."""

from enum import StrEnum
from typing import NamedTuple

COOKIE = "kladka-look"
BETWEEN = "."


class Choice(StrEnum):
    """What can be switched."""

    CONTRAST = "contrast"
    LARGE = "large"


class Look(NamedTuple):
    """What was chosen."""

    chosen: frozenset[Choice] = frozenset()

    def switched(self, choice: Choice) -> "Look":
        """With this one the other way round."""
        return Look(self.chosen ^ {choice})

    @property
    def cookie(self) -> str:
        return BETWEEN.join(sorted(self.chosen))

    @property
    def classes(self) -> str:
        """Of the page."""
        return " ".join(sorted(self.chosen))


def look_of(cookie: str | None) -> Look:
    """The look of a cookie's value; words that are not known say nothing."""
    return Look(frozenset(Choice(word) for word in (cookie or "").split(BETWEEN) if word in list(Choice)))
