"""The one transaction of a command: answered before? load, decide, append, flush; a refusal leaves nothing but itself."""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol, TypeVar
from uuid import UUID

import asyncpg
from pydantic import BaseModel, SecretStr
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_random

from shared.events.decider import Decider
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.events.registry import Registry
from shared.kernel.caseload import Caseload
from shared.kernel.clock import ClockMode, warsaw_today
from shared.kernel.errors import NotFound, NotYet, Refused, Stale
from shared.kernel.ids import ActorId, derived_id
from shared.privacy.keys import Keys
from shared.privacy.ring import Ring
from shared.privacy.sealed import clear_texts, owner_of
from shared.store.answer import Answer, answered, first_answer, keep_refusal
from shared.store.append import Origin, rows_of, write
from shared.store.database import Connection, Database
from shared.store.load import Loaded, load

S = TypeVar("S", bound=BaseModel)
C = TypeVar("C", bound=BaseModel)
A = TypeVar("A", bound=Answer)
Handler = Callable[[C, "Transaction"], Awaitable[A]]


class OwnProjection(Protocol):
    """A read model of the service itself, written in the command's transaction: staff read their own writes."""

    async def apply(self, db: Connection, events: Sequence[tuple[Event, Meta]], born: Collection[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Who:
    """The caller of a command, as the signed token says: random account id, roles, organisation, and whom it reaches.

    `projects`: None, or the only ones; `caseload`: whom of these.
    """

    actor: ActorId
    roles: frozenset[str] = frozenset()
    organisation: str = ""
    projects: frozenset[str] | None = None
    caseload: Caseload = Caseload.EVERYBODY


@dataclass(slots=True)
class Transaction:
    """What a handler sees: streams to load and append to, the business date, the caller, the database for queries."""

    db: Connection
    registry: Registry
    keys: Keys
    who: Who
    today: date
    command: UUID
    expected: int | None = None
    """The version the caller looked at (`If-Match`), for handlers of edit forms."""
    loaded: list[Loaded[Any]] = field(default_factory=list)
    locked: str = ""

    async def load(self, decider: Decider[S], *key: object, expected: int | None = None) -> Loaded[S]:
        """Lock and fold a stream; several are loaded in the order of their ids, so two commands never wait crosswise.

        `expected` is the version a person looked at (`If-Match`): raises `Stale` when it is another one now.
        """
        stream = decider.stream(*key)
        for known in self.loaded:
            if known.stream == stream:
                return known
        if stream < self.locked:
            raise RuntimeError(f"load streams in the order of their ids: {decider.kind} after {self.locked.partition(':')[0]}")
        found = await load(self.db, self.registry, decider, stream)
        if expected is not None and found.version != expected:
            raise Stale("stale_version", field="If-Match", rule="it was changed meanwhile", current=found.version)
        self.locked = stream
        self.loaded.append(found)
        return found

    async def existing(self, decider: Decider[S], *key: object, field: str, expected: int | None = None) -> Loaded[S]:
        """Like `load`, but raises `NotFound` (code `unknown_<kind>`) when the stream does not exist."""
        found = await self.load(decider, *key, expected=expected)
        if not found.exists:
            raise NotFound(f"unknown_{decider.kind}", field=field, rule=f"there is no such {decider.kind}")
        return found

    def create(self, decider: Decider[S], *key: object) -> Loaded[S]:
        """A stream whose id is new (random): nothing to load or lock."""
        born = Loaded(decider, decider.stream(*key), decider.initial)
        self.loaded.append(born)
        return born

    def append(self, stream: Loaded[Any], events: Sequence[Event]) -> None:
        stream.append(list(events))


@dataclass(frozen=True)
class Request:
    """One command with its idempotency key and what caused it."""

    body: BaseModel
    who: Who
    key: str
    correlation: UUID
    causation: UUID | None = None
    expected: int | None = None

    @cached_property
    def command(self) -> UUID:
        """The command's id: the same actor and key name the same command."""
        return derived_id("command", self.who.actor, self.key)


@dataclass(frozen=True, slots=True)
class Commands:
    """Executes handlers of one service, each in one transaction."""

    database: Database
    registry: Registry
    keys: Keys
    clock: ClockMode = ClockMode.REAL
    own: Sequence[OwnProjection] = ()
    set_rules: Mapping[str, Refused] = field(default_factory=dict)
    """Refusals of the rules that a unique index keeps, by the name of its constraint."""
    wake: Callable[[], None] = lambda: None
    """Called after a commit: the relay has something to send."""

    async def execute(self, handler: Handler[C, A], request: Request, kind: type[A]) -> A:
        """Run a command once. Raises `Refused` (also when the refusal was given to an earlier try of the same key).

        Whether the key was answered before is asked only when the command cannot be written or is refused: the primary
        key of the command's row stops a repeat, so the common case costs no question.
        """
        fingerprint = self.fingerprint(handler, request.body)
        try:
            answer = await self._patiently(handler, request, fingerprint)
        except NotYet:
            raise  # no answer yet: the same key is asked again
        except Refused as no:
            answer = await self._refused(request, fingerprint, kind, no)
        except asyncpg.UniqueViolationError as clash:
            answer = await self._clash(request, fingerprint, kind, clash)
        self.wake()
        return answer

    def fingerprint(self, handler: Handler[C, A], body: BaseModel) -> bytes:
        """A keyed digest of what is asked; a command holds personal data, so a plain hash would not do."""
        return self.keys.digest("command", handler.__name__.encode() + b"\0" + body_bytes(body))

    async def _patiently(self, handler: Handler[C, A], request: Request, fingerprint: bytes) -> A:
        """Deadlocks cannot come from streams (they are locked in order), but a set rule's index may still cause one."""
        try:
            return await self._once(handler, request, fingerprint)
        except asyncpg.DeadlockDetectedError:
            retrying = AsyncRetrying(
                retry=retry_if_exception_type(asyncpg.DeadlockDetectedError),
                stop=stop_after_attempt(3),
                wait=wait_random(0, 0.05),
                reraise=True,
            )
            return await retrying(self._once, handler, request, fingerprint)

    async def _once(self, handler: Handler[C, A], request: Request, fingerprint: bytes) -> A:
        async with self.database.begin() as db:
            return await self.run(db, handler, request, fingerprint)

    async def run(self, db: Connection, handler: Handler[C, A], request: Request, fingerprint: bytes) -> A:
        """Load, decide, append and flush inside a transaction that is open already."""
        today = await business_date(db, self.clock)
        tx = Transaction(db, self.registry, self.keys, request.who, today, request.command, request.expected)
        answer = await handler(request.body, tx)  # type: ignore[arg-type]  # the body is the handler's own command
        return await self._flush(tx, answer, request, fingerprint)

    async def _flush(self, tx: Transaction, answer: A, request: Request, fingerprint: bytes) -> A:
        origin = Origin(request.who.actor, request.command, request.correlation, request.causation or request.command, tx.today)
        rows = rows_of(tx.loaded, origin, await self._ring(tx), None)
        position = next((f"{row.meta.stream}@{row.meta.sequence}" for row in reversed(rows) if row.message), None)
        if position is not None:
            answer = answer.model_copy(update={"position": position})
        recorded_at = await write(tx.db, tx.loaded, rows, origin, (request.key, fingerprint, answered(answer)))
        if self.own:
            facts = [(row.event, row.meta._replace(recorded_at=recorded_at)) for row in rows]
            born = {stream.stream for stream in tx.loaded if not stream.exists}
            for projection in self.own:
                await projection.apply(tx.db, facts, born)
        return answer

    async def _ring(self, tx: Transaction) -> Ring:
        """The keys that the new events are sealed with."""
        appended = ((event, stream.stream) for stream in tx.loaded for event in stream.new)
        owners = {owner_of(event, stream) for event, stream in appended if any(clear_texts(event))}
        return await self.keys.for_sealing(owners) if owners else NOTHING_SEALED

    async def _refused(self, request: Request, fingerprint: bytes, kind: type[A], no: Refused) -> A:
        """The first answer to this key if there is one; else the refusal becomes it."""
        async with self.database.begin() as db:
            await keep_refusal(db, request.who.actor, request.key, fingerprint, no)
            first = await first_answer(db, request.who.actor, request.key)
        assert first is not None
        return first.given(kind, fingerprint)

    async def _clash(self, request: Request, fingerprint: bytes, kind: type[A], clash: asyncpg.UniqueViolationError) -> A:
        """A key used before: its first answer. A set rule: its refusal. Anything else is a fault of ours."""
        async with self.database.read() as db:
            first = await first_answer(db, request.who.actor, request.key)
        if first is not None:
            return first.given(kind, fingerprint)
        rule = self.set_rules.get(str(clash.constraint_name))
        if rule is None:
            raise clash
        return await self._refused(request, fingerprint, kind, rule)


NOTHING_SEALED = Ring({})


def body_bytes(body: BaseModel) -> bytes:
    """The command in a canonical form, personal texts included: only ever fed to a keyed digest.

    The order of a set differs between processes, so sets are sorted.
    """
    return CANONICAL.encode(body.model_dump()).encode()


def _canonical(value: object) -> object:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return str(value)


CANONICAL = json.JSONEncoder(default=_canonical, sort_keys=True)


async def business_date(db: Connection, mode: ClockMode) -> date:
    """The business date: Warsaw's, or the one last set with `advance_clock` (Warsaw's until then)."""
    if mode is ClockMode.REAL:
        return warsaw_today()
    return await db.driver.fetchval("SELECT today FROM business_date") or warsaw_today()
