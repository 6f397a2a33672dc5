"""A real Apache Kafka node (KRaft) as a child process; its records outlive it, also when it is killed.

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
from deploy.local.kafka_properties import Listener, Node, server_properties
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
SERVER_JVM = ("-Xms64m", *FRUGAL, *LOGGING)
HEAP, HEAP_AMONG_SEVERAL = "-Xmx192m", "-Xmx128m"
TOOL_JVM = ("-Xmx64m", *FRUGAL, *LOGGING)


class Kafka(Part):
    """One node over `run_dir/<its name>`, which is formatted on the first start and used again by every later one.

    Alone it is a whole Kafka. A node of several names them all, itself among them, in `quorum`; it is ready only when
    enough of them run.
    """

    def __init__(
        self,
        run_dir: Path,
        *,
        name: str = "kafka",
        node: Node | None = None,
        quorum: Sequence[Node] = (),
        cluster_id: str | None = None,
        listeners: Sequence[Listener] = (),
    ) -> None:
        super().__init__(name, run_dir)
        self.node = node or Node(1, free_port(), free_port())
        self._quorum = tuple(quorum) or (self.node,)
        self._cluster_id = cluster_id or new_cluster_id()
        self._home = run_dir / self.name
        self._listeners = tuple(listeners)

    @property
    def port(self) -> int:
        return self.node.port

    @property
    def address(self) -> str:
        """What clients call bootstrap servers."""
        return f"{LOOPBACK}:{self.port}"

    async def program(self) -> Program:
        """The broker over its data directory, which is formatted first if it is not."""
        self._configure()
        if not (self._data / "meta.properties").exists():
            await run_to_end(self._format())
        heap = HEAP if len(self._quorum) == 1 else HEAP_AMONG_SEVERAL
        argv = (java(), heap, *SERVER_JVM, "-cp", class_path(), "kafka.Kafka", str(self._properties))
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
        text = server_properties(self.node, self._quorum, data=self._data, extra=self._listeners)
        self._properties.write_text(text, encoding="utf-8")

    def _format(self) -> Program:
        """Once; `--ignore-formatted` because a run may have died in the middle of it."""
        format_once = ("kafka.tools.StorageTool", "format", "--ignore-formatted")
        argv = (java(), *TOOL_JVM, "-cp", class_path(), *format_once, "-t", self._cluster_id, "-c", str(self._properties))
        return Program(f"{self.name}-format", argv, self.run_dir)


def class_path() -> str:
    """The jars that Maven resolved, the console tools among them."""
    if not any(JARS.glob("kafka_*.jar")):
        raise NotInstalled("Kafka's jars are not there: run `make setup`")
    return f"{JARS}/*"


def new_cluster_id() -> str:
    """16 random bytes in URL-safe base64; a leading dash would look like an option."""
    return urlsafe_b64encode(b"\x00" + secrets.token_bytes(15)).decode().rstrip("=")
