"""A file of key-encryption keys, changed in place: under compose it is mounted by its inode, and no new file would be seen.

What it holds is replaced by one write, so that whoever reads it meanwhile finds the keys of before or those of after.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from deploy.backup.errors import NotDone
from shared.privacy.wrapping import BadKeys, read_keys, written

WRITABLE = 0o200


def keys_in(file: Path) -> dict[str, bytes]:
    """The keys by their names, the one that wraps first. Raises `NotDone`, naming the file and never what it holds."""
    try:
        return read_keys(file.read_text("ascii", errors="replace"))
    except BadKeys as error:
        raise NotDone(f"{file}: {error}") from None
    except OSError as error:
        raise NotDone(f"{file}: {error.strerror}") from None


@contextmanager
def alone(files: Iterable[Path]) -> Iterator[None]:
    """Nobody else changes these files inside the block: a new key that is lost takes with it what it has wrapped.

    Raises `NotDone`.
    """
    with ExitStack() as stack:
        for file in files:
            try:
                fcntl.flock(stack.enter_context(file.open("rb")), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise NotDone(f"{file}: another command is changing it") from None
            except OSError as error:
                raise NotDone(f"{file}: {error.strerror}") from None
        yield


def put(file: Path, keys: Mapping[str, bytes]) -> None:
    """Let the file hold these keys; on the disk when it returns. Raises `NotDone`."""
    try:
        with _open(file) as descriptor:
            _replace(descriptor, written(keys).encode())
    except OSError as error:
        raise NotDone(f"{file}: {error.strerror}") from None


def _replace(descriptor: int, text: bytes) -> None:
    """Blank lines count for nothing: they cover the end of a longer text until it is cut off."""
    covering = text.ljust(os.fstat(descriptor).st_size, b"\n")
    os.pwrite(descriptor, covering, 0)
    os.ftruncate(descriptor, len(text))
    os.fsync(descriptor)


@contextmanager
def _open(file: Path) -> Iterator[int]:
    """For writing, also where it is kept from its owner's own mistakes; its rights are as before afterwards."""
    rights = file.stat().st_mode
    file.chmod(rights | WRITABLE)
    try:
        descriptor = os.open(file, os.O_WRONLY)
        try:
            yield descriptor
        finally:
            os.close(descriptor)
    finally:
        file.chmod(rights)
