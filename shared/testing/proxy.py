"""A TCP proxy that holds a window open: chosen messages wait inside it until the test has seen that the window was hit.

It stands between a client and PostgreSQL or Kafka on loopback. A test arms it with a rule, waits for `hit`, does its
harm while the message is held, and releases or cuts.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum

PRODUCE, OFFSET_COMMIT = 0, 8
"""Kafka's API keys."""


class Direction(Enum):
    TO_SERVER = "to server"
    TO_CLIENT = "to client"


Rule = Callable[["Connection", Direction, bytes], bool]


@dataclass(eq=False)
class Connection:
    """One proxied connection; `asked` remembers which of Kafka's requests have the key that is watched."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    asked: set[bytes] = field(default_factory=set)


def kafka_request(api_key: int) -> Rule:
    """Requests of this kind wait: the server never learns of them."""

    def rule(connection: Connection, direction: Direction, message: bytes) -> bool:
        return direction is Direction.TO_SERVER and message[4:6] == api_key.to_bytes(2, "big")

    return rule


def kafka_response(api_key: int) -> Rule:
    """Answers to requests of this kind wait: the server has done it, the client does not know."""

    def rule(connection: Connection, direction: Direction, message: bytes) -> bool:
        if direction is Direction.TO_SERVER:
            if message[4:6] == api_key.to_bytes(2, "big"):
                connection.asked.add(message[8:12])
            return False
        return message[4:8] in connection.asked

    return rule


def postgres_query(text: bytes) -> Rule:
    """Client messages with this text wait, such as b"COMMIT"."""

    def rule(connection: Connection, direction: Direction, message: bytes) -> bool:
        return direction is Direction.TO_SERVER and text in message

    return rule


class FaultProxy:
    """Listens on `port`, forwards to `target`; `framed` when messages begin with their length (Kafka)."""

    def __init__(self, target: tuple[str, int], port: int, *, framed: bool) -> None:
        self.target = target
        self.port = port
        self.framed = framed
        self.hit = asyncio.Event()
        self._rule: Rule | None = None
        self._open = asyncio.Event()
        self._open.set()
        self._connections: set[Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def arm(self, rule: Rule) -> None:
        """From now on the first message the rule names, and everything behind it on its connection, waits."""
        self.hit.clear()
        self._open.clear()
        self._rule = rule

    def release(self) -> None:
        """What waits goes on; nothing is held any more."""
        self._rule = None
        self._open.set()

    def cut(self) -> None:
        """Close every connection, with what waits in it."""
        for connection in list(self._connections):
            connection.client.transport.abort()
            connection.server.transport.abort()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["FaultProxy"]:
        server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        try:
            yield self
        finally:
            server.close()
            self.release()
            self.cut()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        try:
            from_server, to_server = await asyncio.open_connection(*self.target)
        except OSError:
            to_client.transport.abort()
            return
        connection = Connection(to_client, to_server)
        self._connections.add(connection)
        pumps = [
            asyncio.create_task(self._pump(connection, Direction.TO_SERVER, from_client, to_server)),
            asyncio.create_task(self._pump(connection, Direction.TO_CLIENT, from_server, to_client)),
        ]
        self._tasks.update(pumps)
        await asyncio.gather(*pumps, return_exceptions=True)
        self._tasks.difference_update(pumps)
        self._connections.discard(connection)

    async def _pump(
        self, connection: Connection, direction: Direction, source: asyncio.StreamReader, sink: asyncio.StreamWriter
    ) -> None:
        with suppress(asyncio.IncompleteReadError, OSError):
            while message := await self._read(source):
                await self._pass(connection, direction, message)
                sink.write(message)
                await sink.drain()
        connection.client.transport.abort()
        connection.server.transport.abort()

    async def _read(self, source: asyncio.StreamReader) -> bytes:
        if not self.framed:
            return await source.read(65536)
        head = await source.readexactly(4)
        return head + await source.readexactly(int.from_bytes(head, "big"))

    async def _pass(self, connection: Connection, direction: Direction, message: bytes) -> None:
        if self._rule is not None and self._rule(connection, direction, message):
            self.hit.set()
            await self._open.wait()
