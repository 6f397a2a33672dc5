"""A real PostgreSQL 18 as a child process; its data outlive it, also when it is killed.

It listens on the loopback address alone and asks for a random password, kept in a file that only its owner reads.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum
from pathlib import Path
from signal import SIGINT, SIGQUIT

import asyncpg

from deploy.local.child import Program
from deploy.local.cluster import USER, Cluster
from deploy.local.part import Part
from deploy.local.pginstall import postgres_program
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.unprivileged import Unprivileged, unprivileged

ANSWERS_WITHIN = 3.0  # seconds for a probe, before the server counts as hanging
SOCKET_PATH_LIMIT = 107  # bytes: the length of sun_path less its closing zero


class Durability(Enum):
    """What a commit survives: DURABLE a loss of power, FAST (for tests) only a killed server.

    Both wait until the log is handed to the operating system: without it a killed server forgets its last commits.
    """

    DURABLE = ("fsync=on", "full_page_writes=on", "synchronous_commit=on")
    FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=on")


SETTINGS = (
    f"listen_addresses={LOOPBACK}",
    "max_connections=300",
    "shared_buffers=96MB",
    # The shared memory of a killed server would otherwise stay in /dev/shm, which is small in a container.
    "dynamic_shared_memory_type=mmap",
    "log_checkpoints=off",
    "timezone=UTC",
    "log_timezone=UTC",
)


class Postgres(Part):
    """One server over `run_dir/postgres`, which is made on the first start and used again by every later one."""

    def __init__(self, run_dir: Path, *, port: int | None = None, durability: Durability = Durability.DURABLE) -> None:
        super().__init__("postgres", run_dir)
        self.port = port or free_port()
        self._home = run_dir / self.name
        self._cluster = Cluster(self._home)
        self._durability = durability

    @property
    def password_file(self) -> Path:
        return self._cluster.password_file

    def url(self, database: str, *, port: int | None = None) -> str:
        """The address of a database with user and password; another port leads through a proxy of the caller's."""
        return f"postgresql://{USER}:{self._cluster.password}@{LOOPBACK}:{port or self.port}/{database}"

    def address(self, database: str) -> str:
        """The address of a database with its user and without a password."""
        return f"postgresql://{USER}@{LOOPBACK}:{self.port}/{database}"

    async def program(self) -> Program:
        """The server over its cluster, which is made first if there is none."""
        account = unprivileged(postgres_program("postgres"))
        await self._cluster.prepare(account, self.run_dir)
        return self._server(account)

    async def ready(self) -> bool:
        """Whether the server answers a query in time."""
        try:
            async with self._connection() as connection:
                return await connection.fetchval("SELECT true", timeout=ANSWERS_WITHIN) is True
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # a TimeoutError is an OSError
            return False

    async def healthy(self) -> bool:
        """A refusal is an answer too: a server that is full, or still recovering, does not hang."""
        try:
            async with self._connection():
                return True
        except asyncpg.PostgresError:
            return True
        except (OSError, asyncpg.InterfaceError):
            return False

    async def crash(self) -> None:
        """Immediate shutdown: every session is cut and nothing is tidied up; the next start recovers from the log."""
        if self._child is not None:
            await self._child.end_by(SIGQUIT)

    async def create_database(self, name: str) -> None:
        """Creates the database unless it exists."""
        async with self._connection() as connection:
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
                await connection.execute(f'CREATE DATABASE "{name}"')

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        connection = await asyncpg.connect(self.url("postgres"), timeout=ANSWERS_WITHIN)
        try:
            yield connection
        finally:
            await connection.close(timeout=ANSWERS_WITHIN)

    def _server(self, account: Unprivileged) -> Program:
        address = (f"port={self.port}", f"unix_socket_directories={self._socket()}")
        options = _options((*SETTINGS, *self._durability.value, *address))
        return Program(
            self.name,
            (str(postgres_program("postgres")), "-D", str(self._cluster.data), *options),
            self.run_dir,
            launcher=account.launcher,
            request_to_end=SIGINT,
            when_orphaned=SIGINT,
        )

    def _socket(self) -> str:
        """The directory of the Unix socket: none where the path would be longer than the kernel takes."""
        path = self._home / f".s.PGSQL.{self.port}"
        return str(self._home) if len(bytes(path)) <= SOCKET_PATH_LIMIT else ""


def _options(settings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for setting in settings for word in ("-c", setting))
