"""Searches for people: as many in a minute as somebody who works needs, and no more."""

from uuid import uuid4

import pytest

from services.gateway.attempts import TooManyAttempts
from services.gateway.pace import MOST, SEARCHES, WITHIN, Pace


class Hands:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_who_searches_too_often_waits_until_the_minute_is_over() -> None:
    clock, account = Hands(), uuid4()
    pace = Pace(clock)
    for number in range(MOST):
        clock.at = number / 10
        pace.ask(sorted(SEARCHES)[number % len(SEARCHES)], account)
    with pytest.raises(TooManyAttempts) as refused:
        pace.ask("find_people", account)
    assert (refused.value.code, refused.value.status, refused.value.facts) == ("too_many_searches", 429, {"retry_after": 60})
    pace.ask("find_people", uuid4())
    clock.at = WITHIN + 0.1
    pace.ask("find_people", account)


def test_only_searches_are_counted() -> None:
    pace, account = Pace(Hands()), uuid4()
    for _ in range(MOST + 1):
        pace.ask("persons", account)
    pace.ask("find_people", account)
