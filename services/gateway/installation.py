"""The clock of the whole installation."""

import asyncio
from typing import Annotated
from uuid import uuid4

from fastapi import Header

from services.gateway.desk import AtDesk
from shared.http.internal import AdvanceClock, Clock
from shared.http.operations import Caller
from shared.kernel.errors import NotYet
from shared.store.answer import Answer

Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


async def advance_clock(command: AdvanceClock, who: Caller, desk: AtDesk, idempotency_key: Key = None) -> Answer:
    """Set the business date of every service. Refused unless the stack's clock is driven; the date never goes back.

    When a service is away the others have the new date already: send the same command again.
    """
    key = idempotency_key or str(uuid4())
    path = "/internal/commands/advance_clock"
    tries = [desk.upstream.tell(name, path, who, command, key, Answer) for name in desk.upstream.names]
    for outcome in await asyncio.gather(*tries, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
    return Answer()


async def clocks(who: Caller, desk: AtDesk) -> Clock:
    """The business date and the database clock (the one of `known_at`), from the first service that answers."""
    for name in desk.upstream.names:
        try:
            return await desk.upstream.ask(name, "/internal/queries/clock", who, Clock)
        except NotYet:
            continue
    raise NotYet("unavailable", rule="no service answers; ask again")
