"""Where answers race, the order of the stream decides: it is replayed here step by step, and every step must be allowed.

The rules are those of the announcement: a free place goes to the first of the list, a newcomer gets one only when nobody
waits, taken and offered places stay within the limit.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from tests.chaos.evidence import Stored
from tests.chaos.told import Told
from tests.chaos.words import OFFER_DAYS


class NotAllowed(Exception):
    """A step that the rules forbid, or a fact about somebody nobody heard of."""


@dataclass(slots=True)
class Group:
    """The places of a target group after each step."""

    limit: int = 0
    taken: set[str] = field(default_factory=set)
    offered: dict[str, date] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    """The number of its entry, by application."""
    expired: set[str] = field(default_factory=set)
    offers: Counter[tuple[str, date]] = field(default_factory=Counter)
    changes: int = 0

    @property
    def free(self) -> int:
        return self.limit - len(self.taken) - len(self.offered)


@dataclass(slots=True)
class Lists:
    """The lists of an activity, and who came from waiting to a place."""

    inside: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    promoted: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Raced:
    """What only the order of the streams tells."""

    groups: dict[tuple[str, str], Group] = field(default_factory=dict)
    lists: dict[str, Lists] = field(default_factory=dict)
    """By activity."""
    starts: dict[str, list[Stored]] = field(default_factory=dict)
    """By participant: the starts and their corrections, in order."""
    released_on: dict[str, date] = field(default_factory=dict)
    reminded: dict[str, list[str]] = field(default_factory=dict)
    """By session: who was reminded."""
    wrong: list[str] = field(default_factory=list)


def replay(told: Told, events: dict[str, list[Stored]]) -> Raced:
    """Replay the streams whose order decides."""
    raced = Raced()
    for stream, some in _streams(events["recruitment"], "places:"):
        project, _, group = stream.partition("/")
        raced.groups[project, group] = _group(told, stream, some, raced)
    for participant, some in _streams(events["recruitment"], "participation:"):
        raced.starts[participant] = [one for one in some if one.name.startswith("ParticipationStart")]
        _chain(participant, raced)
    for activity, some in _streams(events["activities"], "activity:"):
        raced.lists[activity] = _lists(told, activity, some, raced)
    for session, some in _streams(events["notifications"], "meeting:"):
        raced.reminded[session] = _reminded(session, some, raced)
    return raced


def _streams(events: Iterable[Stored], kind: str) -> Iterator[tuple[str, list[Stored]]]:
    """The streams of a kind, each in the order of its versions."""
    found: dict[str, list[Stored]] = {}
    for event in events:
        if event.stream.startswith(kind):
            found.setdefault(event.stream.removeprefix(kind), []).append(event)
    return ((stream, sorted(some, key=lambda one: one.version)) for stream, some in found.items())


def _group(told: Told, stream: str, events: Sequence[Stored], raced: Raced) -> Group:
    """Each command's events at once: a place may be free only between them."""
    group = Group()
    for _, together in groupby(events, key=lambda one: one.causation):
        try:
            for event in together:
                _step(told, group, event, raced)
            _check(group)
        except (NotAllowed, LookupError) as no:
            raced.wrong.append(f"places:{stream}@{event.version} {event.name}: {no}")
    return group


def _check(group: Group) -> None:
    if group.free > 0 and group.waiting:
        raise NotAllowed("a place is free and somebody waits")
    if group.free < 0:
        raise NotAllowed(f"{-group.free} places more than the limit")


