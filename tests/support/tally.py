"""A tiny service for tests of the core: tallies that count up to a limit; some of it private, one field sealed."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel
from sqlalchemy import BigInteger, Column, MetaData, Table, Text

from shared.events.decider import Decider
from shared.events.envelope import Meta
from shared.events.event import Event, Private, PublicText, Sealed
from shared.events.registry import Registry
from shared.kernel.command import Command, View
from shared.kernel.errors import Refused
from shared.kernel.ids import ActorId, Code, new_id
from shared.privacy.in_memory import KeysInMemory
from shared.privacy.personal import Personal, to_seal
from shared.projection.projection import Projection
from shared.store.answer import Answer
from shared.store.database import Database
from shared.store.migrate import CORE
from shared.store.transaction import Commands, Request, Transaction, Who

KEYS = KeysInMemory()
WHO = Who(ActorId(new_id()))


class Counted(Event, title="Policzono"):
    """Something was counted."""

    example: ClassVar[Mapping[str, Any]] = {"project": "p", "tally": "t", "amount": 1, "by": 1}
    project: Code
    tally: Code
    amount: int
    by: Private[int] = 0


class Noted(Event, title="Zanotowano", published=False):
    """A note that never leaves."""

    example: ClassVar[Mapping[str, Any]] = {"project": "p", "tally": "t"}
    project: Code
    tally: Code


class Signed(Event, title="Podpisano"):
    """Somebody signed."""

    example: ClassVar[Mapping[str, Any]] = {"project": "p", "tally": "t", "name": "v1.k.x", "title": "t"}
    project: Code
    tally: Code
    name: Sealed
    title: PublicText


EVENTS = Registry("tally", [Counted, Noted, Signed])


class State(BaseModel):
    total: int = 0
    notes: int = 0


def evolve(state: State, event: Event) -> State:
    match event:
        case Counted():
            return State(total=state.total + event.amount, notes=state.notes)
        case Noted():
            return State(total=state.total, notes=state.notes + 1)
    return state


TALLY = Decider("tally", State(), evolve)
KEPT = Decider("kept", State(), evolve, keep_every=10)


class Count(Command):
    tally: Code
    amount: int = 1
    limit: int = 1_000_000
    project: Code = "p"


class Note(Command):
    tally: Code


class Sign(Command):
    tally: Code
    name: Personal


class Total(Answer):
    total: int


async def count(command: Count, tx: Transaction) -> Total:
    tally = await tx.load(TALLY, command.tally, expected=tx.expected)
    return _count(tally, command, tx)


async def count_kept(command: Count, tx: Transaction) -> Total:
    return _count(await tx.load(KEPT, command.tally), command, tx)


def _count(tally: Any, command: Count, tx: Transaction) -> Total:
    if tally.state.total + command.amount > command.limit:
        raise Refused("tally_full", field="amount", rule="the total may not exceed the limit", total=tally.state.total)
    event = Counted(project=command.project, tally=command.tally, amount=command.amount, by=7)
    tx.append(tally, [event])
    return Total(total=tally.state.total)


async def note(command: Note, tx: Transaction) -> Answer:
    tx.append(await tx.load(TALLY, command.tally), [Noted(project="p", tally=command.tally)])
    return Answer()


async def sign(command: Sign, tx: Transaction) -> Answer:
    name = to_seal(command.name)
    assert name is not None
    tx.append(await tx.load(TALLY, command.tally), [Signed(project="p", tally=command.tally, name=name, title="umowa")])
    return Answer()


class TallyRow(View):
    tally: str
    total: int
    last: str


METADATA = MetaData()
TALLY_TABLE = Table(
    "tally_total", METADATA, Column("tally", Text, primary_key=True), Column("total", BigInteger), Column("last", Text)
)
TALLY_DDL = "CREATE TABLE tally_total (tally text PRIMARY KEY, total bigint NOT NULL, last text NOT NULL UNIQUE)"


def tally_key(event: Event, meta: Meta) -> tuple[str] | None:
    return (event.tally,) if isinstance(event, Counted) else None


def evolve_row(row: TallyRow | None, event: Event, meta: Meta) -> TallyRow | None:
    assert isinstance(event, Counted)
    if event.amount == 13:
        raise ZeroDivisionError("a projection with a fault")
    return TallyRow(tally=event.tally, total=(row.total if row else 0) + event.amount, last=str(meta.id))


TOTALS = Projection(TALLY_TABLE, TallyRow, tally_key, evolve_row)


async def prepare(database: Database) -> None:
    """The core tables and the sample's own."""
    async with database.read() as db:
        for form in sorted(CORE.glob("*.sql")):
            await db.driver.execute(form.read_text("utf-8"))
        await db.driver.execute(TALLY_DDL)


def commands(database: Database, **more: Any) -> Commands:
    return Commands(database, EVENTS, KEYS, **more)


def asking(body: Command, key: str | None = None, *, expected: int | None = None, who: Who = WHO) -> Request:
    return Request(body, who, key or str(new_id()), correlation=new_id(), expected=expected)
