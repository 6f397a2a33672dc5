"""The tokens of the look with their contrast, worked out from the style sheet itself, so the page cannot say another."""

import re
from functools import cache
from typing import NamedTuple

from services.gateway.pages.drawing import STATIC

TOKEN = re.compile(r"^\s*--([a-z-]+): (#[0-9a-f]{6});", re.MULTILINE)
PAIRS = (
    ("ink", "paper"),
    ("muted", "paper"),
    ("ink", "surface"),
    ("border", "paper"),
    ("paper", "primary"),
    ("paper", "primary-dark"),
    ("ok", "ok-surface"),
    ("warn", "warn-surface"),
    ("bad", "bad-surface"),
    ("info", "info-surface"),
    ("focus", "ink"),
)
"""What stands on what."""


class Pair(NamedTuple):
    """A colour on another one, with the ratio of WCAG 2.1."""

    front: str
    front_value: str
    back: str
    back_value: str
    ratio: float


@cache
def pairs() -> tuple[Pair, ...]:
    """Every pair that pages use."""
    sheet = (STATIC / "kladka.css").read_text("utf-8")
    values = dict(TOKEN.findall(sheet.partition("}")[0]))
    return tuple(Pair(one, values[one], two, values[two], contrast(values[one], values[two])) for one, two in PAIRS)


def contrast(one: str, two: str) -> float:
    """Between 1 and 21."""
    lighter, darker = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
