"""What a refusal says to the person who reads it: what is wrong, what to do, and why; in English, as in templates."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import yaml

from services.gateway.pages.language import Language, words
from services.gateway.pages.saying import LOCALES, day, money, percent
from shared.http.problems import WrongFields
from shared.kernel.errors import Fact, Refused

REFUSALS = Path(__file__).parent / "refusals"
SAYS: Mapping[str, str] = {
    code: text
    for file in sorted(REFUSALS.glob("*.yaml"))
    for code, text in yaml.safe_load(file.read_text(encoding="utf-8")).items()
}
WHYS: Mapping[str, str] = {
    code: group["why"]
    for group in yaml.safe_load((Path(__file__).parent / "whys.yaml").read_text(encoding="utf-8"))
    for code in group["of"]
}
MISSING = "Fill this in."
WRONG = "This cannot be read. Compare it with the example beside the field."
OTHERWISE = "This is not possible: %(rule)s."
"""The rule stands in English, as the service says it."""
KINDS = {"missing": MISSING, "string_too_short": MISSING}
"""Pydantic's rules that have words of their own."""


DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
AMOUNT = re.compile(r"-?\d+\.\d\d")
AMOUNTS = frozenset(
    {
        *("planned", "bound", "eligible", "gross", "expected"),
        *("amount", "total", "sources", "lines", "project_value", "direct", "indirect"),
    }
)
"""Facts of finance that are amounts in PLN."""
RATES = frozenset({"highest"})
"""Facts of finance that are parts of one."""


class FieldError(NamedTuple):
    """What is wrong with a field, in the visitor's language; `why`: what the rule is for, empty where nobody wrote it down."""

    field: str
    text: str
    why: str = ""


def says(no: Refused, language: Language) -> str:
    """The refusal in the visitor's language."""
    return sentence(no.code, no.rule, no.facts, language)


def sentence(code: str, rule: str | None, facts: Mapping[str, Fact], language: Language) -> str:
    """What a refusal of this code says in the visitor's language."""
    told = {name: _said(name, fact, language) for name, fact in facts.items()}
    minutes = -(-int(facts.get("retry_after") or 0) // 60)
    return words(language).one(SAYS.get(code, OTHERWISE)) % {**told, "minutes": minutes, "rule": rule or code}


def _said(name: str, fact: Fact, language: Language) -> Fact:
    """A day, an amount or a rate as people say it; anything else as it is."""
    if isinstance(fact, str) and DAY.fullmatch(fact):
        return day(LOCALES[language], date.fromisoformat(fact))
    if name in AMOUNTS and isinstance(fact, str) and AMOUNT.fullmatch(fact):
        return money(LOCALES[language], fact)
    if name in RATES and isinstance(fact, str):
        return percent(LOCALES[language], Decimal(fact))
    return fact


def errors_of(no: Refused, language: Language) -> list[FieldError]:
    """What is wrong, each at its field; what belongs to no field leads to the beginning of the form."""
    if isinstance(no, WrongFields):
        return [_wrong(one.field, KINDS.get(one.kind, WRONG), language) for one in no.errors]
    return [at(no.field or "", no, language)]


def at(field: str, no: Refused, language: Language) -> FieldError:
    """The refusal, at this field of the form."""
    return FieldError(field, says(no, language), why(no.code, language))


def missing(names: list[str], language: Language) -> list[FieldError]:
    """An error at each of these fields."""
    return [_wrong(name, MISSING, language) for name in names]


def why(code: str, language: Language) -> str:
    """What the rule behind a refusal of this code is for, in the visitor's language; empty where nobody wrote it down."""
    return words(language).one(WHYS[code]) if code in WHYS else ""


def _wrong(field: str, text: str, language: Language) -> FieldError:
    return FieldError(field, words(language).one(text), why("missing" if text == MISSING else "wrong", language))
