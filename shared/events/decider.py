"""The decider: how one kind of stream is read; `evolve` is pure and never refuses a fact that was recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from shared.events.event import Event

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Decider(Generic[S]):
    """One kind of stream: its name, the empty state and how an event changes it.

    `keep_state`: the folded state is kept on the head row (every `keep_every` events), for streams that grow by the
    thousand; the tag makes a state of another shape be folded anew.
    """

    kind: str
    initial: S
    evolve: Callable[[S, Any], S]
    keep_every: int | None = None

    def stream(self, *key: object) -> str:
        """The stream's id: the kind and the key, without personal data."""
        return f"{self.kind}:{'/'.join(str(part) for part in key)}"

    def fold(self, state: S, events: list[Event]) -> S:
        for event in events:
            state = self.evolve(state, event)
        return state
