"""A real single-node Apache Kafka (KRaft) as a child process; its records outlive it, also when it is killed.

It listens on the loopback address alone, without authentication.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from pathlib import Path
from signal import SIGTERM

from deploy.local.child import Program, run_to_end
from deploy.local.errors import NotInstalled
from deploy.local.java import java
from deploy.local.kafka_probe import serves
from deploy.local.kafka_properties import Listener, server_properties
from deploy.local.part import Part
from deploy.local.ports import LOOPBACK, free_port

JARS = Path(__file__).parent / "libs"
LOGGING = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)
# Without the optimising compiler: 3.2 instead of 5.3 seconds of processor for a start, 20 MB less, and as many records
# a second as Python clients can send on two cores.
FRUGAL = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
# 160 to 180 MB resident with these.
SERVER_JVM = ("-Xmx192m", "-Xms64m", *FRUGAL, *LOGGING)
TOOL_JVM = ("-Xmx64m", *FRUGAL, *LOGGING)


class Kafka(Part):
    """One broker over `run_dir/kafka`, which is formatted on the first start and used again by every later one."""

    def __init__(
        self,
        run_dir: Path,
        *,
        port: int | None = None,
        listeners: Sequence[Listener] = (),
        replication_factor: int = 1,
    ) -> None:
        super().__init__("kafka", run_dir)
        self.port = port or free_port()
        self.replication_factor = replication_factor
        self._home = run_dir / self.name
        self._listeners = tuple(listeners)
        self._controller_port = free_port()

    @property
    def address(self) -> str:
        """What clients call bootstrap servers."""
        return f"{LOOPBACK}:{self.port}"

    async def program(self) -> Program:
        """The broker over its data directory, which is formatted first if it is not."""
        self._configure()
        if not (self._data / "meta.properties").exists():
            await run_to_end(self._format())
        argv = (java(), *SERVER_JVM, "-cp", class_path(), "kafka.Kafka", str(self._properties))
        return Program(self.name, argv, self.run_dir, directory=self._home, when_orphaned=SIGTERM)

    async def ready(self) -> bool:
        """Whether the broker answers a request in time."""
        return await serves(self.port)

    @property
    def _data(self) -> Path:
        return self._home / "data"

    @property
    def _properties(self) -> Path:
        return self._home / "server.properties"

    def _configure(self) -> None:
        """Written again at each start: the ports may have changed, the data have not."""
        self._home.mkdir(parents=True, exist_ok=True)
        text = server_properties(
            data=self._data,
            port=self.port,
            controller_port=self._controller_port,
            extra=self._listeners,
            replication_factor=self.replication_factor,
        )
        self._properties.write_text(text, encoding="utf-8")

    def _format(self) -> Program:
        """Once; `--ignore-formatted` because a run may have died in the middle of it."""
        format_once = ("kafka.tools.StorageTool", "format", "--ignore-formatted")
        argv = (java(), *TOOL_JVM, "-cp", class_path(), *format_once, "-t", _cluster_id(), "-c", str(self._properties))
        return Program("kafka-format", argv, self.run_dir)


def class_path() -> str:
    """The jars that Maven resolved, the console tools among them."""
    if not any(JARS.glob("kafka_*.jar")):
        raise NotInstalled("Kafka's jars are not there: run `make setup`")
    return f"{JARS}/*"


def _cluster_id() -> str:
    """16 random bytes in URL-safe base64; a leading dash would look like an option."""
    return urlsafe_b64encode(b"\x00" + secrets.token_bytes(15)).decode().rstrip("=")
