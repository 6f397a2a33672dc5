"""What a run that died hard left behind: ended by pid, and only when the process is still the one that was started.

A pid alone proves nothing, since the kernel gives it again; the time of the start and the command line must agree too.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import Signals

import psutil

LOOK_EVERY = 0.05  # seconds
GRACE = 5.0  # seconds between the request to end and SIGKILL
CLOCK_TOLERANCE = 2.0  # seconds; the start is computed from the time of booting, which an adjusted clock moves


@dataclass(frozen=True)
class PidFile:
    """The record of one started process."""

    path: Path

    def write(self, pid: int, argv: Sequence[str], request_to_end: Signals) -> None:
        """Records the process; one that has ended already needs no record."""
        try:
            started = psutil.Process(pid).create_time()
        except psutil.NoSuchProcess:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        record = {"pid": pid, "started": started, "argv": list(argv), "end_with": request_to_end}
        self.path.write_text(json.dumps(record), encoding="utf-8")

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)

    def leftover(self) -> "Leftover | None":
        """The recorded process, if it still is that process."""
        try:
            record = json.loads(self.path.read_text(encoding="utf-8"))
            process = psutil.Process(record["pid"])
            same_start = abs(process.create_time() - record["started"]) < CLOCK_TOLERANCE
            same_command = process.cmdline()[-len(record["argv"]) :] == record["argv"]
        except (psutil.NoSuchProcess, json.JSONDecodeError):
            return None  # ended, or its parent died while it wrote the record
        if not (same_start and same_command):
            return None
        return Leftover(self.path.stem, process, Signals(record["end_with"]))


@dataclass(frozen=True)
class Leftover:
    """A process that outlived the run which started it."""

    name: str
    process: psutil.Process
    end_with: Signals

    def request_end(self) -> None:
        try:
            self.process.send_signal(self.end_with)
        except psutil.NoSuchProcess:
            return  # its own end came first


def end_leftovers(run_dir: Path) -> list[str]:
    """Ends what a former run from this directory left running; gives the names of these parts."""
    files = [PidFile(path) for path in sorted((run_dir / "pids").glob("*.json"))]
    left = [leftover for file in files if (leftover := file.leftover())]
    for leftover in left:
        leftover.request_end()
    stubborn = still_running([leftover.process for leftover in left], within=GRACE)
    for process in stubborn:
        kill_tree(process.pid)
    still_running(stubborn, within=GRACE)
    for file in files:
        file.remove()
    return [leftover.name for leftover in left]


def still_running(processes: Sequence[psutil.Process], *, within: float) -> list[psutil.Process]:
    """Waits for the end of these processes; gives those that have not ended within so many seconds."""
    deadline = time.monotonic() + within
    while (running := [process for process in processes if _runs(process)]) and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY)
    return running


def _runs(process: psutil.Process) -> bool:
    """A zombie has ended: in a container there may be nobody who collects its exit status."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def kill_tree(pid: int) -> None:
    """SIGKILL for a process and all its descendants, the parent first so that it starts no others."""
    for member in family(pid):
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue  # its own end came first


def family(pid: int) -> list[psutil.Process]:
    """The process and its descendants, the process first; nobody when it has ended."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
