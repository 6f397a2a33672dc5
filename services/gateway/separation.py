"""Separation of duties: which roles one person must not have at once, by the list in `rules/incompatible_roles.yaml`."""

from collections.abc import Set
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Self

import yaml
from pydantic import Field, TypeAdapter, model_validator

from shared.http.roles import STAFF, Role
from shared.kernel.command import View
from shared.kernel.errors import Refused

FILE = Path(__file__).parent / "rules" / "incompatible_roles.yaml"


class Reason(View):
    """The reason in both languages."""

    pl: str
    en: str


class Separation(View):
    """An entry of the list: a role, those it must not go with, and why."""

    role: Role
    others: frozenset[Role] = Field(default=frozenset(), alias="with")
    every_other: bool = False
    reason: Reason

    @model_validator(mode="after")
    def _says_whom(self) -> Self:
        if bool(self.others) == self.every_other:
            raise ValueError("either `with` or `every_other`")
        return self

    def forbids(self, one: Role, two: Role) -> bool:
        """Do these two not go together, whichever comes first?"""
        others = STAFF - {self.role} if self.every_other else self.others
        return (self.role == one and two in others) or (self.role == two and one in others)


@cache
def separations() -> tuple[Separation, ...]:
    """The list."""
    return TypeAdapter(tuple[Separation, ...]).validate_python(yaml.safe_load(FILE.read_text("utf-8")))


def incompatible(one: Role, two: Role) -> Separation | None:
    """Why these two must not be one person's; None when they may."""
    return next((entry for entry in separations() if entry.forbids(one, two)), None)


def check_roles(roles: Set[Role]) -> None:
    """May one person have all of these? Raises `Refused` (`incompatible_roles`), naming two that do not go together."""
    for one, two in combinations(sorted(roles), 2):
        if (found := incompatible(one, two)) is not None:
            raise Refused("incompatible_roles", field="roles", rule=found.reason.en, first=one, second=two)
