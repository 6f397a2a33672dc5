"""Faults: each kind strikes a target drawn at random, holds for a while, and is over; who recovers is seen elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from deploy.local.part import Part
from tests.chaos.installation import PREFIX, Installation
from tests.chaos.records import produce_again, produce_garbage

FREEZE = (1.0, 9.0)
"""Seconds: longer than the relay's lock and a broker's session may last, shorter than the session of a consumer."""
LONG_FREEZE = (17.0, 20.0)
"""Seconds, beyond the session of a consumer (15 s): others have its partitions when it goes on."""


class Kind(StrEnum):
    """What can happen."""

    KILL_SERVICE = "kill -9 of a service"
    FREEZE_SERVICE = "a service frozen"
    FREEZE_BEYOND_SESSION = "service frozen beyond its session"
    KILL_BROKER = "kill -9 of a broker"
    RESTART_BROKER = "restart of a broker"
    FREEZE_BROKER = "a broker frozen"
    CRASH_POSTGRES = "PostgreSQL shut down at once"
    CUT_POSTGRES = "connections to PostgreSQL cut"
    CUT_KAFKA = "connections to Kafka cut"
    DUPLICATES = "duplicated records"
    GARBAGE = "garbage records"


WEIGHTS: Mapping[Kind, int] = {
    Kind.KILL_SERVICE: 6,
    Kind.FREEZE_SERVICE: 5,
    Kind.FREEZE_BEYOND_SESSION: 3,
    Kind.KILL_BROKER: 3,
    Kind.RESTART_BROKER: 2,
    Kind.FREEZE_BROKER: 2,
    Kind.CRASH_POSTGRES: 3,
    Kind.CUT_POSTGRES: 4,
    Kind.CUT_KAFKA: 4,
    Kind.DUPLICATES: 3,
    Kind.GARBAGE: 2,
}
OF_A_BROKER = frozenset({Kind.KILL_BROKER, Kind.RESTART_BROKER, Kind.FREEZE_BROKER})
"""One of these at a time: with two brokers of three away Kafka rightly accepts nothing."""


@dataclass(slots=True)
class Fault:
    """One fault: when it struck (seconds from the start of the run), what was in flight, how long until all was well.

    `ready_in`: until every part said that it is ready, `last_ready` the last of them; `recovered_in`: until a command had
    gone all the way as well.
    """

    kind: Kind
    target: str = ""
    at: float = 0.0
    in_flight: int = 0
    held: float = 0.0
    """Seconds that something was kept frozen; only then can everybody be ready."""
    load: float = 0.0
    """Processes that wanted a processor in the last minute: more than there are slow every recovery down."""
    ready_in: float | None = None
    last_ready: str = ""
    recovered_in: float | None = None
    together_with: Kind | None = field(default=None)


def plan(rng: Random, faults: int) -> list[Kind]:
    """So many faults in random order, every kind at least once in twenty; long freezes once at all: of services one in four."""
    surely = [kind for kind in Kind for _ in range(1 if kind is Kind.FREEZE_BEYOND_SESSION else max(1, faults // 20))]
    others = rng.choices(list(WEIGHTS), weights=list(WEIGHTS.values()), k=max(0, faults - len(surely)))
    kinds = (surely + others)[: max(faults, len(Kind))]
    rng.shuffle(kinds)
    return kinds


Strike = Callable[[Installation, Random, Fault], Awaitable[None]]


async def _freeze(part: Part, fault: Fault, seconds: float) -> None:
    fault.target, fault.held = part.name, seconds
    part.freeze()
    await asyncio.sleep(seconds)
    part.thaw()


async def kill_service(whole: Installation, rng: Random, fault: Fault) -> None:
    part = rng.choice(whole.instances)
    fault.target = part.name
    await part.kill()


async def freeze_service(whole: Installation, rng: Random, fault: Fault) -> None:
    await _freeze(rng.choice(whole.instances), fault, rng.uniform(*FREEZE))


async def freeze_beyond_session(whole: Installation, rng: Random, fault: Fault) -> None:
    await _freeze(rng.choice(whole.instances), fault, rng.uniform(*LONG_FREEZE))


async def kill_broker(whole: Installation, rng: Random, fault: Fault) -> None:
    part = rng.choice(whole.brokers)
    fault.target = part.name
    await part.kill()


async def restart_broker(whole: Installation, rng: Random, fault: Fault) -> None:
    part = rng.choice(whole.brokers)
    fault.target = part.name
    await part.restart()


async def freeze_broker(whole: Installation, rng: Random, fault: Fault) -> None:
    await _freeze(rng.choice(whole.brokers), fault, rng.uniform(*FREEZE))


async def crash_postgres(whole: Installation, _: Random, fault: Fault) -> None:
    fault.target = "postgres"
    await whole.stack.postgres.crash()


async def cut_postgres(whole: Installation, rng: Random, fault: Fault) -> None:
    fault.target = rng.choice(list(whole.postgres))
    whole.postgres[fault.target].cut()


async def cut_kafka(whole: Installation, rng: Random, fault: Fault) -> None:
    number = rng.randrange(len(whole.kafka))
    fault.target = whole.brokers[number].name
    whole.kafka[number].cut()


async def duplicates(whole: Installation, rng: Random, fault: Fault) -> None:
    again = await produce_again(whole.stack.kafka.address, PREFIX, rng)
    fault.target = f"{again} records"


async def garbage(whole: Installation, rng: Random, fault: Fault) -> None:
    fault.target = f"{await produce_garbage(whole.stack.kafka.address, PREFIX, rng)} records"


STRIKES: Mapping[Kind, Strike] = {
    Kind.KILL_SERVICE: kill_service,
    Kind.FREEZE_SERVICE: freeze_service,
    Kind.FREEZE_BEYOND_SESSION: freeze_beyond_session,
    Kind.KILL_BROKER: kill_broker,
    Kind.RESTART_BROKER: restart_broker,
    Kind.FREEZE_BROKER: freeze_broker,
    Kind.CRASH_POSTGRES: crash_postgres,
    Kind.CUT_POSTGRES: cut_postgres,
    Kind.CUT_KAFKA: cut_kafka,
    Kind.DUPLICATES: duplicates,
    Kind.GARBAGE: garbage,
}


def may_overlap(first: Kind, second: Kind) -> bool:
    """May the second strike while the first still hurts?"""
    return not {first, second} <= OF_A_BROKER


def pairs(rng: Random, kinds: Sequence[Kind], share: float) -> list[tuple[Kind, ...]]:
    """The kinds in their order, some of them two at a time."""
    left, found = list(kinds), list[tuple[Kind, ...]]()
    while left:
        first = left.pop(0)
        if left and rng.random() < share and may_overlap(first, left[0]):
            found.append((first, left.pop(0)))
        else:
            found.append((first,))
    return found
