"""The places of one target group: taken and offered places never exceed the limit, and a free place means nobody waits.

The reserve list is kept in order of entry; the rank is computed from it, never stored.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol, TypeVar
from uuid import UUID

from services.recruitment.domain.definition import PlaceRules
from services.recruitment.domain.place_events import (
    CandidateLeftReserveList,
    CandidatePlacedOnReserveList,
    ParticipantRecruited,
    PlaceLapsed,
    PlaceReleased,
    ReservePlaceExpired,
    ReservePlaceOffered,
    ReservePlaceRefused,
    TargetGroupLimitChanged,
    TargetGroupOpened,
)
from shared.events.decider import Decider
from shared.events.event import Event, Part
from shared.kernel.ids import Code


class Ranked(Protocol):
    """What the order of a list looks at; a candidate here and a row of the read model both have it.

    `entry` grows with each entry into the list.
    """

    @property
    def turn(self) -> int: ...
    @property
    def priority(self) -> bool: ...
    @property
    def applied_at(self) -> datetime: ...
    @property
    def entry(self) -> int: ...


R = TypeVar("R", bound=Ranked)


def ranked(rules: PlaceRules, waiting: Iterable[R]) -> list[R]:
    """The reserve list in its order, first to last.

    Decision D1: the priority group first, if the project says so, then the time of application; D2: equal to the
    minute, the order of entry. Who let an offer go by stands behind all who did not (D5, `goes_last`).
    """

    def rank(one: R) -> tuple[int, bool, datetime, int]:
        return one.turn, rules.priority_first and not one.priority, one.applied_at, one.entry

    return sorted(waiting, key=rank)


def lapsed_under_limit(lapsed: int, previous: int, limit: int) -> int:
    """Lapsed places left under a new limit: vacancies go first (decision D7), those that nobody gets before all others."""
    return max(0, lapsed - max(0, previous - limit))


class Candidate(Part):
    """Somebody on the list: the entry event, and how many entered before."""

    placed: CandidatePlacedOnReserveList
    entry: int

    @property
    def application(self) -> UUID:
        return self.placed.application

    @property
    def turn(self) -> int:
        return self.placed.turn

    @property
    def priority(self) -> bool:
        return self.placed.priority

    @property
    def applied_at(self) -> datetime:
        return self.placed.applied_at


class Offer(Part):
    """A place held for a candidate until the end of `answer_by`."""

    candidate: Candidate
    answer_by: date


class Places(Part):
    """What decisions about places need.

    `claimed`: every application that ever asked here. `lapsed`: places nobody gets any more. `entries`: how many
    entries the list has seen.
    """

    opened: TargetGroupOpened | None = None
    limit: int = 0
    claimed: frozenset[UUID] = frozenset()
    taken: frozenset[UUID] = frozenset()
    offered: tuple[Offer, ...] = ()
    waiting: tuple[Candidate, ...] = ()
    lapsed: int = 0
    entries: int = 0

    @property
    def group(self) -> dict[str, Code]:
        """The fields every event of the group begins with."""
        assert self.opened is not None, "the command checked that the group exists"
        return {"project": self.opened.project, "target_group": self.opened.target_group}

    @property
    def rules(self) -> PlaceRules:
        assert self.opened is not None, "the command checked that the group exists"
        return self.opened.rules

    @property
    def held(self) -> int:
        """Taken and offered places: what the limit may not fall below."""
        return len(self.taken) + len(self.offered)

    @property
    def free(self) -> int:
        return self.limit - self.held - self.lapsed

    @property
    def open_to_newcomers(self) -> bool:
        """A newcomer gets a place directly only if nobody waits and no offer is open (decision D4)."""
        return self.free > 0 and not self.waiting and not self.offered

    def offer_to(self, application: UUID) -> Offer | None:
        return next((offer for offer in self.offered if offer.candidate.application == application), None)

    def awaits(self, application: UUID) -> bool:
        return any(candidate.application == application for candidate in self.waiting)


def evolve(places: Places, event: Event) -> Places:
    match event:
        case TargetGroupOpened():
            return places.model_copy(update={"opened": event, "limit": event.limit})
        case TargetGroupLimitChanged():
            lapsed = lapsed_under_limit(places.lapsed, event.previous, event.limit)
            return places.model_copy(update={"limit": event.limit, "lapsed": lapsed})
        case PlaceLapsed():
            return places.model_copy(update={"lapsed": places.lapsed + 1})
        case ParticipantRecruited():
            return _recruited(places, event.participant)
        case PlaceReleased():
            return places.model_copy(update={"taken": places.taken - {event.participant}})
        case _:
            return _list(places, event)


def _recruited(places: Places, participant: UUID) -> Places:
    left = _left(places, participant)
    return left.model_copy(update={"taken": left.taken | {participant}, "claimed": left.claimed | {participant}})


def _list(places: Places, event: Event) -> Places:
    match event:
        case CandidatePlacedOnReserveList():
            return _placed(places, event)
        case ReservePlaceOffered():
            return _offered(places, event)
        case ReservePlaceRefused() | ReservePlaceExpired() | CandidateLeftReserveList():
            return _left(places, event.application)
        case _:
            return places


def _placed(places: Places, event: CandidatePlacedOnReserveList) -> Places:
    candidate = Candidate(placed=event, entry=places.entries + 1)
    return places.model_copy(
        update={
            "waiting": (*places.waiting, candidate),
            "entries": candidate.entry,
            "claimed": places.claimed | {event.application},
        }
    )


def _offered(places: Places, event: ReservePlaceOffered) -> Places:
    candidate = next(one for one in places.waiting if one.application == event.application)
    offer = Offer(candidate=candidate, answer_by=event.answer_by)
    left = _left(places, event.application)
    return left.model_copy(update={"offered": (*left.offered, offer)})


def _left(places: Places, application: UUID) -> Places:
    return places.model_copy(
        update={
            "waiting": tuple(one for one in places.waiting if one.application != application),
            "offered": tuple(offer for offer in places.offered if offer.candidate.application != application),
        }
    )


PLACES = Decider("places", Places(), evolve, keep_every=50)
