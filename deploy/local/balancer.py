"""One address for several processes of a service: each connection goes to the next one that is ready.

A member that refuses is passed over; one that is not ready is tried only when no ready one accepts. A member that stays
silent loses its connections while another is ready, so that callers do not wait for somebody who may never answer.
"""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from deploy.local.http_probe import Health, health
from deploy.local.ports import LOOPBACK

LOOK_EVERY = 1.0  # seconds
CONNECTS_WITHIN = 1.0  # seconds
MISSES = 2  # looks in a row without an answer: one may be a busy machine
CHUNK = 65536  # bytes


@dataclass(eq=False)
class Member:
    """A process behind the address."""

    port: int
    health: Health = Health.UNREADY
    misses: int = 0
    connections: set[StreamWriter] = field(default_factory=set)

    async def connect(self) -> tuple[StreamReader, StreamWriter] | None:
        """None when it does not accept."""
        try:
            async with asyncio.timeout(CONNECTS_WITHIN):
                return await asyncio.open_connection(LOOPBACK, self.port)
        except OSError:  # a TimeoutError is an OSError
            return None

    def cut(self) -> None:
        for connection in self.connections:
            connection.transport.abort()


class Balancer:
    """Listens on `port` of the loopback address for the processes on `members`."""

    def __init__(self, port: int, members: Sequence[int]) -> None:
        self.port = port
        self._members = [Member(member) for member in members]
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._tasks = {asyncio.create_task(self._look_after(member)) for member in self._members}
        self._server = await asyncio.start_server(self._accept, LOOPBACK, self.port)

    async def stop(self) -> None:
        """Closes the address and every connection; harmless when it was not started."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _look_after(self, member: Member) -> None:
        while True:
            member.health = await health(member.port)
            member.misses = member.misses + 1 if member.health is Health.SILENT else 0
            if member.misses >= MISSES and any(one.health is Health.READY for one in self._members):
                member.cut()
            await asyncio.sleep(LOOK_EVERY)

    def _accept(self, from_client: StreamReader, to_client: StreamWriter) -> None:
        passing = asyncio.create_task(self._pass(from_client, to_client))
        self._tasks.add(passing)
        passing.add_done_callback(self._tasks.discard)

    async def _pass(self, from_client: StreamReader, to_client: StreamWriter) -> None:
        try:
            for member in self._in_turn():
                if found := await member.connect():
                    await _forward(member, from_client, to_client, *found)
                    return
        finally:
            to_client.close()

    def _in_turn(self) -> list[Member]:
        """The ready ones first; whoever was first goes to the end, for the next connection."""
        self._members.append(self._members.pop(0))
        return sorted(self._members, key=lambda member: member.health is not Health.READY)


async def _forward(
    member: Member, from_client: StreamReader, to_client: StreamWriter, from_member: StreamReader, to_member: StreamWriter
) -> None:
    """Until either side has said its last word; what it said before is still handed over."""
    pumps = [asyncio.create_task(_pump(from_client, to_member)), asyncio.create_task(_pump(from_member, to_client))]
    member.connections.add(to_member)
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        member.connections.discard(to_member)
        for pump in pumps:
            pump.cancel()
        to_member.close()


async def _pump(source: StreamReader, sink: StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await source.read(CHUNK):
            sink.write(chunk)
            await sink.drain()
