"""All services of a stack: by name, one process or several behind one address.

A single process has the service's name; several are `finance-1`, `finance-2`… What is done to a service by its own name
is done to all its processes.
"""

from collections.abc import Iterator, Mapping, Sequence

from deploy.local.part import Supervision
from deploy.local.ports import LOOPBACK
from deploy.local.service import Service
from deploy.local.together import each_to_its_end, together


class Services:
    """The processes in the order their services were declared; `ports` are the services' addresses."""

    def __init__(self, processes: Mapping[str, Sequence[Service]], ports: Mapping[str, int]) -> None:
        self._processes = {name: tuple(some) for name, some in processes.items()}
        self._by_name = {process.name: process for process in self}
        self._ports = ports

    def __iter__(self) -> Iterator[Service]:
        for processes in self._processes.values():
            yield from processes

    def __getitem__(self, name: str) -> Service:
        """The process of this name. Raises `KeyError`, also for a service that has several."""
        return self._by_name[name]

    @property
    def names(self) -> Sequence[str]:
        return tuple(self._processes)

    def of(self, name: str) -> Sequence[Service]:
        """The processes of a service; of a process, itself. Raises `KeyError`."""
        return self._processes.get(name) or (self[name],)

    def url(self, name: str) -> str:
        """The address of a service, whichever of its processes answers; of a process, its own."""
        return f"http://{LOOPBACK}:{self._ports[name]}" if name in self._ports else self[name].url

    def pid(self, name: str) -> int | None:
        """The process, while it runs."""
        return self[name].pid

    async def start(self, name: str) -> None:
        """Starts it unless it runs, and returns when it is ready."""
        await together(*(process.start() for process in self.of(name)))

    async def stop(self, name: str) -> None:
        """SIGTERM, and SIGKILL after the grace; it stays down until it is started again."""
        await each_to_its_end(*(process.stop() for process in self.of(name)))

    async def kill(self, name: str) -> None:
        """SIGKILL; what is supervised comes back by itself."""
        await each_to_its_end(*(process.kill() for process in self.of(name)))

    async def restart(self, name: str) -> None:
        """Stops what runs, and starts it."""
        await together(*(process.restart() for process in self.of(name)))

    def supervise(self, name: str, supervision: Supervision) -> None:
        """Whether it is started again when it ends by itself or is killed."""
        for process in self.of(name):
            process.supervision = supervision

    def override(self, name: str, settings: Mapping[str, str]) -> None:
        """Changes settings from the next start on."""
        for process in self.of(name):
            process.environment.update(settings)

    async def stop_all(self) -> None:
        await each_to_its_end(*(process.stop() for process in self))
