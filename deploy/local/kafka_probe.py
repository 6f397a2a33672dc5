"""Whether a Kafka broker serves, asked in its own protocol without a client: an ApiVersions request and its answer."""

import asyncio
import struct

from deploy.local.ports import LOOPBACK

ANSWERS_WITHIN = 3.0  # seconds
API_VERSIONS, VERSION, CORRELATION, NO_CLIENT_ID = 18, 0, 1, -1
# Big endian: the length of what follows, then the request header (version 1); this request has no body.
HEADER = struct.pack(">hhih", API_VERSIONS, VERSION, CORRELATION, NO_CLIENT_ID)
REQUEST = struct.pack(">i", len(HEADER)) + HEADER
# The answer begins with its length, the same correlation id and an error code.
ANSWER = struct.Struct(">iih")


async def serves(port: int) -> bool:
    """True when the broker answers without an error in time."""
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            return await _ask(port)
    except (OSError, asyncio.IncompleteReadError):  # a TimeoutError is an OSError
        return False


async def _ask(port: int) -> bool:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        writer.write(REQUEST)
        _, correlation, error = ANSWER.unpack(await reader.readexactly(ANSWER.size))
        return bool(correlation == CORRELATION and error == 0)
    finally:
        writer.close()
        await writer.wait_closed()
