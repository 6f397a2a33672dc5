"""The embedded stack: PostgreSQL, Kafka and the services, started together and ended together.

With several Kafka nodes or several processes of each service, each of them is a part of its own.

Whatever happens during the start or inside the `async with` block, nothing it started is left running.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Never, NoReturn, Self

from deploy.installation import FILE
from deploy.local.balancer import Balancer
from deploy.local.brokers import Brokers
from deploy.local.credentials import make_credentials
from deploy.local.kafka_properties import Listener
from deploy.local.leftovers import end_leftovers
from deploy.local.part import Part, Supervision
from deploy.local.ports import free_port
from deploy.local.postgres import Durability, Postgres
from deploy.local.run_directory import held
from deploy.local.service import Service
from deploy.local.services import Services
from deploy.local.settings import GATEWAY, SERVICES, Clock, StackSettings
from deploy.local.supervisor import Notice, State, watch
from deploy.local.together import each_to_its_end, together

NOTHING: Mapping[str, Never] = MappingProxyType({})


def say_nothing(_part: str, _state: State) -> None:
    """For those who do not want to hear what happens to the parts."""


class EmbeddedStack:
    """A whole installation in one directory; what lies there from an earlier run is used again.

    By service name: `overrides` are settings that replace the usual ones, `commands` the programs to run instead of
    the real ones. `listeners` are further doors of the brokers. With several `replicas` each service has so many
    processes behind its one address.
    """

    def __init__(
        self,
        run_dir: Path,
        *,
        services: Sequence[str] = SERVICES,
        clock: Clock = "driven",
        topic_prefix: str = "kladka",
        gateway_port: int | None = None,
        durability: Durability = Durability.DURABLE,
        supervision: Supervision = Supervision.RESTART,
        listeners: Sequence[Listener] = (),
        brokers: int = 1,
        replicas: int = 1,
        overrides: Mapping[str, Mapping[str, str]] = NOTHING,
        commands: Mapping[str, Sequence[str]] = NOTHING,
        notice: Notice = say_nothing,
    ) -> None:
        self.run_dir = run_dir.resolve()
        self.postgres = Postgres(self.run_dir, durability=durability)
        self.kafka = Brokers(self.run_dir, nodes=brokers, listeners=listeners)
        self.credentials = make_credentials(self.run_dir / "keys")
        ports = {name: free_port() for name in (*SERVICES, *services)} | ({GATEWAY: gateway_port} if gateway_port else {})
        self.settings = StackSettings(self.postgres, self.kafka, self.credentials, ports, clock, topic_prefix)
        self.services = Services(
            {name: self._service(name, replicas, overrides.get(name, {}), commands.get(name, ())) for name in services}, ports
        )
        self._balancers = [
            Balancer(ports[name], [process.port for process in self.services.of(name)]) for name in services if replicas > 1
        ]
        self._notice = notice
        self._watches: list[asyncio.Task[NoReturn]] = []
        self._held = ExitStack()
        for part in self.parts:
            part.supervision = supervision

    @property
    def parts(self) -> Iterator[Part]:
        """PostgreSQL, Kafka, then the services."""
        yield self.postgres
        yield from self.kafka
        yield from self.services

    @property
    def gateway_url(self) -> str:
        return self.services.url(GATEWAY)

    @property
    def accounts(self) -> Path:
        """The file of demo accounts, with their passwords."""
        return self.credentials.accounts_file

    @property
    def installation_file(self) -> Path:
        """Where an operator's tools find this stack; written at each start."""
        return self.run_dir / FILE

    @property
    def logs(self) -> Path:
        return self.run_dir / "logs"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Starts everything and returns when every service is ready."""
        self._held.enter_context(held(self.run_dir))
        try:
            await asyncio.to_thread(end_leftovers, self.run_dir)
            self._write_installation()
            await together(self._start_postgres(), *(self._start(node) for node in self.kafka))
            await together(*(balancer.start() for balancer in self._balancers))
            await together(*(self._start(service) for service in self.services))
        except BaseException:
            await self.stop()
            raise
        self._watches = [asyncio.create_task(watch(part, self._notice)) for part in self.parts]

    async def stop(self) -> None:
        """Ends everything, the services first; harmless when nothing runs."""
        for task in self._watches:
            task.cancel()
        await asyncio.gather(*self._watches, return_exceptions=True)
        self._watches = []
        try:
            await self.services.stop_all()
        finally:
            balancers = (balancer.stop() for balancer in self._balancers)
            await each_to_its_end(*balancers, self.kafka.stop(), self.postgres.stop())
            self._held.close()

    async def failure(self) -> None:
        """Waits until a part has to be given up, and raises what was wrong with it."""
        await asyncio.gather(*self._watches)

    async def _start(self, part: Part) -> None:
        self._notice(part.name, State.STARTING)
        await part.start()
        self._notice(part.name, State.READY)

    async def _start_postgres(self) -> None:
        await self._start(self.postgres)
        for name in self.services.names:
            await self.postgres.create_database(name)

    def _write_installation(self) -> None:
        found = self.settings.installation(self.services.names)
        self.installation_file.write_text(found.model_dump_json(indent=2) + "\n", encoding="utf-8")

    def _service(self, name: str, replicas: int, overrides: Mapping[str, str], command: Sequence[str]) -> list[Service]:
        """One process on the service's own port, or several on ports of their own."""
        several = [(f"{name}-{instance}", instance, free_port()) for instance in range(1, replicas + 1)]
        return [
            Service(
                process,
                self.run_dir,
                port=port,
                environment={**self.settings.of(name, instance, port), **overrides},
                service=name,
                command=tuple(command),
            )
            for process, instance, port in (several if replicas > 1 else [(name, 1, self.settings.ports[name])])
        ]
