"""Refusals: every "no" of the system is typed, has a stable code and carries no personal data.

Refused              409  a rule of the field forbids it in the present state
├── Invalid          422  the input itself is wrong, whatever the state
├── Forbidden        403  the caller's roles or organisation do not allow it
├── NotFound         404  there is no such thing
├── Stale            412  somebody changed it since the caller looked
└── NotYet           503  the answer is on its way; ask again
"""

from collections.abc import Mapping
from typing import ClassVar

Fact = str | int | None


class Refused(Exception):
    """A rule said no.

    `code` is part of the public contract (snake_case); `field` names the input at fault, `rule` says the rule in one
    sentence; `facts` are ids, counts and dates needed to act on it. Never a name, a PESEL or any other personal value.
    """

    status: ClassVar[int] = 409

    def __init__(self, code: str, *, field: str | None = None, rule: str | None = None, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.rule = rule
        self.facts: Mapping[str, Fact] = facts

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (type(self), self.code, self.field, self.rule, dict(self.facts)))


def _again(kind: type[Refused], code: str, field: str | None, rule: str | None, facts: dict[str, Fact]) -> Refused:
    return kind(code, field=field, rule=rule, **facts)


class Invalid(Refused):
    """The input is wrong by itself: a checksum, a date before its beginning, an unknown word."""

    status = 422


class Forbidden(Refused):
    """The caller may not do this."""

    status = 403


class NotFound(Refused):
    """Nothing stands under this id."""

    status = 404


class Stale(Refused):
    """The thing was changed after the version the caller looked at."""

    status = 412


class NotYet(Refused):
    """A read model has not reached the position that was asked for in time."""

    status = 503


KINDS: Mapping[int, type[Refused]] = {kind.status: kind for kind in (Refused, Invalid, Forbidden, NotFound, Stale, NotYet)}
