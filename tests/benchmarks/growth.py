"""`make bench-growth`: what a command and a projection cost when the store holds 10 thousand, 1 million, 10 million events.

A PostgreSQL of its own, in a directory that is removed afterwards; stores filled by COPY; the disk is looked at first. All
sizes are measured in turn by the same process. `KLADKA_BENCH_GROWTH` names other sizes, `KLADKA_BENCH_DIR` another disk.
"""

import os
import shutil
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

import asyncpg
import uvloop
from rich.console import Console

from deploy.cli.interruption import Interrupted, interruptible
from deploy.load.filling import BYTES_PER_EVENT
from deploy.local.postgres import Durability, Postgres
from services.recruitment.main import SERVICE
from shared.bus.apply import Consumer, apply
from shared.bus.effects import Project
from shared.bus.received import Raw
from shared.store.database import Database
from shared.store.transaction import Commands
from tests.benchmarks.commands import Office
from tests.benchmarks.databases import KEYS, filled
from tests.benchmarks.figures import Figure, table
from tests.benchmarks.machine import machine
from tests.benchmarks.reading import PROJECTIONS, READS, prepared_reader, published
from tests.support.stack import Addresses

SIZES = [int(size) for size in os.environ.get("KLADKA_BENCH_GROWTH", "10000,1000000,10000000").split(",")]
ROUNDS, COMMANDS, EVENTS, BATCH = 7, 400, 20_000, 500
FLAT = 1.2
CONSUMER = Consumer("growth", ("growth",), READS, Project(PROJECTIONS))


@dataclass(slots=True)
class Grown:
    """A store of one size, and its costs round by round: milliseconds a command, microseconds an event."""

    size: int
    database: Database
    office: Office
    commands: list[float]
    events: list[float]


async def main(console: Console) -> None:
    parent = Path(os.environ.get("KLADKA_BENCH_DIR", tempfile.gettempdir()))
    needed, free = 2 * sum(SIZES) * BYTES_PER_EVENT, shutil.disk_usage(parent).free
    if free < needed:
        sys.exit(f"{parent} has {free / 2**30:.1f} GiB free; {needed / 2**30:.1f} GiB are needed (KLADKA_BENCH_DIR)")
    async with AsyncExitStack() as stack:
        stack.enter_context(interruptible())
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kladka-growth-", dir=parent)))
        place.chmod(0o755)
        postgres = Postgres(place, durability=Durability.DURABLE)
        stack.push_async_callback(postgres.stop)
        await postgres.start()
        stores = [await _grown(Addresses("growth", postgres.url("postgres"), ""), size, stack, console) for size in SIZES]
        await _checkpoint(postgres)
        for number in range(ROUNDS + 1):
            await _round(stores, number)
            console.print(f"round {number} of {ROUNDS}")
    console.print(table(f"Kładka growth – {machine()}", [figure for one in stores for figure in _figures(one, stores[0])]))


async def _grown(addresses: Addresses, size: int, stack: AsyncExitStack, console: Console) -> Grown:
    start = time.perf_counter()
    url = await filled(addresses, size, look_at_disk=True)
    database = Database(url)
    stack.push_async_callback(database.close)
    facts = await prepared_reader(database, CONSUMER.name)
    console.print(f"{size:,} events and {facts:,} facts of a reader in {time.perf_counter() - start:.0f} s")
    run = Commands(database, SERVICE.events, KEYS, own=SERVICE.own, set_rules=SERVICE.set_rules)
    return Grown(size, database, Office(run, "p1-0", "g0", count(60_000_000)), [], [])


async def _checkpoint(postgres: Postgres) -> None:
    """What the filling left to be written shall not disturb the measuring."""
    driver = await asyncpg.connect(postgres.url("postgres"))
    await driver.execute("CHECKPOINT")
    await driver.close()


async def _round(stores: list[Grown], number: int) -> None:
    """The first one warms up and does not count."""
    records = published(seed=1000 + number, least=EVENTS)[:EVENTS]
    for store in stores if number % 2 else reversed(stores):
        commands, events = await _commands(store), await _events(store.database, records)
        if number:
            store.commands.append(commands)
            store.events.append(events)


async def _commands(store: Grown) -> float:
    """Milliseconds of a command, one after another: half of them submit an application, half assess it."""
    start = time.perf_counter()
    for _ in range(COMMANDS // 2):
        await store.office.submit_and_assess()
    return (time.perf_counter() - start) / COMMANDS * 1000


async def _events(database: Database, records: list[Raw]) -> float:
    """Microseconds of a new event in another service's read models."""
    start = time.perf_counter()
    for first in range(0, len(records), BATCH):
        await apply(database, CONSUMER, records[first : first + BATCH])
    return (time.perf_counter() - start) / len(records) * 1e6


def _figures(one: Grown, smallest: Grown) -> list[Figure]:
    wish = None if one is smallest else FLAT
    against = "" if one is smallest else f"at {smallest.size:,}, same rounds"
    commands = median(ours / least for ours, least in zip(one.commands, smallest.commands, strict=True))
    events = median(ours / least for ours, least in zip(one.events, smallest.events, strict=True))
    size = f"at {one.size:,} stored events"
    return [
        Figure(f"a command {size}", median(one.commands), "ms", against, commands, most_ratio=wish),
        Figure(f"an event in a reader's models {size}", median(one.events), "µs", against, events, most_ratio=wish),
    ]


if __name__ == "__main__":
    try:
        uvloop.run(main(Console(width=140)))
    except Interrupted:
        sys.exit("interrupted; its directory is removed")
