"""Compares an answer with what a scenario expects of it: everything expected must be there, more may be.

Lists are compared position by position, and further elements of the answer do not matter; only an empty list expects
an empty one. Texts and numbers must be equal, and of the same kind: "3.50" is not 3.5, and true is not 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from deploy.play.masking import is_personal, masked
from deploy.play.steps import Json


class _Missing:
    def __repr__(self) -> str:
        return "nothing"


MISSING: Final = _Missing()


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the answer is not as expected; personal values are not shown."""

    path: str
    expected: Json
    actual: Json

    def __str__(self) -> str:
        if any(is_personal(part) for part in self.path.split(".")):
            return f"{self.path}: not as expected"
        return f"{self.path or 'the answer'}: expected {masked(self.expected)!r}, is {masked(self.actual)!r}"


def differences(expected: Json, actual: Json, path: str = "") -> Iterator[Difference]:
    """Where `actual` does not contain `expected`; nothing when it does."""
    match expected, actual:
        case dict(), dict():
            for key, value in expected.items():
                yield from differences(value, actual.get(key, MISSING), _join(path, key))
        case list(), list():
            yield from _lists(expected, actual, path)
        case _ if type(expected) is not type(actual) or expected != actual:
            yield Difference(path, expected, actual)


def _lists(expected: list[Json], actual: list[Json], path: str) -> Iterator[Difference]:
    if not expected and actual:
        yield Difference(path, expected, actual)
    for position, (one, other) in enumerate(zip_longest(expected, actual[: len(expected)], fillvalue=MISSING)):
        yield from differences(one, other, _join(path, position))


def _join(path: str, part: object) -> str:
    return f"{path}.{part}" if path else str(part)