def _step(told: Told, group: Group, event: Stored, raced: Raced) -> None:  # noqa: C901, PLR0912 - a table of events
    who = event.data.get("application") or event.data.get("participant") or ""
    match event.name:
        case "TargetGroupOpened" | "TargetGroupLimitChanged":
            group.limit = event.data["limit"]
            group.changes += event.name == "TargetGroupLimitChanged"
        case "ParticipantRecruited":
            if who in group.taken:
                raise NotAllowed("a place for somebody who has one")
            if not told.applications[who].accepted and (group.free <= 0 or group.waiting or group.offered):
                raise NotAllowed("a newcomer got a place although none was free or somebody waited")
            group.taken.add(who)
        case "CandidatePlacedOnReserveList":
            group.waiting[who] = event.version
        case "ReservePlaceOffered":
            _offer(told, group, who, event)
        case "ReservePlaceAccepted":
            _leave(group.offered, who)
        case "ReservePlaceRefused":
            _leave(group.offered, who)
        case "ReservePlaceExpired":
            if _leave(group.offered, who) >= event.effective_on:
                raise NotAllowed("an offer expired before its last day was over")
            group.expired.add(who)
        case "CandidateLeftReserveList":
            _leave(group.offered if who in group.offered else group.waiting, who)
        case "PlaceReleased":
            group.taken.remove(who)
            raced.released_on[who] = event.effective_on
        case _:
            raise NotAllowed("nobody asked for this")


def _leave(where: dict[str, date] | dict[str, int], who: str) -> date:
    if who not in where:
        raise NotAllowed("somebody left a list without standing there")
    return where.pop(who)  # type: ignore[return-value]  # of an offer: its last day


def _offer(told: Told, group: Group, who: str, event: Stored) -> None:
    if who != (first := ranked(told, group)[0]):
        raise NotAllowed(f"offered to {who}, but {first} was the first of the list")
    answer_by = date.fromisoformat(event.data["answer_by"])
    if answer_by != event.effective_on + timedelta(days=OFFER_DAYS):
        raise NotAllowed(f"an offer until {answer_by} made on {event.effective_on}")
    del group.waiting[who]
    group.offered[who] = answer_by
    group.offers[who, answer_by] += 1


def ranked(told: Told, group: Group) -> list[str]:
    """The list from its first place: priority, then the time of application, then the order of entry."""

    def rank(who: str) -> tuple[bool, str, int]:
        one = told.applications[who]
        return not one.priority, one.form["applied_at"], group.waiting[who]

    return sorted(group.waiting, key=rank)


def _chain(participant: str, raced: Raced) -> None:
    """Each start begins where there was none, each correction replaces the start that stood."""
    on = None
    for event in raced.starts[participant]:
        before = event.data.get("previous")
        if before != on:
            raced.wrong.append(f"participation:{participant}@{event.version}: a start of {before} stood, not {on}")
        on = event.data["on"]


def _lists(told: Told, activity: str, events: Sequence[Stored], raced: Raced) -> Lists:
    """Who was enrolled by somebody's leaving: always from the waiting list, never beyond the capacity."""
    lists = Lists()
    capacity = told.activities[activity].details["capacity"] if activity in told.activities else 0
    for event in events:
        who = event.data.get("participant", "")
        match event.name:
            case "ParticipantEnrolled":
                lists.promoted[who] += who in lists.waiting
                lists.waiting = [one for one in lists.waiting if one != who]
                lists.inside.add(who)
            case "ParticipantPlacedOnWaitingList":
                lists.waiting.append(who)
            case "EnrolmentCancelled":
                lists.inside.discard(who)
                lists.waiting = [one for one in lists.waiting if one != who]
        if capacity is not None and len(lists.inside) > capacity:
            raced.wrong.append(f"activity:{activity}@{event.version}: {len(lists.inside)} people on {capacity} places")
    return lists


def _reminded(session: str, events: Sequence[Stored], raced: Raced) -> list[str]:
    """Each once, and nobody after the session was called off."""
    people: list[str] = []
    off = False
    for event in events:
        if off:
            raced.wrong.append(f"meeting:{session}@{event.version}: {event.name} after it was called off")
        off = off or event.name == "SessionCalledOff"
        people += event.data.get("participants", [])
    if len(set(people)) < len(people):
        raced.wrong.append(f"meeting:{session}: somebody was reminded twice")
    return people
