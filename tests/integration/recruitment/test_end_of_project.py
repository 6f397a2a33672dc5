"""The end of a project's retention against somebody who is taken in at the same moment: one of them comes first, wholly."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from pydantic import BaseModel

from services.recruitment import commands as use
from services.recruitment.commands.erasing import ApproveErasure
from services.recruitment.commands.registering import RegisterPerson
from shared.store.transaction import Request
from tests.integration.recruitment.eraser import approve, erase, keep, names, participant, propose, wrapped
from tests.integration.recruitment.office import Office, refusal
from tests.integration.recruitment.registry import anna, register

WAITING = "SELECT true FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
TO_BE_TAKEN_IN = {"project": "bridge", "capacity": "volunteer", "person": anna()}


@asynccontextmanager
async def under_way(desk: Office, handler: Any, body: BaseModel) -> AsyncIterator[Any]:
    """A command that has written everything and is committed at the end of the block."""
    asked = Request(body, desk.who, str(uuid4()), uuid4())
    async with desk.database.begin() as db:
        yield await desk.commands.run(db, handler, asked, desk.commands.fingerprint(handler, body))


async def waits(desk: Office, other: "asyncio.Task[Any]") -> None:
    async with asyncio.timeout(20):
        while not await desk.rows(WAITING):
            assert not other.done(), "it went past what is not committed"


async def to_end(desk: Office) -> ApproveErasure:
    """The erasure of the last person of the project, proposed."""
    await participant(desk)
    await desk.today("2027-01-01")
    await keep(desk)
    return ApproveErasure(batch=(await propose(desk, "everybody")).batch_id)


async def test_the_end_waits_for_who_is_being_taken_in_and_comes_when_they_are_erased_too(keyed: Office) -> None:
    last = await to_end(keyed)
    async with under_way(keyed, use.register_person, RegisterPerson.model_validate(TO_BE_TAKEN_IN)) as taken_in:
        approving = asyncio.create_task(approve(keyed, last.batch))
        await waits(keyed, approving)
    assert (await approving).left == 0
    assert await keyed.published("RetentionEnded") == []
    assert await names(keyed) == await wrapped(keyed) == {str(taken_in.person_id)}
    await erase(keyed, "everybody")
    assert await keyed.published("RetentionEnded") == [{"project": "bridge"}]
    assert await wrapped(keyed) == set()


async def test_the_end_waits_as_well_for_who_came_before_a_retention_was_set(keyed: Office) -> None:
    await keyed.today("2027-01-01")
    async with under_way(keyed, use.register_person, RegisterPerson.model_validate(TO_BE_TAKEN_IN)) as taken_in:
        await keep(keyed)
        batch = (await propose(keyed, "everybody")).batch_id
        approving = asyncio.create_task(approve(keyed, batch))
        await waits(keyed, approving)
    await approving
    assert await keyed.published("RetentionEnded") == []
    assert await names(keyed) == await wrapped(keyed) == {str(taken_in.person_id)}


async def test_who_comes_while_the_project_ends_is_refused(keyed: Office) -> None:
    last = await to_end(keyed)
    async with under_way(keyed, use.approve_erasure, last):
        coming = asyncio.create_task(refusal(register(keyed, anna())))
        await waits(keyed, coming)
    assert await coming == "retention_ended"
    assert await names(keyed) == await wrapped(keyed) == set()


async def test_an_application_is_refused_after_the_end(keyed: Office) -> None:
    await approve(keyed, (await to_end(keyed)).batch)
    assert await refusal(keyed.submit()) == "retention_ended"
    assert await keyed.rows("SELECT 1 FROM person_digest") == []
