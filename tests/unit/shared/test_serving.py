"""Applications served in a test's own process: one that cannot start fails its own test, and no other."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI

from deploy.local.ports import LOOPBACK
from tests.support.serving import served


@asynccontextmanager
async def _broken(_: FastAPI) -> AsyncIterator[None]:
    raise RuntimeError("no database")
    yield


async def _the_loop_goes_on() -> bool:
    return await asyncio.create_task(asyncio.sleep(0, True))


async def test_an_application_whose_port_is_taken_fails_and_the_loop_goes_on():
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        with pytest.raises(AssertionError, match="did not start"):
            async with served(FastAPI(), taken.getsockname()[1]):
                pytest.fail("it answers on a port of somebody else")
    assert await _the_loop_goes_on()


async def test_an_application_that_fails_while_it_starts_fails_and_the_loop_goes_on():
    with pytest.raises(AssertionError, match="did not start"):
        async with served(FastAPI(lifespan=_broken)):
            pytest.fail("it answers without having started")
    assert await _the_loop_goes_on()
