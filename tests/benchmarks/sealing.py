"""What sealing costs: an event of eight personal texts against the same texts in clear, and replay of what holds none.

Both through `Commands.execute`, 16 at once. With the keys of people that are known, and with a new person each, whose key
is made and made durable first. Replay: loading a stream of events without personal fields against decoding and folding the
same rows.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from statistics import median
from typing import Any, ClassVar
from uuid import UUID

from shared.events.decider import Decider
from shared.events.event import Event, Private, Sealed
from shared.events.registry import Registry
from shared.kernel.command import Command
from shared.kernel.ids import Code, new_id
from shared.privacy.ring import Owner
from shared.privacy.wrapping import Wrapping
from shared.store.answer import Answer
from shared.store.database import Database
from shared.store.keyring import Keyring
from shared.store.load import TAIL, load
from shared.store.transaction import Commands, Transaction
from tests.benchmarks.append import at_once
from tests.benchmarks.databases import fresh, opened
from tests.benchmarks.figures import Figure
from tests.support.stack import Addresses
from tests.support.tally import EVENTS, KEYS, TALLY, Counted, State, asking, prepare

PROJECT = "p"
TEXT = "Zielona Góra, ul. Dworcowa"
FIELDS = tuple(f"text_{number}" for number in range(8))
ROUNDS, NUMBER, KNOWN = 7, 1_600, 64
REPLAYED = 20_000
STREAM = "tally:t"


class Told(Event, title="Powiedziano"):
    """Eight personal texts, sealed."""

    project: Code
    person: UUID
    text_0: Sealed
    text_1: Sealed
    text_2: Sealed
    text_3: Sealed
    text_4: Sealed
    text_5: Sealed
    text_6: Sealed
    text_7: Sealed

    example: ClassVar[Mapping[str, Any]] = {"project": "p", "person": str(UUID(int=0)), **dict.fromkeys(FIELDS, "v1.x")}


class Shown(Event, title="Pokazano"):
    """The same in clear."""

    project: Code
    person: UUID
    text_0: Private[str]
    text_1: Private[str]
    text_2: Private[str]
    text_3: Private[str]
    text_4: Private[str]
    text_5: Private[str]
    text_6: Private[str]
    text_7: Private[str]

    example: ClassVar[Mapping[str, Any]] = {"project": "p", "person": str(UUID(int=0)), **dict.fromkeys(FIELDS, "x")}


SPOKEN = Decider("spoken", State(), lambda state, event: state)
REGISTRY = Registry("sealing", [Told, Shown])


class Tell(Command):
    person: UUID


async def tell(command: Tell, tx: Transaction) -> Answer:
    texts = {field: Sealed.of(TEXT) for field in FIELDS}
    tx.append(tx.create(SPOKEN, new_id()), [Told(project=PROJECT, person=command.person, **texts)])
    return Answer()


async def show(command: Tell, tx: Transaction) -> Answer:
    tx.append(tx.create(SPOKEN, new_id()), [Shown(project=PROJECT, person=command.person, **dict.fromkeys(FIELDS, TEXT))])
    return Answer()


async def measure(stack: Addresses) -> list[Figure]:
    """Medians of ROUNDS rounds in turn."""
    url = await fresh(stack)
    async with opened(url) as database, opened(url) as keys_database:
        await prepare(database)
        keyring = Keyring(keys_database, Wrapping({"k1": bytes(range(32))}))
        await keyring.start()
        run = Commands(database, REGISTRY, keyring)
        rounds = [await _round(run) for _ in range(ROUNDS + 1)][1:]
        ratio, replayed = await _replay(database)
    sealed, fresh_keys = median(one[0] for one in rounds), median(one[1] for one in rounds)
    to_plain = median(known / plain for known, _, plain in rounds)
    to_plain_new = median(new / plain for _, new, plain in rounds)
    name, against = "a command of one event with 8 sealed texts, 16 at once", "the same texts in clear"
    return [
        Figure(f"{name}, keys there", sealed, "/s", against, to_plain, least_ratio=0.8),
        Figure(f"{name}, a new key each", fresh_keys, "/s", against, to_plain_new, least_ratio=0.8),
        Figure("replay of events without personal fields", replayed, "/s", "decode and fold", ratio, least_ratio=0.97),
    ]


async def _round(run: Commands) -> tuple[float, float, float]:
    people = [new_id() for _ in range(KNOWN)]
    await run.keys.for_sealing([Owner(str(person), PROJECT) for person in people])
    known = iter(people * (NUMBER // KNOWN))
    first = await at_once(lambda: run.execute(tell, asking(Tell(person=next(known))), Answer), NUMBER)
    second = await at_once(lambda: run.execute(tell, asking(Tell(person=new_id())), Answer), NUMBER)
    third = await at_once(lambda: run.execute(show, asking(Tell(person=new_id())), Answer), NUMBER)
    return first, second, third


async def _replay(database: Database) -> tuple[float, float]:
    """Plain time to ours, and ours in events a second: the median of rounds in turn."""
    counted = [Counted(project=PROJECT, tally="t", amount=1, by=7) for _ in range(REPLAYED)]

    async def count(command: Command, tx: Transaction) -> Answer:
        tx.append(tx.create(TALLY, "t"), counted)
        return Answer()

    await Commands(database, EVENTS, KEYS).execute(count, asking(Command()), Answer)
    rounds = [(await _timed(lambda: _ours(database)), await _timed(lambda: _plain(database))) for _ in range(3 * ROUNDS)][3:]
    return median(plain / ours for ours, plain in rounds), REPLAYED / median(ours for ours, _ in rounds)


async def _ours(database: Database) -> None:
    async with database.begin() as db:
        loaded = await load(db, EVENTS, TALLY, STREAM)
    assert loaded.state.total == REPLAYED


async def _plain(database: Database) -> None:
    """The same rows, decoded and folded, and nothing else."""
    async with database.begin() as db:
        rows = await db.driver.fetch(TAIL, STREAM, 0)
    state = TALLY.initial
    for event in [EVENTS.decode(row["name"], row["schema_version"], row["data"]) for row in rows]:
        state = TALLY.evolve(state, event)
    assert state.total == REPLAYED


async def _timed(work: Callable[[], Awaitable[None]]) -> float:
    start = time.perf_counter()
    await work()
    return time.perf_counter() - start
