"""Everything a stack keeps lies in one directory (`postgres`, `kafka`, `keys`, `logs`, `pids`), used by one at a time."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.errors import AlreadyRunning
from deploy.local.leftovers import end_leftovers

CHECKOUT = Path(__file__).resolve().parents[2]
RUNS = CHECKOUT / ".run"


@contextmanager
def held(run_dir: Path) -> Iterator[None]:
    """Makes the directory ours; the kernel gives it back however we end."""
    run_dir.mkdir(parents=True, exist_ok=True)
    with (run_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(run_dir) from error
        yield


def erase(run_dir: Path) -> None:
    """Removes the directory with all its data; refused while a stack runs from it."""
    if not run_dir.exists():
        return
    with held(run_dir):
        end_leftovers(run_dir)
        shutil.rmtree(run_dir)
