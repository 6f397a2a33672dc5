"""Whether a service says that it is ready: one GET without a client library, so that asking often costs nothing."""

import asyncio

from deploy.local.ports import LOOPBACK

ANSWERS_WITHIN = 3.0  # seconds
READY = "/health/ready"


async def says_ready(port: int) -> bool:
    """True when the readiness address answers 200 in time."""
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            return await _status(port) == b"200"
    except OSError:  # a TimeoutError is an OSError
        return False


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
