"""Free TCP ports on the loopback address, below the range from which the kernel takes ports for outgoing connections.

A port is never given twice by one process, and processes look in blocks of their own, so that two stacks that start at
the same time do not choose the same one before either has bound it.
"""

import os
import socket

from deploy.local.errors import StackError

LOOPBACK = "127.0.0.1"
# Linux gives outgoing connections ports from 32768 on: one of those could be gone again before the server binds it.
FIRST, LAST = 20_000, 32_000
BLOCK = 60

_given: set[int] = set()


def free_port() -> int:
    """A port nobody listens on and that this process has not given before."""
    start = os.getpid() * BLOCK
    for step in range(LAST - FIRST):
        port = FIRST + (start + step) % (LAST - FIRST)
        if port not in _given and is_free(port):
            _given.add(port)
            return port
    raise StackError(f"no free port found between {FIRST} and {LAST}")


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        # As servers do: a connection of a former server that still lingers does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True
