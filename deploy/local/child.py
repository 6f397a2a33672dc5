"""One child process: its log, its end, and its pid on disk for as long as it may run.

A frozen child keeps its connections and answers nothing, as on a machine that swaps or whose disk hangs.
A child never outlives its parent: it is ended by `stop` or `kill`, by the kernel when the parent dies, and at the
latest by `leftovers` when the same run directory is used again.
"""

import asyncio
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM, Signals

import psutil

from deploy.local.errors import PartFailed
from deploy.local.leftovers import PidFile, family, kill_tree

GRACE = 10.0  # seconds from the request to stop to SIGKILL


@dataclass(frozen=True)
class Program:
    """What to run. `launcher` are words before the program which replace themselves by it (they exec, not fork)."""

    name: str
    argv: tuple[str, ...]
    run_dir: Path
    launcher: tuple[str, ...] = ()
    environment: Mapping[str, str] | None = None
    directory: Path | None = None
    request_to_end: Signals = SIGTERM
    when_orphaned: Signals = SIGKILL

    @property
    def log(self) -> Path:
        return log_path(self.run_dir, self.name)

    @property
    def pid_file(self) -> PidFile:
        return PidFile(self.run_dir / "pids" / f"{self.name}.json")

    @property
    def command(self) -> tuple[str, ...]:
        return (*self.launcher, *_orphan_signal(self.when_orphaned), *self.argv)


def log_path(run_dir: Path, name: str) -> Path:
    """Where everything this part prints is appended."""
    return run_dir / "logs" / f"{name}.log"


class Child:
    """A started program. Ending it twice is harmless."""

    def __init__(self, program: Program, process: asyncio.subprocess.Process) -> None:
        self.program = program
        self._process = process
        self._frozen = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    @property
    def frozen(self) -> bool:
        return self._frozen and self.alive

    def freeze(self) -> None:
        """SIGSTOP for the process and its descendants, the parent first so that it starts no others."""
        self._frozen = True
        _send(self.pid, SIGSTOP)
        _send_tree(self.pid, SIGSTOP)

    def thaw(self) -> None:
        """They go on where they stood. Harmless when they run."""
        _send_tree(self.pid, SIGCONT)
        self._frozen = False

    async def ended(self) -> int:
        """Waits for the end of the process, whoever brings it about, and gives its exit status."""
        return await self._process.wait()

    async def stop(self) -> None:
        """Asks the process to end, and kills it when it has not after the grace."""
        await self.end_by(self.program.request_to_end)

    async def end_by(self, request: Signals) -> None:
        """Sends this signal, and kills the process when it has not ended after the grace."""
        if self.alive:
            _send(self.pid, request)
            self.thaw()  # a frozen process would hear of it only then
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), GRACE)
        await self.kill()

    async def kill(self) -> None:
        """Ends the process and its descendants at once (SIGKILL), as a power cut would."""
        if self.alive:
            kill_tree(self.pid)
        await self._process.wait()
        self.program.pid_file.remove()


async def spawn(program: Program) -> Child:
    """Starts the program in a session of its own, so that Ctrl-C in the terminal reaches only its parent."""
    program.log.parent.mkdir(parents=True, exist_ok=True)
    with program.log.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *program.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=asyncio.subprocess.STDOUT,
            env=program.environment,
            cwd=program.directory,
            start_new_session=True,
        )
    program.pid_file.write(process.pid, program.argv, program.request_to_end)
    return Child(program, process)


async def run_to_end(program: Program) -> None:
    """Runs a tool; it must succeed. Nothing of it is left when the caller is cancelled."""
    child = await spawn(program)
    try:
        status = await child.ended()
    finally:
        await child.kill()
    if status != 0:
        raise PartFailed(program.name, f"ended with status {status}", program.log)


def _send(pid: int, request: Signals) -> None:
    # Not through the asyncio transport: its send_signal polls first, and could take the exit status from its watcher.
    with suppress(psutil.NoSuchProcess):  # it has just ended by itself: that is what was asked for
        psutil.Process(pid).send_signal(request)


def _send_tree(pid: int, request: Signals) -> None:
    for member in family(pid):
        _send(member.pid, request)


@cache
def _can_signal_orphans() -> bool:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return False
    probe = subprocess.run([setpriv, "--pdeathsig", "KILL", "true"], check=False, capture_output=True)
    return probe.returncode == 0


def _orphan_signal(request: Signals) -> tuple[str, ...]:
    """Words that let the kernel signal the process when its parent dies, where util-linux has them."""
    if not _can_signal_orphans():
        return ()
    return ("setpriv", "--pdeathsig", request.name.removeprefix("SIG"), "--")
