"""How a service says it is: one GET without a client library, so that asking often costs nothing."""

import asyncio
from enum import Enum, auto

from deploy.local.ports import LOOPBACK

ANSWERS_WITHIN = 3.0  # seconds
READY = "/health/ready"


class Health(Enum):
    """SILENT: nobody listens, or no answer came in time."""

    READY = auto()
    UNREADY = auto()
    SILENT = auto()


async def health(port: int) -> Health:
    """What the readiness address answers: 200 is READY, anything else UNREADY."""
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            return Health.READY if await _status(port) == b"200" else Health.UNREADY
    except OSError:  # a TimeoutError is an OSError
        return Health.SILENT


async def _status(port: int) -> bytes:
    """The status of the answer; empty when the service closed the connection without one."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        writer.write(f"GET {READY} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nConnection: close\r\n\r\n".encode())
        status_line = (await reader.readline()).split()
        return status_line[1] if len(status_line) > 1 else b""
    finally:
        writer.close()
        await writer.wait_closed()
