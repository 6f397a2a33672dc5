"""Free TCP ports on the loopback address, below the range from which the kernel takes ports for outgoing connections.

A port that was given out is kept by a lock until its process ends, so that two stacks that run at the same time do not
choose the same one before either has bound it.
"""

import fcntl
import os
import socket
import tempfile
from functools import cache
from pathlib import Path

from deploy.local.errors import StackError

LOOPBACK = "127.0.0.1"
# Linux gives outgoing connections ports from 32768 on: one of those could be gone again before the server binds it.
FIRST, LAST = 20_000, 32_000
BLOCK = 60

_given: set[int] = set()


def free_port() -> int:
    """A port nobody listens on and that no running process of this user was given before."""
    start = os.getpid() * BLOCK
    for step in range(LAST - FIRST):
        port = FIRST + (start + step) % (LAST - FIRST)
        if port not in _given and is_free(port) and _kept(port):
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


def _kept(port: int) -> bool:
    """Keep the port for this process, unless another one keeps it: a byte of a common file is locked until the process ends."""
    try:
        fcntl.lockf(_locks(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except BlockingIOError:
        return False
    return True


@cache
def _locks() -> int:
    """The common file, open as long as the process lives: closing it would give all its ports back."""
    return os.open(Path(tempfile.gettempdir()) / f"kladka-ports-{os.getuid()}.lock", os.O_RDWR | os.O_CREAT, 0o600)
