"""How likely two entries are one human being: a score from 0 to 100, the same whichever stands first, and its reasons."""

import json
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import token_sort_ratio

from services.recruitment.domain.identity import document_number
from services.recruitment.people.folding import folded
from services.recruitment.people.texts import Texts

COMPARED = ("given_name", "family_name", "birth_date", "pesel", "document")
SURE, SAME, SLIP, NAMESAKE = 100, 95, 80, 40
"""Same number or document; same names and birth date; a slip of the pen in one of them; same names, another birth date."""
OTHER_NUMBER = 25
"""What two different PESEL numbers take off: one of them may still be mistyped."""
SIMILAR = 75
"""Percent of likeness from which names may be one name."""


class Reason(StrEnum):
    """Why two entries may be one human being."""

    SAME_PESEL = "same_pesel"
    SAME_DOCUMENT = "same_document"
    SAME_NAME_AND_BIRTH = "same_name_and_birth"
    SAME_BIRTH_SIMILAR_NAME = "same_birth_similar_name"
    SAME_NAME_OTHER_BIRTH = "same_name_other_birth"


class Features(NamedTuple):
    """What is compared, in the form in which it is compared."""

    name: str
    birth_date: str | None
    pesel: str | None
    document: str | None


class Likeness(NamedTuple):
    """0: nothing speaks for it. The strongest reason stands first."""

    score: int
    reasons: tuple[Reason, ...]


def features(texts: Texts) -> Features:
    """Of the texts of an entry."""
    name = folded(f"{texts['given_name']} {texts['family_name']}")
    return Features(name, texts.get("birth_date"), texts.get("pesel"), document_key(texts))


def document_key(texts: Texts) -> str | None:
    """A document as it is compared; None: there is none."""
    if "document" not in texts:
        return None
    parts = json.loads(texts["document"])
    return f"{parts['country']} {parts['kind']} {document_number(parts['number'], 'document')}"


def likeness(one: Features, other: Features) -> Likeness:
    """How likely they are one human being."""
    found = [*_identities(one, other), *_names(one, other)]
    if not found:
        return Likeness(0, ())
    found.sort(key=lambda scored: -scored[1])
    less = OTHER_NUMBER if _differ(one.pesel, other.pesel) else 0
    return Likeness(found[0][1] - less, tuple(reason for reason, _ in found))


Scored = tuple[Reason, int]


def _identities(one: Features, other: Features) -> list[Scored]:
    found = []
    if one.pesel is not None and one.pesel == other.pesel:
        found.append((Reason.SAME_PESEL, SURE))
    if one.document is not None and one.document == other.document:
        found.append((Reason.SAME_DOCUMENT, SURE))
    return found


def _names(one: Features, other: Features) -> list[Scored]:
    born_alike = one.birth_date is not None and one.birth_date == other.birth_date
    if one.name == other.name:
        if born_alike:
            return [(Reason.SAME_NAME_AND_BIRTH, SAME)]
        return [(Reason.SAME_NAME_OTHER_BIRTH, SLIP if _slip(one.birth_date, other.birth_date) else NAMESAKE)]
    alike = token_sort_ratio(*sorted((one.name, other.name)))
    if born_alike and alike >= SIMILAR:
        return [(Reason.SAME_BIRTH_SIMILAR_NAME, round(SLIP * alike / 100))]
    return []


def _slip(one: str | None, other: str | None) -> bool:
    """Is it one date written wrongly: a digit, two digits crosswise, or day for month?"""
    if one is None or other is None:
        return False
    year, month, day = one.split("-")
    return OSA.distance(one, other) == 1 or other == f"{year}-{day}-{month}"


def _differ(one: str | None, other: str | None) -> bool:
    return None not in (one, other) and one != other
