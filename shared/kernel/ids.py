"""Identifiers: random UUIDs for things and people, readable codes for what an operator names."""

from hashlib import sha1
from typing import Annotated, NewType
from uuid import UUID, uuid4, uuid5

from pydantic import StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$", strip_whitespace=True)]
"""A name chosen by an operator in a definition file: project, target group, source of financing, partner."""

ActorId = NewType("ActorId", UUID)
"""Who did it: the random id of a staff account, or SYSTEM."""

NAMESPACE = UUID("6f1d0c5e-2f0e-5a6b-9c44-6b6c61646b61")
SYSTEM = ActorId(uuid5(NAMESPACE, "system"))
"""The actor of timers and reactions."""


def new_id() -> UUID:
    """A random id; nothing about a person or a time can be read from it."""
    return uuid4()


def derived_id(*parts: object) -> UUID:
    """The same parts give the same id, so whatever runs twice names the same thing."""
    named = NAMESPACE.bytes + "/".join(map(str, parts)).encode()
    return UUID(bytes=sha1(named, usedforsecurity=False).digest()[:16], version=5)  # what uuid5 does, in half the time
