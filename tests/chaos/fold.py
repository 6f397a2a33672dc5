"""The fold: from what the answers told, and the order where they raced, to the facts and rows that must be there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tests.chaos.evidence import row_of
from tests.chaos.told import NO_HOURS, PRESENT, Application, Session, Told

SOME_NOTIFICATION = "notification:*"
"""Ids of notifications cannot be known from answers: they are counted together."""


@dataclass(slots=True)
class Expected:
    """Facts by service, stream and name, and rows by read model; both counted. `wrong` is what contradicts itself."""

    events: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    tables: dict[str, Counter[tuple[str, ...]]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def event(self, service: str, stream: str, name: str, times: int = 1) -> None:
        if times:
            self.events[service, stream, name] += times

    def row(self, table: str, *values: object, times: int = 1) -> None:
        if times:
            self.tables.setdefault(table, Counter())[row_of(*values)] += times

    def must(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)


@dataclass(slots=True)
class Participation:
    """What the lists of sessions make of a participation."""

    supports: dict[str, date] = field(default_factory=dict)
    """Day by session, of presences that still stand."""
    received: int = 0
    taken_back: int = 0
    vocational: int = 0
    attention: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By session and code: presences that could not count."""

    @property
    def started_on(self) -> date | None:
        return min(self.supports.values(), default=None)


def participations(told: Told) -> dict[str, Participation]:
    """Participation by participant, of everybody who was ever on a list."""
    found: dict[str, Participation] = {}
    for session, held in told.sessions.items():
        for who in held.lines:
            _add(told, session, held, who, found.setdefault(who, Participation()))
    return found


def _add(told: Told, session: str, held: Session, who: str, participation: Participation) -> None:
    """Presence counts under a contract and until the end; what does not count waits for a person."""
    line, application = held.lines[who], told.applications[who]
    no = refusal(application, held.on)
    stood = False
    for status in (line.status, *([line.corrected] if line.corrected else [])):
        there = status in PRESENT
        if there and not stood and no:
            participation.attention[session, no] += 1
        elif there and not stood:
            participation.received += 1
            participation.supports[session] = held.on
        elif not there and stood and session in participation.supports:
            participation.taken_back += 1
            del participation.supports[session]
        stood = there
    vocational = told.activities[held.activity].details["service_class"] == "vocational"
    participation.vocational += vocational and session in participation.supports


def refusal(application: Application, on: date) -> str | None:
    """Why a presence on that day does not count; None: it does."""
    if application.signed_on is None or on < application.signed_on:
        return "contract_missing"
    if application.ended_on is not None and on > application.ended_on:
        return "participation_ended"
    return None


def age(born: date, on: date | None) -> int | None:
    """Completed years; who was born on 29 February is older on the 28th of a common year."""
    if on is None:
        return None
    had = (on.month, on.day) >= (born.month, born.day) or (
        (born.month, born.day) == (2, 29) and on.year % 4 != 0 and (on.month, on.day) == (2, 28)
    )
    return on.year - born.year - (not had)


def hours_given(session: Session, who: str) -> Iterable[tuple[bool, object]]:
    """What reporting hears of a line: the presence, if it was one, and the correction."""
    line = session.lines[who]
    if line.status in PRESENT:
        yield True, line.hours
    if line.corrected:
        yield line.corrected in PRESENT, line.corrected_hours if line.corrected in PRESENT else NO_HOURS
