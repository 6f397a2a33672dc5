"""Reading: what a step's inputs say, under the scenario's own names."""

from collections.abc import Mapping
from datetime import date
from typing import Any

Inputs = Mapping[str, Any]
Saved = Mapping[str, str]


def name(reference: str) -> str:
    """The name inside `${name}`."""
    return reference.removeprefix("${").removesuffix("}")


def day(written: str | date) -> date:
    return written if isinstance(written, date) else date.fromisoformat(written)
