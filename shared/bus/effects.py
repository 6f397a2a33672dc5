"""The two things a consumer may do: fold events into read models, or react with commands of its own service."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.errors import Refused
from shared.kernel.ids import SYSTEM
from shared.projection.projection import Fact, Projection
from shared.store.answer import Answer
from shared.store.database import Connection
from shared.store.transaction import Commands, Request, Transaction, Who

AS_SYSTEM = Who(SYSTEM)
Reaction = Callable[[Any, Meta, Transaction], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Project:
    """Folds events into projections, many at once; no side effects."""

    projections: Sequence[Projection[Any]]
    at_once: int = 500

    async def apply(self, db: Connection, events: Sequence[Fact]) -> None:
        for projection in self.projections:
            await projection.apply(db, events)

    def committed(self) -> None:
        """Nothing waits for a read model."""


@dataclass(frozen=True, slots=True)
class React:
    """Runs a command of this service for each event, in the transaction that marks the event as seen.

    A refusal is neither an error nor parked: it is recorded as needing a person's attention.
    """

    name: str
    commands: Commands
    reactions: Mapping[type[Event], Reaction]
    at_once: int = field(default=1)

    async def apply(self, db: Connection, events: Sequence[Fact]) -> None:
        for event, meta in events:
            if reaction := self.reactions.get(type(event)):
                await self._run(db, reaction, event, meta)

    def committed(self) -> None:
        self.commands.wake()

    async def _run(self, db: Connection, reaction: Reaction, event: Event, meta: Meta) -> None:
        async def handler(body: Event, tx: Transaction) -> Answer:
            await reaction(body, meta, tx)
            return Answer()

        request = Request(event, AS_SYSTEM, f"{self.name}:{meta.id}", meta.correlation, meta.id)
        try:
            async with db.driver.transaction():  # a savepoint: a refusal undoes the reaction, not what was seen
                await self.commands.run(db, handler, request, b"")
        except Refused as no:
            await notice(db, self.name, event, meta, no)
        except asyncpg.UniqueViolationError as clash:
            if clash.constraint_name == "command_pkey":
                return  # it reacted to this event before: the consumer forgot it, the store did not
            rule = self.commands.set_rules.get(str(clash.constraint_name))
            if rule is None:
                raise
            await notice(db, self.name, event, meta, rule)


NOTICE = """
INSERT INTO attention (consumer, event_id, event_name, stream, code, field, rule, facts, effective_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (consumer, event_id) DO NOTHING
"""


async def notice(db: Connection, consumer: str, event: Event, meta: Meta, no: Refused) -> None:
    """Record a refused reaction for a person to settle."""
    facts = json.dumps(dict(no.facts))
    await db.driver.execute(
        NOTICE, consumer, meta.id, type(event).__name__, meta.stream, no.code, no.field, no.rule, facts, meta.effective_on
    )
