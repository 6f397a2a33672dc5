"""One address for several processes: whoever is ready answers, and nobody waits for one that is not."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from enum import Enum

import httpx
import pytest

from deploy.local.balancer import Balancer
from deploy.local.http_probe import READY
from deploy.local.ports import LOOPBACK, free_port
from shared.testing.eventually import eventually


class State(Enum):
    READY = "200 OK"
    UNREADY = "503 Service Unavailable"
    SILENT = "accepts, and answers nothing"


class Member:
    """Answers every request with its own port, and its readiness as its state says."""

    def __init__(self) -> None:
        self.port = free_port()
        self.state = State.READY

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._serve, LOOPBACK, self.port)
        try:
            yield
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await reader.readline():
            while (await reader.readline()).strip():
                pass
            if self.state is State.SILENT:
                continue
            status = self.state.value if request.split()[1] == READY.encode() else "200 OK"
            body = str(self.port)
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        writer.close()


class House:
    """Two members behind one address."""

    def __init__(self) -> None:
        self.first, self.second = Member(), Member()
        self.url = f"http://{LOOPBACK}:{free_port()}"
        self.balancer = Balancer(int(self.url.rpartition(":")[2]), [self.first.port, self.second.port])

    async def answers(self, number: int = 10) -> Counter[int]:
        """Who answers so many requests, each on a connection of its own."""
        found: Counter[int] = Counter()
        for _ in range(number):
            async with httpx.AsyncClient(trust_env=False) as client:
                found[int((await client.get(self.url)).text)] += 1
        return found

    async def answered_by(self, *members: Member) -> None:
        await eventually(self.answers, lambda found: found.keys() == {member.port for member in members}, what="an answer")


@pytest.fixture
async def house(monkeypatch) -> AsyncIterator[House]:
    monkeypatch.setattr("deploy.local.balancer.LOOK_EVERY", 0.05)
    monkeypatch.setattr("deploy.local.http_probe.ANSWERS_WITHIN", 0.3)
    house = House()
    async with AsyncExitStack() as running:
        for member in (house.first, house.second):
            await running.enter_async_context(member.running())
        running.push_async_callback(house.balancer.stop)
        await house.balancer.start()
        await house.answered_by(house.first, house.second)
        yield house


async def test_connections_go_round(house):
    assert await house.answers(10) == {house.first.port: 5, house.second.port: 5}


async def test_a_member_that_is_not_ready_is_left_out_until_it_is(house):
    house.first.state = State.UNREADY
    await house.answered_by(house.second)
    house.first.state = State.READY
    await house.answered_by(house.first, house.second)


async def test_one_that_is_not_ready_is_better_than_none(house):
    house.first.state = house.second.state = State.UNREADY
    await eventually(house.answers, lambda found: found.total() == 10, what="answers")


async def test_a_caller_of_a_member_that_falls_silent_is_cut_off_and_answered_by_the_other(house):
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        kept = int((await client.get(house.url)).text)
        silent, other = (house.first, house.second) if kept == house.first.port else (house.second, house.first)
        silent.state = State.SILENT
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            await client.get(house.url)  # on the connection that it keeps
        assert int((await client.get(house.url)).text) == other.port


async def test_a_member_that_refuses_is_passed_over_at_once():
    gone, there = Member(), Member()
    port = free_port()
    balancer = Balancer(port, [gone.port, there.port])
    async with there.running(), httpx.AsyncClient(trust_env=False) as client:
        await balancer.start()
        for _ in range(4):
            assert (await client.get(f"http://{LOOPBACK}:{port}", headers={"Connection": "close"})).text == str(there.port)
        await balancer.stop()


async def test_without_any_member_the_caller_hears_it_at_once():
    port = free_port()
    balancer = Balancer(port, [free_port(), free_port()])
    await balancer.start()
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            await client.get(f"http://{LOOPBACK}:{port}")
    await balancer.stop()
