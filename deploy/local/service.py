"""One service as a child process: `python -m services.<name>.main` with its settings in the environment.

It is ready when it says so; once it runs, being unready is its own affair (Kafka may be away), only its end is not.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from signal import SIGTERM

from deploy.local.child import Program
from deploy.local.http_probe import Health, health
from deploy.local.part import Part
from deploy.local.ports import LOOPBACK
from deploy.local.run_directory import CHECKOUT

OURS = "KLADKA_"


class Service(Part):
    """A process of a service on a port of the loopback address.

    `service` is whose program it runs, where its own name is another one; `command` replaces the program (tests put a
    stand-in there).
    """

    def __init__(
        self,
        name: str,
        run_dir: Path,
        *,
        port: int,
        environment: Mapping[str, str],
        service: str | None = None,
        command: tuple[str, ...] = (),
    ) -> None:
        super().__init__(name, run_dir)
        self.port = port
        self.environment = dict(environment)
        self._command = command or (sys.executable, "-m", f"services.{service or name}.main")

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    async def program(self) -> Program:
        """The service with the settings it has now: a changed environment counts from the next start."""
        return Program(
            self.name,
            self._command,
            self.run_dir,
            environment={**_inherited(), **self.environment},
            directory=CHECKOUT,
            request_to_end=SIGTERM,
        )

    async def ready(self) -> bool:
        return await health(self.port) is Health.READY

    async def healthy(self) -> bool:
        return self.alive


def _inherited() -> dict[str, str]:
    """Our own environment without settings meant for another installation; output is not held back in a buffer."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**ours, "PYTHONUNBUFFERED": "1"}
