"""What a batch means, record by record, given what was seen and what is parked: apply, park, or drop as seen. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.bus.parked import Head, Reason
from shared.bus.received import Received
from shared.projection.projection import Fact


@dataclass(slots=True)
class Plan:
    """Nothing overtakes a parked record: what comes behind it is parked as well, whatever it is."""

    seen: Mapping[str, int]
    """The last applied sequence of each stream that has one."""
    heads: dict[str, Head]
    """First parked record of each stream that waits."""
    ready: list[Received] = field(default_factory=list)
    park: list[tuple[Received, Reason, str]] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)
    """Streams in which something parked may go on, or was applied in the meantime."""
    reached: dict[str, int] = field(default_factory=dict)
    """How far each stream of the batch has come when the plan is carried out."""

    def take(self, record: Received) -> None:
        stream, sequence = record.meta.stream, record.meta.sequence
        here = self.reached.setdefault(stream, self.seen.get(stream, 0))
        head = self._head(stream, here)
        if sequence <= here:
            return
        if head is not None:
            if sequence != here + 1 or head.sequence == sequence:
                self._park(record, Reason.BEHIND, "an earlier event of the stream is parked")
                return
            self.filled.add(stream)
        if sequence > here + 1:
            self._park(record, Reason.HOLE, f"expected sequence {here + 1}, got {sequence}")
        elif record.fault is not None:
            self._park(record, Reason.UNDECODABLE, record.fault)
        else:
            self.ready.append(record)
            self.reached[stream] = sequence

    def _head(self, stream: str, here: int) -> Head | None:
        """What the stream waits for. Whoever was to go on behind a closed hole, or to clear away, was interrupted."""
        head = self.heads.get(stream)
        if head is None:
            return None
        if head.sequence <= here:
            self.filled.add(stream)
            return None
        if head.sequence == here + 1 and head.waits_for_an_earlier_one:
            self.filled.add(stream)
        return head

    def _park(self, record: Received, reason: Reason, detail: str) -> None:
        self.park.append((record, reason, detail))
        stream, sequence = record.meta.stream, record.meta.sequence
        if stream not in self.heads or sequence < self.heads[stream].sequence:
            self.heads[stream] = Head(sequence, reason)

    @property
    def facts(self) -> list[Fact]:
        return [(record.event, record.meta) for record in self.ready if record.event is not None]

    @property
    def moved(self) -> dict[str, int]:
        return {stream: now for stream, now in self.reached.items() if self.seen.get(stream, now) != now}

    @property
    def born(self) -> dict[str, int]:
        """Streams without a row in `seen`: also one whose first event is parked gets it, as what everybody locks."""
        return {stream: self.reached[stream] for stream in sorted(self.reached.keys() - self.seen.keys())}
