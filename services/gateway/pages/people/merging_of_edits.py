"""Two people corrected the same data: what each of them changed, and what both changed, which somebody has to decide.

Three values of each field are compared: what stood there when the form was drawn, what was typed, and what stands there now.
"""

from collections.abc import Mapping
from typing import NamedTuple

Fields = Mapping[str, str]


class Both(NamedTuple):
    """A field that two people changed, each in another way."""

    field: str
    before: str
    mine: str
    theirs: str


class Merged(NamedTuple):
    """`values`: what to go on with, mine where both changed. `theirs`: fields that only the other one changed."""

    values: dict[str, str]
    both: list[Both]
    theirs: list[str]


def merged(before: Fields, mine: Fields, now: Fields) -> Merged:
    """Mine where I changed something, theirs where only they did."""
    values, both, theirs = {}, [], []
    for field, known in now.items():
        was = before.get(field, "")
        typed = mine.get(field, was)
        values[field] = known if typed == was else typed
        if known != was and typed not in (was, known):
            both.append(Both(field, was, typed, known))
        elif known not in (was, typed):
            theirs.append(field)
    return Merged(values, both, theirs)
