"""One process of the stack: started until ready, stopped, killed or brought back, one such change at a time.

A part that was stopped stays down; one that ended by itself or was killed is still wanted, and a supervisor may bring
it back. One that was frozen on purpose does not count as hanging; it is left alone until it is thawed or ends.
"""

import asyncio
from abc import ABC, abstractmethod
from enum import Enum
from pathlib import Path

from deploy.local.child import Child, Program, log_path, spawn
from deploy.local.errors import PartFailed
from deploy.local.waiting import holds_within

READY_WITHIN = 120.0  # seconds: an overloaded machine, or recovery after a kill; an end is noticed at once


class Supervision(Enum):
    """What happens to a part that ends although it is wanted."""

    RESTART = "restart"
    LEAVE = "leave"


class Part(ABC):
    """A process with a name, a log and a notion of being ready."""

    def __init__(self, name: str, run_dir: Path) -> None:
        self.name = name
        self.run_dir = run_dir
        self.log = log_path(run_dir, name)
        self.supervision = Supervision.RESTART
        self._wanted = False
        self._changing = asyncio.Lock()
        self._child: Child | None = None

    @abstractmethod
    async def program(self) -> Program:
        """Prepares what the process needs on disk, and says how to run it."""

    @abstractmethod
    async def ready(self) -> bool:
        """Whether it does its work; asked again and again during a start."""

    async def healthy(self) -> bool:
        """Whether it may go on running; what is not, several times in a row, is killed and started again."""
        return await self.ready()

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.alive

    @property
    def pid(self) -> int | None:
        """The process, while it runs."""
        return self._child.pid if self._child and self._child.alive else None

    @property
    def supervised(self) -> bool:
        """Whether it should be running now, and somebody is to see to it."""
        return self._wanted and not self._changing.locked() and not self.frozen and self.supervision is Supervision.RESTART

    @property
    def frozen(self) -> bool:
        """Whether its process was frozen, and neither thawed nor ended since."""
        return self._child is not None and self._child.frozen

    async def start(self) -> None:
        """Starts the process unless it runs, and returns when it is ready."""
        async with self._changing:
            self._wanted = True
            await self._start_unless_alive()

    async def stop(self) -> None:
        """Asks the process to end, and ends it if need be; it stays down until it is started again."""
        async with self._changing:
            self._wanted = False
            await self._stop_child()

    async def kill(self) -> None:
        """SIGKILL to the process and its descendants, also in the middle of a start."""
        if self._child is not None:
            await self._child.kill()

    def freeze(self) -> None:
        """SIGSTOP to the process and its descendants, while it runs: it keeps its connections and answers nothing."""
        if self._child is not None and self._child.alive:
            self._child.freeze()

    def thaw(self) -> None:
        """SIGCONT: it goes on where it stood. Harmless when it is not frozen."""
        if self.frozen and self._child is not None:
            self._child.thaw()

    async def restart(self) -> None:
        """Stops the process if it runs, and starts it."""
        async with self._changing:
            self._wanted = True
            await self._stop_child()
            await self._start_unless_alive()

    async def revive(self) -> None:
        """Starts the process again if it has ended and is still wanted."""
        async with self._changing:
            if self._wanted:
                await self._start_unless_alive()

    async def ended(self) -> None:
        """Waits until the process has ended."""
        if self._child is not None:
            await self._child.ended()

    async def _stop_child(self) -> None:
        if self._child is not None:
            await self._child.stop()

    async def _start_unless_alive(self) -> None:
        if self.alive:
            return
        program = await self.program()
        self._child = await spawn(program)
        try:
            await self._until_ready(self._child)
        except BaseException:  # also a cancelled start leaves nothing running
            await self._child.kill()
            raise

    async def _until_ready(self, child: Child) -> None:
        async def decided() -> bool:
            return not child.alive or await self.ready()

        in_time = await holds_within(READY_WITHIN, decided)
        if not child.alive:
            raise PartFailed(self.name, "ended before it was ready", self.log)
        if not in_time:
            raise PartFailed(self.name, f"was not ready within {READY_WITHIN:.0f} s", self.log)
