"""Where tests take PostgreSQL and Kafka from: given addresses, else testcontainers, else the embedded stack; never nothing.

`KLADKA_TEST_POSTGRES` (url of a database whose user may create others) and `KLADKA_TEST_KAFKA` (host:port) name a stack
that runs already. `KLADKA_TEST_STACK=embedded` or `=testcontainers` insists on one.
"""

import asyncio
import os
import secrets
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from deploy.local.kafka import Kafka
from deploy.local.postgres import Durability, Postgres
from tests.support import containers


@dataclass(frozen=True)
class Addresses:
    """A running PostgreSQL and Kafka, and where they came from."""

    origin: str
    postgres: str
    kafka: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@contextmanager
def running(durability: Durability = Durability.FAST) -> Iterator[Addresses]:
    """A stack for a whole run; tests need no commit to outlive a loss of power, benchmarks must pay for it."""
    wish = os.environ.get("KLADKA_TEST_STACK", "")
    if given := _given():
        yield given
    elif wish == "testcontainers" or (not wish and containers.available()):
        with containers.running() as (postgres, kafka):
            yield Addresses("testcontainers", postgres, kafka)
    else:
        with _in_thread(durability) as addresses:
            yield addresses


def _given() -> Addresses | None:
    postgres, kafka = os.environ.get("KLADKA_TEST_POSTGRES"), os.environ.get("KLADKA_TEST_KAFKA")
    return Addresses("given addresses", postgres, kafka) if postgres and kafka else None


@asynccontextmanager
async def _embedded(durability: Durability) -> AsyncIterator[Addresses]:
    with tempfile.TemporaryDirectory(prefix="kladka-tests-") as place:
        Path(place).chmod(0o755)
        async with AsyncExitStack() as stack:
            parts = Postgres(Path(place), durability=durability), Kafka(Path(place))
            for part in parts:
                stack.push_async_callback(part.stop)
            await asyncio.gather(*(part.start() for part in parts))
            yield Addresses("embedded stack", parts[0].url("postgres"), parts[1].address)


@contextmanager
def _in_thread(durability: Durability) -> Iterator[Addresses]:
    """The embedded stack is watched by a loop of its own, whatever the tests' loops do."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="stack", daemon=True)
    thread.start()
    stack = _embedded(durability)
    try:
        yield asyncio.run_coroutine_threadsafe(stack.__aenter__(), loop).result(120)
        asyncio.run_coroutine_threadsafe(stack.__aexit__(None, None, None), loop).result(60)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@asynccontextmanager
async def empty_database(stack: Addresses) -> AsyncIterator[str]:
    """The url of an empty database, dropped afterwards."""
    name = f"t{secrets.token_hex(8)}"
    admin = await asyncpg.connect(stack.postgres)
    try:
        await admin.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(stack.postgres)._replace(path=f"/{name}"))
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()
