"""Pace: how many searches for people an account may make; whoever goes through the registry name by name is slowed down.

Counted in this process alone, which is enough: it slows down a program, no person types so fast.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from cachetools import TTLCache

from services.gateway.attempts import TooManyAttempts

SEARCHES = frozenset({"find_people", "find_by_pesel"})
MOST, WITHIN = 60, 60.0
"""Searches of an account, and the seconds they are counted for."""
ACCOUNTS = 10_000


@dataclass(slots=True)
class _Made:
    """How many were made since the first of them."""

    searches: int = 0


class Pace:
    """The searches of everybody."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._made: TTLCache[UUID, _Made] = TTLCache(ACCOUNTS, WITHIN, timer)

    def ask(self, operation: str, account: UUID) -> None:
        """Count it, if it searches for people. Raises `TooManyAttempts` (`too_many_searches`)."""
        if operation not in SEARCHES:
            return
        made = self._made.setdefault(account, _Made())
        made.searches += 1
        if made.searches > MOST:
            rule = f"an account searches for people {MOST} times a minute at most"
            raise TooManyAttempts("too_many_searches", rule=rule, retry_after=int(WITHIN))
