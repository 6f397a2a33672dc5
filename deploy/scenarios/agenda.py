"""An agenda: what happens on which day, in the order of days and then of entry; things may be put down as days go by."""

import heapq
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count

SATURDAY = 5


class Agenda:
    """Days still to come."""

    def __init__(self) -> None:
        self._items: list[tuple[date, int, Callable[[], None]]] = []
        self._entries = count()

    def put(self, on: date, what: Callable[[], None]) -> None:
        heapq.heappush(self._items, (on, next(self._entries), what))

    def next_day(self) -> date | None:
        """The first day with something on it."""
        return self._items[0][0] if self._items else None

    def take(self, day: date) -> Iterator[Callable[[], None]]:
        """What is to be done on the day, taken off the agenda."""
        while self._items and self._items[0][0] == day:
            yield heapq.heappop(self._items)[2]


def workday(day: date) -> date:
    """The day, or the Monday after it; holidays are worked on, for simplicity."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def months(first: date, last: date) -> list[date]:
    """The first days of the months from one to another, both included."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]
