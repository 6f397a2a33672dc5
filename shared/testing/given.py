"""Given events, when a command, then events: a decider is tested by facts alone, never by looking into its state.

given(PLACES, opened(limit=1)).when(decide, ClaimPlace(...)).then(ParticipantRecruited(...))
given(PLACES, opened(limit=1), recruited).when(decide, ChangeLimit(...)).refused("limit_below_taken")
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from shared.events.decider import Decider
from shared.events.event import Event
from shared.kernel.errors import Refused

S = TypeVar("S", bound=BaseModel)
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[S]):
    """What a command led to: events, or a refusal. `state` is the one after the events."""

    state: S
    events: tuple[Event, ...]
    refusal: Refused | None = None

    def then(self, *expected: Event) -> "Outcome[S]":
        """Exactly these events, in this order; none: nothing happened."""
        assert self.refusal is None, f"refused: {self.refusal!r}"
        assert self.events == expected, f"it led to {list(self.events)!r}"
        return self

    def refused(self, code: str) -> Refused:
        """It was refused with this code; returns the refusal, for a look at its field and facts."""
        assert self.refusal is not None, f"not refused: it led to {list(self.events)!r}"
        assert self.refusal.code == code, f"refused with {self.refusal.code}"
        return self.refusal


@dataclass(frozen=True, slots=True)
class Given(Generic[S]):
    """A stream as far as it went."""

    decider: Decider[S]
    state: S

    def when(self, decide: Callable[[S, C], Sequence[Event]], command: C) -> Outcome[S]:
        try:
            events = tuple(decide(self.state, command))
        except Refused as refusal:
            return Outcome(self.state, (), refusal)
        return Outcome(self.decider.fold(self.state, list(events)), events)


def given(decider: Decider[S], *events: Event) -> Given[S]:
    """A stream that holds these events."""
    return Given(decider, decider.fold(decider.initial, list(events)))
