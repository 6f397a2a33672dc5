"""A service in a process of its own, and a client that does as little as can be, so that the service gets the processor."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from uuid import uuid4

from deploy.local.credentials import make_credentials
from deploy.local.ports import free_port
from deploy.local.service import Service
from shared.http.tokens import Signer
from shared.runtime.service import AUDIENCE
from shared.store.transaction import Who
from tests.support.stack import Addresses

IDLE_LIMIT = 3.0
"""Seconds; the server closes what was idle for five."""


@dataclass(frozen=True, slots=True)
class Served:
    """Where a service answers, the bearer token of its caller, and its process."""

    url: str
    token: str
    pid: int


@asynccontextmanager
async def serving(stack: Addresses, name: str, database: str, prefix: str, who: Who) -> AsyncIterator[Served]:
    """The service runs while the block does."""
    with tempfile.TemporaryDirectory(prefix="kladka-bench-") as place:
        credentials = make_credentials(Path(place) / "keys")
        port = free_port()
        environment = {
            "KLADKA_SERVICE": name,
            "KLADKA_CENTRE": "bench",
            "KLADKA_DATABASE_URL": database,
            "KLADKA_KAFKA": stack.kafka,
            "KLADKA_TOPIC_PREFIX": prefix,
            "KLADKA_PORT": str(port),
            "KLADKA_TOKEN_KEYS": str(credentials.token_keys),
        }
        if name in credentials.sealing_keys:
            environment["KLADKA_SEALING_KEY"] = str(credentials.sealing_keys[name])
        service = Service(name, Path(place), port=port, environment=environment)
        await service.start()
        try:
            token = Signer.from_file(credentials.signing_key).sign(who, AUDIENCE, timedelta(hours=1))
            yield Served(service.url, token, service.pid or 0)
        finally:
            await service.stop()


@dataclass(slots=True)
class Wire:
    """One connection that is kept open; one request at a time."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: bytes

    @classmethod
    async def to(cls, served: Served) -> Self:
        place = urlsplit(served.url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        head = f"Host: {place.netloc}\r\nAuthorization: Bearer {served.token}\r\nContent-Type: application/json\r\n"
        return cls(reader, writer, head.encode())

    async def post(self, path: str, body: bytes) -> bytes:
        """The body of the answer. Raises `RuntimeError` when it is not 200."""
        lines = f"Idempotency-Key: {uuid4()}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        self.writer.write(b"POST %b HTTP/1.1\r\n%b%b%b" % (path.encode(), self.head, lines, body))
        answer = await self.reader.readuntil(b"\r\n\r\n")
        length = answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        content = await self.reader.readexactly(int(length))
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{answer.splitlines()[0].decode()}: {content.decode()}")
        return content

    def close(self) -> None:
        self.writer.close()


@dataclass(slots=True)
class Wires:
    """Connections to a service: as many as are in use at once, the one used last first."""

    served: Served
    free: list[tuple[float, Wire]] = field(default_factory=list)

    async def post(self, path: str, body: bytes) -> bytes:
        wire = await self._take()
        content = await wire.post(path, body)
        self.free.append((time.monotonic(), wire))
        return content

    async def _take(self) -> Wire:
        while self.free:
            used, wire = self.free.pop()
            if time.monotonic() - used < IDLE_LIMIT:
                return wire
            wire.close()
        return await Wire.to(self.served)

    def close(self) -> None:
        for _, wire in self.free:
            wire.close()
