"""All services of a stack, by name."""

from collections.abc import Iterator, Mapping

from deploy.local.part import Supervision
from deploy.local.service import Service
from deploy.local.together import each_to_its_end


class Services:
    """The services in the order they were declared."""

    def __init__(self, services: Mapping[str, Service]) -> None:
        self._services = dict(services)

    def __iter__(self) -> Iterator[Service]:
        return iter(self._services.values())

    def __getitem__(self, name: str) -> Service:
        return self._services[name]

    def url(self, name: str) -> str:
        return self[name].url

    def pid(self, name: str) -> int | None:
        """The service's process, while it runs."""
        return self[name].pid

    async def start(self, name: str) -> None:
        """Starts a service unless it runs, and returns when it is ready."""
        await self[name].start()

    async def stop(self, name: str) -> None:
        """SIGTERM, and SIGKILL after the grace; the service stays down until it is started again."""
        await self[name].stop()

    async def kill(self, name: str) -> None:
        """SIGKILL; a supervised service comes back by itself."""
        await self[name].kill()

    async def restart(self, name: str) -> None:
        """Stops a service if it runs, and starts it."""
        await self[name].restart()

    def supervise(self, name: str, supervision: Supervision) -> None:
        """Whether this service is started again when it ends by itself or is killed."""
        self[name].supervision = supervision

    def override(self, name: str, settings: Mapping[str, str]) -> None:
        """Changes settings of a service from its next start on."""
        self[name].environment.update(settings)

    async def stop_all(self) -> None:
        await each_to_its_end(*(service.stop() for service in self))
