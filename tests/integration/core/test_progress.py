"""Waiting for what one caused: a query with `after=` answers once its read model has seen the position, or says not yet."""

import asyncio

import pytest

from shared.bus.seen import mark
from shared.kernel.errors import Invalid, NotYet
from shared.runtime import progress
from shared.runtime.progress import Progress
from tests.support.tally import Count, Total, asking, commands, count, prepare


async def never() -> bool:
    return False


@pytest.fixture
async def reader(fresh_database) -> Progress:
    """The progress of a service with one read model, which has seen `tally:a` up to 2."""
    await prepare(fresh_database)
    await see(fresh_database, "tally:a", 2)
    return Progress(fresh_database, [], ["t.read"], ends=None, due=never)


async def see(database, stream: str, sequence: int) -> None:
    async with database.begin() as db:
        await mark(db, "t.read", {stream: sequence})


async def test_a_position_that_was_seen_is_not_waited_for(reader):
    assert await asyncio.wait_for(reader.wait("tally:a@2"), 2) is None


async def test_a_position_is_waited_for_until_it_is_seen(reader):
    waiting = asyncio.create_task(reader.wait("tally:a@3"))
    done, _ = await asyncio.wait([waiting], timeout=0.2)
    assert not done, "it is not there yet"
    await see(reader.database, "tally:a", 3)
    assert await asyncio.wait_for(waiting, 2) is None


async def test_a_position_that_does_not_come_is_answered_with_not_yet(reader, monkeypatch):
    monkeypatch.setattr(progress, "WAIT", 0.1)
    with pytest.raises(NotYet) as refusal:
        await reader.wait("tally:a@3")
    assert (refusal.value.code, refusal.value.field) == ("not_yet", "after")


async def test_a_service_has_always_seen_its_own_streams(reader):
    answer = await commands(reader.database).execute(count, asking(Count(tally="own")), Total)
    assert answer.position == "tally:own@1"
    assert await asyncio.wait_for(reader.wait(answer.position), 2) is None


@pytest.mark.parametrize("wrong", ["", "tally:a", "@3", "tally:a@x", "tally:a@-1"])
async def test_what_is_no_position_is_refused_as_input(reader, wrong):
    with pytest.raises(Invalid) as refusal:
        await reader.wait(wrong)
    assert (refusal.value.code, refusal.value.field) == ("invalid_field", "after")
